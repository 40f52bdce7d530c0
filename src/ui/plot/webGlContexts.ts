/** Limit of WebGL contexts in use; browsers drop the oldest beyond 16. */
const MAX_WEBGL_CONTEXTS = 8;
let held = 0;
const waiting = new Set<() => void>();
let webGlWorks: boolean | undefined;

/** Asks for one of the page's WebGL contexts; `onGranted` is called when one is free, at once or later, never without WebGL. Returns the function that gives it back. */
export function requestWebGlContext(onGranted: () => void): () => void {
  webGlWorks ??= probeWebGl();
  let isHeld = false;
  const grant = (): void => {
    waiting.delete(grant);
    held += 1;
    isHeld = true;
    onGranted();
  };
  if (webGlWorks) waiting.add(grant);
  grantNext();
  return () => {
    waiting.delete(grant);
    if (isHeld) held -= 1;
    isHeld = false;
    grantNext();
  };
}

function grantNext(): void {
  const [next] = waiting;
  if (next && held < MAX_WEBGL_CONTEXTS) next();
}

/** Frees the WebGL context of a canvas that is not drawn on any more; without this the browser keeps it until the next garbage collection. */
export function releaseWebGl(canvas: HTMLCanvasElement): void {
  canvas.getContext('webgl')?.getExtension('WEBGL_lose_context')?.loseContext();
}

function probeWebGl(): boolean {
  const canvas = document.createElement('canvas');
  const works = canvas.getContext('webgl') !== null;
  releaseWebGl(canvas);
  return works;
}
