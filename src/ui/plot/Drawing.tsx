import { type Box, type DrawCommand, placedCommands } from '../../figures/base/drawList';
import { svgBody } from '../../figures/vector/svgWriter';
import { useMemo } from 'react';

/** A drawing of a size in pixels as an image that fills the width of its place: the commands that a file would hold. */
export function Drawing({
  draw,
  width,
  height,
  label,
}: {
  readonly draw: (box: Box) => readonly DrawCommand[];
  readonly width: number;
  readonly height: number;
  readonly label: string;
}) {
  const body = useMemo(() => svgBody(placedCommands([...draw({ x: 0, y: 0, width, height })])), [draw, width, height]);
  return (
    <svg
      className="drawing"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
      strokeLinejoin="round"
      strokeLinecap="round"
      dangerouslySetInnerHTML={{ __html: body }} // texts are escaped by svgBody
    />
  );
}
