import stripJsonComments from 'strip-json-comments';

/**
 * JSON.parse() of a text that may begin with a byte-order mark, and may have comments and trailing commas. These become spaces, so that the
 * places that errors name are those of the text.
 */
export function parseJson(text: string): unknown {
  const lines = text.replace(/^\uFEFF/, '').replace(/\r(?!\n)/g, '\n');
  return JSON.parse(stripJsonComments(lines, { trailingCommas: true }));
}
