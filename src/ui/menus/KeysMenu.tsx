import { toHash } from '../../state/addressHash';
import { PageLink } from '../controls/PageLink';
import { navigate } from '../session/addressSync';
import { useDocument, useSession } from '../session/session';
import { Popover } from './Popover';

const keys: readonly (readonly [keys: string, action: string])[] = [
  ['?', 'On a word or knob: explains it. Elsewhere: this list'],
  ['Ctrl+K', 'Every action by name'],
  ['Ctrl+Z, Ctrl+Shift+Z', 'Undo, redo, on all tabs'],
  ['Arrows', 'Slider: 1 %, with Shift 10 %, with Alt 0.1 %. Surface: turns it. Contour, with Shift also surface: moves θ'],
  ['+ −', 'Surface: nearer, farther'],
  ['Space', 'Optimisers: plays and stops the race'],
  ['Tab, Enter', 'From control to control, and press'],
  ['Escape', 'Closes what is open'],
];

/** The list of keys, and the way to the glossary. */
export function KeysMenu() {
  const session = useSession();
  const document = useDocument((whole) => whole);
  return (
    <Popover label="Keys and words" button="?" className="icon" hotkey="?">
      {(close) => (
        <>
          <table className="keys" aria-label="Keys">
            <tbody>
              {keys.map(([key, action]) => (
                <tr key={key}>
                  <th scope="row">{key}</th>
                  <td>{action}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className="caption">
            A double click on a slider gives its default.{' '}
            <PageLink
              href={toHash('read', document)}
              open={() => {
                close();
                navigate(session, 'read');
                showWords();
              }}
            >
              All words and knobs
            </PageLink>
          </p>
        </>
      )}
    </Popover>
  );
}

/** Scrolls to the glossary once its page is there. */
function showWords(tries = 50): void {
  const words = document.getElementById('words');
  if (words) words.scrollIntoView();
  else if (tries > 0) setTimeout(showWords, 100, tries - 1);
}
