/** The rows of data sets and networks as the page needs them: labels, notes, counts, specs; no tensor code runs there. */
export { datasets, isDataset } from '../nets/datasets';
export { nets } from '../nets/models';
