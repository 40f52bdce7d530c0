import { glossary, type Term } from '../../documents/article/glossary';
import { keepHelp, useHelp } from '../session/help';
import { InlineButton } from './InlineButton';
import type { ReactNode } from 'react';

/** A word of the glossary: it explains itself under the pointer, when it is pressed, and by the key "?" while it has the focus. */
export function TermText({ term, className = '', children }: { readonly term: Term; readonly className?: string; readonly children: ReactNode }) {
  const entry = glossary[term];
  return (
    <InlineButton className={`term ${className}`} {...useHelp(entry)} onPress={(word) => keepHelp(entry, word)}>
      {children}
    </InlineButton>
  );
}
