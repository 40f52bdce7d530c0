import { eyePresets, isSameEye } from '../../figures/base/eye';
import type { SceneCamera } from '../plot/Plot';

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
