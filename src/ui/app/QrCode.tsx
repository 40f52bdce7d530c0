import { fetchedModule, retried } from '../../worker/rpc/network';
import { errorMessage } from '../session/files';
import { useEffect, useState } from 'react';

/** Bytes of the largest QR code (version 25, level L) that a phone reads from a screen. */
const MAX_BYTES = 1273;
/** Modules of white that a reader needs around a code. */
const QUIET_ZONE = 4;

/** Path of the dark modules, a unit each. */
const pathOf = (modules: readonly (readonly boolean[])[]): string =>
  modules.map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')).join('')).join('');

/** QR code of a text; a sentence where the text is too long for one. */
export function QrCode({ text }: { readonly text: string }) {
  const [code, setCode] = useState<{ readonly size: number; readonly path: string } | { readonly problem: string }>();
  const bytes = new TextEncoder().encode(text).length;
  const fits = bytes <= MAX_BYTES;
  useEffect(() => {
    if (!fits) return undefined;
    let current = true;
    const show = (next: typeof code) => {
      if (current) setCode(next);
    };
    retried('The QR code', () => fetchedModule(import('qr')))
      .then(({ encodeQR }) => encodeQR(text, 'raw', { ecc: 'low', border: QUIET_ZONE }))
      .then((modules) => show({ size: modules.length, path: pathOf(modules) }))
      .catch((error: unknown) => show({ problem: errorMessage(error) }));
    return () => {
      current = false;
    };
  }, [text, fits]);
  if (!fits) return <p className="note">{bytes} characters are more than a QR code holds that a phone can read; save the document instead.</p>;
  if (!code) return <div className="qr" />;
  if ('problem' in code) return <p className="error">{code.problem}</p>;
  return (
    <svg className="qr" viewBox={`0 0 ${code.size} ${code.size}`} role="img" aria-label="QR code of the link" shapeRendering="crispEdges">
      <rect width={code.size} height={code.size} fill="#fff" />
      <path d={code.path} fill="#000" />
    </svg>
  );
}
