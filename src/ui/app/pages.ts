/** The pages that the first surface does not need, as one piece: it is fetched at once or not at all. */
export { PaperPage } from '../gallery/PaperPage';
export { Optimisers } from '../optimisers/Optimisers';
export { Learn } from '../learn/Learn';
export { LessonDock } from '../learn/LessonDock';
export { Read } from '../read/Read';
export { TheoryPage } from '../theory/Theory';
export { Landscape } from '../landscape/Landscape';
export { Train } from '../train/Train';
