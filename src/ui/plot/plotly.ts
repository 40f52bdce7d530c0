import contour from 'plotly.js/lib/contour';
import Plotly from 'plotly.js/lib/core';
import scatter from 'plotly.js/lib/scatter';
import scatter3d from 'plotly.js/lib/scatter3d';
import surface from 'plotly.js/lib/surface';

Plotly.register([surface, scatter3d, contour, scatter]);

/** Plotly with only the trace types used; a chunk of its own, loaded with the first figure. */
export { Plotly };
