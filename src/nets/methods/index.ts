import { at } from './at';
import type { Method } from './kinds';
import { standard } from './standard';
import { trades } from './trades';

/** Every training loss, by the name it has in documents. */
export const methods = { standard, at, trades } satisfies Record<string, Method>;
