import contour from 'plotly.js/lib/contour';
import Plotly from 'plotly.js/lib/core';
import scatter from 'plotly.js/lib/scatter';
import scatter3d from 'plotly.js/lib/scatter3d';
import surface from 'plotly.js/lib/surface';

Plotly.register([surface, scatter3d, contour, scatter]);

/** Plotly with the traces used here and no others; the page loads this file when the first figure is shown. */
export { Plotly };
