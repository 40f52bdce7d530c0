import { FONT } from '../base/colours';
import type { DrawCommand, StrokeStyle } from '../base/marks';

/** What the painter needs of a 2-D context, on the page or off it. */
export type Painter = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

function stroke(painter: Painter, pen: StrokeStyle): void {
  painter.strokeStyle = pen.stroke;
  painter.lineWidth = pen.width;
  painter.lineJoin = 'round';
  painter.lineCap = pen.dash ? 'butt' : 'round';
  painter.setLineDash(pen.dash ? [...pen.dash] : []);
  painter.stroke();
}

/** The draw list on a canvas, in the painter's present units. */
export function paint(painter: Painter, marks: readonly DrawCommand[]): void {
  for (const mark of marks) {
    if (mark.kind === 'clip') {
      painter.save();
      painter.beginPath();
      painter.rect(mark.box.x, mark.box.y, mark.box.width, mark.box.height);
      painter.clip();
      paint(painter, mark.marks);
      painter.restore();
      continue;
    }
    if (mark.kind === 'text') {
      const { size, weight, fill, anchor, turn = 0 } = mark.style;
      painter.save();
      painter.translate(mark.at[0], mark.at[1]);
      painter.rotate((turn * Math.PI) / 180);
      painter.font = `${weight} ${size}px ${FONT}`;
      painter.textAlign = anchor === 'middle' ? 'center' : anchor;
      painter.fillStyle = fill;
      painter.fillText(mark.text, 0, 0);
      painter.restore();
      continue;
    }
    painter.beginPath();
    if (mark.kind === 'disc') painter.arc(mark.at[0], mark.at[1], mark.r, 0, 2 * Math.PI);
    else
      for (const ring of mark.rings) {
        ring.forEach(([x, y], k) => (k === 0 ? painter.moveTo(x, y) : painter.lineTo(x, y)));
        if (mark.closed) painter.closePath();
      }
    if (mark.fill) {
      painter.fillStyle = mark.fill;
      painter.fill('evenodd');
    }
    if (mark.pen) stroke(painter, mark.pen);
  }
}
