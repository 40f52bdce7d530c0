import type { CameraEye } from '../../figures/base/types';
import type { SceneCamera } from '../plot/Plot';
import { useExperiment, useSession } from '../session/session';
import { useMemo, useState } from 'react';

/** The camera that all scenes share, or, where they are not linked, one that starts where the shared one stood. */
export function useSceneCamera(isShared = true): SceneCamera {
  const { experiment } = useSession();
  const shared = useExperiment((state) => state.eye);
  const [own, setOwn] = useState(shared);
  if (isShared && own !== shared) setOwn(shared);
  const eye = isShared ? shared : own;
  return useMemo(() => {
    const turnTo = isShared ? experiment.setEye : (next: CameraEye | undefined) => setOwn(next);
    return { eye, turnTo, beginGesture: experiment.beginGesture, endGesture: experiment.endGesture };
  }, [eye, isShared, experiment]);
}
