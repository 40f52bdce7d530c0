import { eyePresets, isSameEye } from '../../figures/base/camera';
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

const presets = Object.entries(eyePresets);

/** The camera of a pane's scene: named views, and the standard view, which is the way back from every other. */
export function CameraChoice({ camera: { eye, turnTo } }: { readonly camera: SceneCamera }) {
  const name = eye && (presets.find(([, preset]) => isSameEye(preset.eye, eye))?.[0] ?? 'turned');
  return (
    <select
      className="camera"
      aria-label="Camera"
      value={name ?? 'standard'}
      onChange={(event) => turnTo(presets.find(([preset]) => preset === event.target.value)?.[1].eye)}
    >
      <option value="standard">standard</option>
      {presets.map(([preset, { label }]) => (
        <option key={preset} value={preset}>
          {label}
        </option>
      ))}
      {name === 'turned' && (
        <option value="turned" disabled>
          turned
        </option>
      )}
    </select>
  );
}
