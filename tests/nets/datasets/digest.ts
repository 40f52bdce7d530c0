/** SHA-256 of the bytes, in Node and in a worker of a secure page, as numbers in a row. */
export const digestOf = async (bytes: Uint8Array): Promise<string> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))).join(' ');
