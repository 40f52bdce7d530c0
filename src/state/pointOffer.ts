import type { DataTable } from '../documents/points/dataTable';
import { createStore, type StoreApi } from 'zustand/vanilla';

/** A table of points that was pasted, dropped or opened, and waits for the user to take it. */
export interface PointOffer {
  /** What it came from: the name of its file, or "the clipboard". */
  readonly source: string;
  /** Absent before anything is pasted. */
  readonly table?: DataTable;
  /** Why there is no table in what was pasted, in one sentence. */
  readonly problem?: string;
}

export type PointOffers = StoreApi<{ readonly offer: PointOffer | undefined }>;

export const createPointOffers = (): PointOffers => createStore(() => ({ offer: undefined }));
