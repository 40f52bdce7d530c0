/** A size of pictures: of a screen in CSS pixels, or of print in millimetres. */
interface PictureSize {
  readonly label: string;
  readonly width: number;
  readonly height: number;
  /** CSS pixels of a unit of the page, whose tick labels are 11 units high. */
  readonly unit?: number;
  /** Whether the height stays, however small its panes. */
  readonly fixed: boolean;
  /** Device pixels of a CSS pixel of a PNG at 1×: 150 dots an inch in print. */
  readonly density: number;
}

const PX_PER_MM = 96 / 25.4;
const PX_PER_POINT = 96 / 72;
/** Height of tick labels in units of the page. */
const TICK_UNITS = 11;
const PRINT_DENSITY = 150 / 96;

/** A size in millimetres whose tick labels are set in `ticks` points; lines are as much thicker or thinner. */
const print = (label: string, width: number, height: number, ticks: number, fixed: boolean): PictureSize => ({
  label: `${label}, ${width} ${fixed ? `× ${height} ` : ''}mm`,
  width: width * PX_PER_MM,
  height: height * PX_PER_MM,
  unit: (ticks / TICK_UNITS) * PX_PER_POINT,
  fixed,
  density: PRINT_DENSITY,
});

/** Sizes that can be chosen. The page of an article has columns of 85 mm; a caption and smaller type stand in it than on a slide. */
export const pictureSizes = {
  screen: { label: 'Screen, 1200 × 900', width: 1200, height: 900, fixed: false, density: 1 },
  column: print('One column', 85, 85, 6.5, false),
  columns: print('Two columns', 178, 100, 6.5, false),
  slide: print('Slide', 254, 143, 14, true),
  poster: print('Poster', 420, 297, 22, true),
} satisfies Record<string, PictureSize>;

export type PictureSizeName = keyof typeof pictureSizes;
export const pictureSizeNames = Object.keys(pictureSizes) as PictureSizeName[];

/** "85 × 64 mm, tick labels of 6.5 pt" */
export function sizeText(name: PictureSizeName, height: number, scale: number, pixels: boolean): string {
  const { width, unit, density }: PictureSize = pictureSizes[name];
  const across = (v: number): number => Math.round(v * density * scale);
  const dots = `${across(width)} × ${across(height)} pixels`;
  if (unit === undefined) return pixels ? dots : `${width} × ${Math.round(height)} CSS pixels`;
  const inMm = `${Math.round(width / PX_PER_MM)} × ${Math.round(height / PX_PER_MM)} mm, tick labels of ${Math.round((10 * unit * TICK_UNITS) / PX_PER_POINT) / 10} pt`;
  return pixels ? `${inMm}, ${dots} (${150 * scale} dpi)` : inMm;
}
