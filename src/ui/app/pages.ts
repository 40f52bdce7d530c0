/** The pages that the first surface does not need, as one piece: it is fetched at once or not at all. */
export { Optimisers } from '../optimisers/Optimisers';
export { TheoryPage } from '../theory/Theory';
export { Train } from '../train/Train';
