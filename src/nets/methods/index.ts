import { at } from './at';
import { standard } from './standard';
import { trades } from './trades';
import type { Method } from './types';

/** Every training method, by its name in documents. */
export const methods = { standard, at, trades } satisfies Record<string, Method>;
