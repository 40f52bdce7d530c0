type KeyPress = Pick<KeyboardEvent, 'key' | 'code'>;

const keysOfCodes: Readonly<Record<string, string>> = {
  Space: ' ',
  Minus: '-',
  Equal: '=',
  NumpadAdd: '+',
  NumpadSubtract: '-',
  NumpadEnter: 'Enter',
};

/**
 * The key of a shortcut, letters in lower case: as typed where that is a Latin letter, a sign of ASCII or a named key, else by its position on the US
 * keyboard. Russian, Greek, Hebrew, Arabic and Korean layouts type letters of their own, and an input method reports "Process".
 */
export function keyOf({ key, code }: KeyPress): string {
  if (/^([\x20-\x7e]|\p{Script=Latin})$/u.test(key)) return key.toLowerCase();
  if (/^[A-Z][A-Za-z0-9]+$/.test(key) && !['Process', 'Unidentified', 'Dead'].includes(key)) return key;
  return keysOfCodes[code] ?? (/^(Key|Digit)[A-Z0-9]$/.test(code) ? code.slice(-1).toLowerCase() : code || key);
}
