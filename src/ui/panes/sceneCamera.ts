import type { CameraEye } from '../../figures/base/types';
import type { SceneCamera } from '../plot/Plot';
import { useExperiment, useSession } from '../session/session';
import { useMemo } from 'react';

/** The camera that all scenes share, or that of a pane whose camera is its own. */
export function useSceneCamera(ownOf?: number): SceneCamera {
  const { experiment } = useSession();
  const eye = useExperiment((state) => (ownOf === undefined ? state.eye : state.eyes?.[ownOf]));
  return useMemo(() => {
    const turnOwn = (next: CameraEye | undefined) => {
      const { [String(ownOf)]: _before, ...others } = experiment.store.getState().eyes ?? {};
      experiment.choose({ eyes: next ? { ...others, [String(ownOf)]: next } : others });
    };
    return { eye, turnTo: ownOf === undefined ? experiment.setEye : turnOwn };
  }, [eye, ownOf, experiment]);
}
