import type { Grid } from '../../math/core/grid';
import type { Pair } from '../../math/core/types';
import type { SurfaceRequest, SurfaceResult } from '../../worker/rpc/protocol';
import type { MapName } from './colours';
import type { DrawCommand, PaintCommand } from './drawList';
import type { Data, Layout } from 'plotly.js';

/** Plotly's camera position, in units of the scene's box. */
export type CameraEye = readonly [number, number, number];

/** The appearance of a figure; never changes a number. */
export interface FigureStyle {
  readonly dark: boolean;
  readonly colours: MapName;
  /** Loss range shared by all panes; the result's own when absent. */
  readonly range?: Pair;
  readonly eye?: CameraEye;
  /** Size class: ticks and titles thin out below 'large'. */
  readonly size: 'large' | 'pane' | 'phone';
  readonly creases: boolean;
  /** Creases are drawn wider, as a word that names them is pointed at. */
  readonly emphasis?: boolean;
  /** Creases are coloured by their jump over this range, on smoothed surfaces too. */
  readonly jumps?: Pair;
  readonly minimum: boolean;
  /** −∇ at 12 × 12 places of the contour. */
  readonly arrows: boolean;
  /** Names of the two coordinates; θ₁ and θ₂ when absent. */
  readonly axes?: readonly [string, string];
  /** θ of the cursor; absent where the page draws it itself. */
  readonly cursor?: Pair;
  /** Second weight, drawn open; absent where the page draws it itself. */
  readonly partner?: Pair;
  /** A smoothed surface has no creases to draw. */
  readonly smoothed?: boolean;
  /** Which weight the cut varies; the other rests at the cursor. */
  readonly along?: 'theta1' | 'theta2';
}

/** A place marked on a surface by a disc; sizes in pixels. */
export interface Spot {
  readonly theta: Pair;
  readonly radius: number;
  readonly fill: string;
  /** Width of the rim. */
  readonly rim: number;
  /** Colour of the rim; white when absent. */
  readonly ring?: string;
}

/** How pixels of a figure's box and θ belong together. */
export type Geometry =
  | {
      readonly kind: 'scene';
      readonly grid: Grid;
      readonly range: Pair;
      readonly eye: CameraEye;
      /** Drawn over the surface where it does not hide them. */
      readonly spots: readonly Spot[];
    }
  | { readonly kind: 'plane'; readonly theta1: Pair; readonly theta2: Pair; readonly margins: Margins }
  | {
      readonly kind: 'line';
      readonly along: 'theta1' | 'theta2';
      readonly at: number;
      readonly span: Pair;
      readonly values: Pair;
      readonly margins: Margins;
    };

/** Pixels kept free around the plotted rectangle. */
export interface Margins {
  readonly l: number;
  readonly r: number;
  readonly t: number;
  readonly b: number;
}

/** A figure drawn by the page itself in a box of width × height pixels; `eye` is the camera of a scene. */
export interface Painting {
  /** What stands beneath Plotly's picture and is not part of it: the axes of a scene. */
  frame(width: number, height: number, eye: CameraEye): DrawCommand[];
  /** What Plotly draws, at `ratio` pixels of the device for one of the page; without the spots of a scene. */
  body(width: number, height: number, eye: CameraEye, ratio: number): PaintCommand[];
}

/** What Plotly is given, fresh at every call, and what the page needs to find θ under a pointer. */
export interface Figure {
  readonly data: Data[];
  readonly layout: Partial<Layout>;
  readonly geometry: Geometry;
  readonly painting: Painting;
  readonly dark: boolean;
  /** Which values lie outside the range that is drawn, in words; absent where none does. */
  readonly clipped?: string;
  /** The figure in words, for those who cannot see it. */
  readonly summary: string;
}

/** A row of the table: result and request in, figure out; `beside` lists further results to compare it with. */
export interface FigureKind {
  readonly label: string;
  draw(result: SurfaceResult, request: SurfaceRequest, style: FigureStyle, beside?: readonly SurfaceResult[]): Figure;
}
