import type { Viewport } from '../../figures/base/pixelMapping';
import type { CameraEye, Figure } from '../../figures/base/types';

/** Renderer of one figure into an element, outside React; of several figures waiting to be drawn only the newest is drawn. */
export interface FigureRenderer {
  draw(figure: Figure, viewport: Viewport): void;
  /** Moves the camera of a scene without drawing its surface anew. */
  turn(eye: CameraEye): void;
  destroy(): void;
}

export interface RendererEvents {
  onDrawn(): void;
  onError(message: string): void;
}
