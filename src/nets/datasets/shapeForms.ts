/** Signed distance to a form's edge about the origin, negative inside; the form fills about [−1, 1]². */
type Form = (x: number, y: number) => number;

const disc: Form = (x, y) => Math.hypot(x, y) - 0.95;
const box = (x: number, y: number, width: number, height: number): number => Math.max(Math.abs(x) - width, Math.abs(y) - height);
const band = (distance: number, halfWidth: number): number => Math.abs(distance) - halfWidth;
const plus: Form = (x, y) => Math.min(box(x, y, 1, 0.25), box(x, y, 0.25, 1));
/** Distance to the nearest of parallel bands of width 0.3 and period 0.6. */
const bands = (t: number): number => band(t - 0.6 * Math.round(t / 0.6), 0.15);

/** Ten forms by name; the order gives the labels. */
export const forms = {
  disc,
  ring: (x, y) => band(Math.hypot(x, y) - 0.75, 0.2),
  square: (x, y) => box(x, y, 0.85, 0.85),
  frame: (x, y) => band(box(x, y, 0.7, 0.7), 0.18),
  triangle: (x, y) => Math.max(y - 0.7, 0.87 * Math.abs(x) - 0.5 * y - 0.5),
  plus,
  cross: (x, y) => plus((x + y) * Math.SQRT1_2, (y - x) * Math.SQRT1_2),
  rows: (x, y) => Math.max(box(x, y, 0.95, 0.95), bands(y)),
  columns: (x, y) => Math.max(box(x, y, 0.95, 0.95), bands(x)),
  crescent: (x, y) => Math.max(disc(x, y), 0.75 - Math.hypot(x - 0.5, y)),
} satisfies Record<string, Form>;
