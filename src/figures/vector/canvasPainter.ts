import { FONT } from '../base/colours';
import type { PaintCommand, StrokeStyle } from '../base/drawList';

/** 2-D rendering context, of a canvas on the page or off it. */
export type Canvas2dContext = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

function strokePath(context: Canvas2dContext, { colour, width, dash }: StrokeStyle): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineJoin = 'round';
  context.lineCap = dash ? 'butt' : 'round';
  context.setLineDash(dash ? [...dash] : []);
  context.stroke();
}

/** Draws the draw list on a canvas, in the context's current units. */
export function paint(context: Canvas2dContext, commands: readonly PaintCommand[]): void {
  for (const command of commands) {
    if (command.kind === 'pixels') {
      const { data, width, height, left, top } = command;
      if (width > 0 && height > 0) context.putImageData(new ImageData(data, width, height), left, top);
      continue;
    }
    if (command.kind === 'clip') {
      context.save();
      context.beginPath();
      context.rect(command.box.x, command.box.y, command.box.width, command.box.height);
      context.clip();
      paint(context, command.commands);
      context.restore();
      continue;
    }
    if (command.kind === 'text') {
      const { size, weight, fill, anchor, turn = 0 } = command.style;
      context.save();
      context.translate(command.at[0], command.at[1]);
      context.rotate((turn * Math.PI) / 180);
      context.font = `${weight} ${size}px ${FONT}`;
      context.textAlign = anchor === 'middle' ? 'center' : anchor;
      context.fillStyle = fill;
      context.fillText(command.text, 0, 0);
      context.restore();
      continue;
    }
    context.beginPath();
    if (command.kind === 'disc') context.arc(command.at[0], command.at[1], command.r, 0, 2 * Math.PI);
    else
      for (const ring of command.rings) {
        ring.forEach(([x, y], k) => (k === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
        if (command.closed) context.closePath();
      }
    if (command.fill) {
      context.fillStyle = command.fill;
      context.fill('evenodd');
    }
    if (command.stroke) strokePath(context, command.stroke);
  }
}
