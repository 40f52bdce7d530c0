import { type DataTable, tableOfCells, tableOfText } from '../../documents/points/dataTable';
import type { PointOffer } from '../../state/pointOffer';
import type { Session } from './session';
import { useEffect } from 'react';

/** The table in what a spreadsheet, a page or an editor put on the clipboard: its text, or else the first table of its HTML. Throws one sentence. */
function clipboardTable(data: DataTransfer): DataTable {
  try {
    return tableOfText(data.getData('text/plain'));
  } catch (error) {
    const table = new DOMParser().parseFromString(data.getData('text/html'), 'text/html').querySelector('table');
    if (!table) throw error;
    return tableOfCells(
      'table in HTML',
      [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent ?? '')),
    );
  }
}

/** What was pasted, as an offer of points. */
export function pastedOffer(data: DataTransfer): PointOffer {
  const source = 'the clipboard';
  try {
    return { source, table: clipboardTable(data) };
  } catch (error) {
    return { source, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Offers points that are pasted in the Lab outside text fields. */
export function usePointPaste({ experiment, pointOffers }: Session): void {
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const { target, clipboardData } = event;
      const isField = target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type === 'text');
      if (isField || !clipboardData || experiment.store.getState().tab !== 'lab') return;
      event.preventDefault();
      pointOffers.setState({ offer: pastedOffer(clipboardData) });
    };
    addEventListener('paste', onPaste);
    return () => removeEventListener('paste', onPaste);
  }, [experiment, pointOffers]);
}
