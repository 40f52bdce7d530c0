import type { Tab } from '../../state/experimentStore';

/** The pages in the order of the top bar. */
export const tabs: readonly { readonly id: Tab; readonly label: string }[] = [
  { id: 'gallery', label: 'Gallery' },
  { id: 'read', label: 'Read' },
  { id: 'learn', label: 'Learn' },
  { id: 'lab', label: 'Lab' },
  { id: 'theory', label: 'Theory' },
  { id: 'optimisers', label: 'Optimisers' },
  { id: 'train', label: 'Train' },
  { id: 'landscape', label: 'Landscape' },
];
