const CHUNK = 0x6000; // a multiple of 3, so that pieces join

export function base64Of(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK) pieces.push(btoa(String.fromCharCode(...bytes.subarray(at, at + CHUNK))));
  return pieces.join('');
}

/** The same by the browser's own encoder where there is one, which is many times faster. */
export function base64Soon(bytes: Uint8Array): Promise<string> {
  if (typeof FileReader === 'undefined') return Promise.resolve(base64Of(bytes));
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(typeof reader.result === 'string' ? reader.result.slice(reader.result.indexOf(',') + 1) : '');
    reader.onerror = () => reject(reader.error ?? new Error('The bytes could not be read'));
    reader.readAsDataURL(new Blob([new Uint8Array(bytes)]));
  });
}

export function bytesOf(base64: string): Uint8Array {
  const signs = atob(base64);
  const bytes = new Uint8Array(signs.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = signs.charCodeAt(i);
  return bytes;
}
