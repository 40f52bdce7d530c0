/** Hands a text or bytes to the browser as a file. */
export function download(name: string, content: BlobPart, type = ''): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
