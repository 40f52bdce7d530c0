/** What was thrown, as one sentence for the page. */
export function sentenceOf(thrown: unknown): string {
  const text = thrown instanceof Error || hasMessage(thrown) ? thrown.message : String(thrown);
  return text.split('\n')[0]?.trim() || 'It failed without saying why';
}

/** tfjs throws plain objects that carry a message. */
function hasMessage(thrown: unknown): thrown is { readonly message: string } {
  return typeof thrown === 'object' && thrown !== null && 'message' in thrown && typeof thrown.message === 'string';
}
