import { wholeFigures } from '../../documents/surfacePresets';
import { sharedRange } from '../../figures/base/ticks';
import { toHash } from '../../state/addressHash';
import { TexText } from '../controls/Tex';
import { navigate } from '../session/addressSync';
import { useSession } from '../session/session';
import { Card, InputCard } from './Card';
import { columns, type Row, rows } from './matrix';
import { useCallback, useMemo } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';

/** Gallery page: the paper's figures as a matrix with columns standard, L2, L∞ and a row for each model or smoothing. */
export function Gallery() {
  return (
    <div className="gallery-page">
      <header className="gallery-head">
        <h1>Paper figures</h1>
        <p>Where the adversarial loss creases, where it is smooth, and what EntropySGD irons out. Every card opens live in the Lab.</p>
        <p className="caption">One camera for all thumbnails, one loss range for a row and its smoothed twin</p>
      </header>
      <div className="gallery-matrix">
        {rows.map((row) => (
          <CardRow key={row.note} row={row} />
        ))}
      </div>
    </div>
  );
}

/** Common loss range of the cells of a scale; undefined until all are computed. */
function useScaleRange(scale: string) {
  const { runs } = useSession();
  const slots = useMemo(() => rows.filter((row) => row.scale === scale).flatMap((row) => row.cells.map(({ slot }) => slot)), [scale]);
  const results = useStore(
    runs.surface.store,
    useShallow((state) => slots.map((slot) => state.results[slot]?.last?.result)),
  );
  return useMemo(() => {
    const available = results.flatMap((result) => result ?? []);
    return available.length === results.length ? sharedRange(available) : undefined;
  }, [results]);
}

function CardRow({ row }: { readonly row: Row }) {
  const range = useScaleRange(row.scale);
  return (
    <section className="gallery-row" aria-label={row.head || row.note.replace(/\$.*?\$/g, '').trim()}>
      <header>
        {row.head && <h2>{row.head}</h2>}
        <p>
          <TexText>{row.note}</TexText>
        </p>
        {row.whole && row.open && <OpenAll whole={row.whole} label={row.open} figure={row.head} />}
      </header>
      {row.caption ? (
        <p className="gallery-caption">{row.caption}</p>
      ) : (
        <div className="gallery-columns" aria-hidden>
          {(row.columns ?? columns).map((column) => (
            <span key={column}>
              <TexText>{column}</TexText>
            </span>
          ))}
        </div>
      )}
      <div className="gallery-cards">
        {row.cells.map((cell, i) =>
          cell.lemma === undefined ? (
            <Card key={cell.slot} cell={cell} range={range} column={columns[i] ?? ''} />
          ) : (
            <InputCard key={cell.slot} cell={cell} column={row.columns?.[i] ?? ''} />
          ),
        )}
      </div>
    </section>
  );
}

function OpenAll({ whole, label, figure }: { readonly whole: keyof typeof wholeFigures; readonly label: string; readonly figure: string }) {
  const session = useSession();
  const { document } = wholeFigures[whole];
  const open = useCallback(() => navigate(session, 'lab', document), [session, document]);
  return (
    <a
      href={toHash('lab', document)}
      aria-label={`${label} of ${figure}`}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        open();
      }}
    >
      {label}
    </a>
  );
}
