import { sha256 as digest } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** SHA-256 (FIPS 180-4) of bytes, as 64 hexadecimal digits. Unlike crypto.subtle it is there on pages without https too, and is not asynchronous. */
export const sha256 = (bytes: Uint8Array): string => bytesToHex(digest(bytes));
