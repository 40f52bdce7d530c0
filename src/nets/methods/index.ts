import { at } from './at';
import { standard } from './standard';
import { trades } from './trades';
import type { Method } from './types';

/** Every training loss, by the name it has in documents. */
export const methods = { standard, at, trades } satisfies Record<string, Method>;
