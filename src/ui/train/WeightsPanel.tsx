import { FileButton } from '../controls/FileButton';
import { Section } from '../controls/Section';
import { useCopy } from '../session/input';
import { useSession } from '../session/session';

/** Python that writes a file which this page reads, and that reads one which it wrote. */
const PYTHON = `import numpy as np
from safetensors.torch import load_file, save_file

state = net.state_dict()  # write: either of the two
save_file({k: v.contiguous() for k, v in state.items()}, "weights.safetensors")
np.savez("weights.npz", **{k: v.cpu().numpy() for k, v in state.items()})

names = dict(w="weight", b="bias", gamma="weight", beta="bias", mean="running_mean", var="running_var")
axes = {4: (3, 2, 0, 1), 2: (1, 0), 1: (0,)}  # read: filters are height × width × in × out here
for k, v in load_file("at-weights-1.safetensors").items():
    layer, part = k.replace("/", ".").rsplit(".", 1)
    state[f"{layer}.{names[part]}"] = v.permute(axes[v.ndim]).contiguous()
net.load_state_dict(state)`;

/** Panel that takes in weights made elsewhere. */
export function WeightsPanel() {
  const session = useSession();
  const [copied, copy] = useCopy(session, () => PYTHON, 'The browser does not let the page copy; mark the lines and copy them.');
  return (
    <Section title="Weights made elsewhere" note={<FileButton label="Weights made elsewhere">open a file</FileButton>}>
      <p className="caption">
        Drop a PyTorch state_dict as .safetensors or .npz. It is taken with the data, network and attacks chosen here; a tensor that does not fit is
        named. Its accuracy on the test images proves the mapping: pixels in [0, 1] are standardised inside the network, and at stride 2 a zero is
        added below and on the right only (F.pad(x, (0, 1, 0, 1)), then padding=0).
      </p>
      <details className="python">
        <summary>Python that writes and reads such a file</summary>
        <button type="button" className="link" onClick={() => void copy()} aria-live="polite">
          {copied ? 'Copied' : 'Copy the lines'}
        </button>
        <pre tabIndex={0} aria-label="Python">
          {PYTHON}
        </pre>
      </details>
    </Section>
  );
}
