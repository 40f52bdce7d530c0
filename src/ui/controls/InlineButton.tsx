import { keyOf } from '../session/input';
import type { ComponentProps } from 'react';

/** A button that wraps like a word of the text it stands in; a real one is a box. */
export function InlineButton({ onPress, onKeyDown, ...props }: ComponentProps<'span'> & { readonly onPress: (word: Element) => void }) {
  return (
    <span
      {...props}
      role="button"
      tabIndex={0}
      onClick={({ currentTarget }) => onPress(currentTarget)}
      onKeyDown={(event) => {
        onKeyDown?.(event);
        const key = keyOf(event);
        if (event.defaultPrevented || (key !== 'Enter' && key !== ' ')) return;
        event.preventDefault();
        onPress(event.currentTarget);
      }}
    />
  );
}
