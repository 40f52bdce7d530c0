import { type EmbedMessage, MESSAGE_VERSION, type MessageId, parseMessage, readingNames, valueAtPath } from '../../documents/embedMessages';
import { cursorOf, type Experiment, wholeDocument } from '../../state/experimentStore';
import { pointRequest } from '../../state/jobResults';
import { requestKey } from '../../worker/rpc/latestRequest';
import type { PointRequest } from '../../worker/rpc/protocol';
import { errorMessage } from '../session/files';
import type { EmbedSession, Session } from '../session/session';
import { embedPicture } from './embedPicture';

/** Origin to which answers are posted: that of the message; a sandboxed page has none that could be named. */
const targetOf = (origin: string): string => (origin === 'null' || origin === '' ? '*' : origin);

/**
 * The height in the forms that pages with frames receive: ours, Observable's `height` and Canvas's `subject` in one object; and as text, as
 * OpenLearning (`action`) and Embedly (`context`) want it. It goes to any page that contains the frame, since it reveals nothing.
 */
export function postHeight(height: number): void {
  if (parent === window) return;
  const ours: EmbedMessage = { type: 'height', height };
  parent.postMessage({ smoothscape: MESSAGE_VERSION, ...ours, subject: 'lti.frameResize', context: 'iframe.resize' }, '*');
  parent.postMessage(JSON.stringify({ action: 'resize', context: 'iframe.resize', src: location.href, height }), '*');
}

/** Answers the messages of the page that holds the embed, and of no other window or origin; nothing in a message is evaluated. */
export function installFrameMessages(session: Session, embed: EmbedSession): void {
  if (parent === window) return;
  const { store } = session.experiment;
  const post = (message: EmbedMessage, target: string, id?: MessageId): void =>
    parent.postMessage({ smoothscape: MESSAGE_VERSION, ...message, ...(id !== undefined && { id }) }, target);
  let stopObserving = (): void => undefined;

  addEventListener('message', ({ data, source, origin }: MessageEvent<unknown>) => {
    if (source !== parent || (embed.origin !== undefined && origin !== embed.origin)) return;
    const parsed = parseMessage(data);
    if (!parsed) return;
    const answer = (message: EmbedMessage): void => post(message, targetOf(origin), parsed.id);
    if (!parsed.ok) return answer({ type: 'error', message: parsed.problem });
    const { message } = parsed;
    if (message.type === 'observe') {
      stopObserving();
      stopObserving = observe(session, message.values, (values) => answer({ type: 'observation', values }));
      return;
    }
    if (message.type === 'screenshot') {
      embedPicture(session, embed.figure, message).then(
        (picture) => answer({ type: 'screenshot', format: message.format, data: picture }),
        (error: unknown) => answer({ type: 'error', message: errorMessage(error) }),
      );
      return;
    }
    if (message.type === 'setDocument') session.experiment.open(message.document, 'lab');
    if (message.type === 'setDefault') embed.home.setState({ document: message.document ?? wholeDocument(store.getState()) });
    answer({ type: 'document', document: wholeDocument(store.getState()) });
  });
  post({ type: 'ready', version: __VERSION__ }, embed.origin ?? '*');
}

const readingRequest = (state: Experiment): PointRequest => pointRequest(state.document, state.hover ?? cursorOf(state));
const isReading = (name: string): boolean => readingNames.some((reading) => reading === name);

/** Calls `send` with the values now, and whenever one of them changes; returns the function that ends it. */
function observe(session: Session, names: readonly string[], send: (values: Readonly<Record<string, unknown>>) => void): () => void {
  const { store } = session.experiment;
  const { point } = session.runs;
  let sent = '';
  const check = (): void => {
    const last = point.store.getState().results['observed']?.last;
    const state = store.getState();
    if (names.some(isReading) && (!last || requestKey(last.request) !== requestKey(readingRequest(state)))) return; // the reading of this state is on its way
    const document = wholeDocument(state);
    const reading = { theta: last?.result.theta, loss: last?.result.shown, gradient: last?.result.gradient ?? null };
    const values = Object.fromEntries(names.map((name) => [name, isReading(name) ? valueOf(reading, name) : valueAtPath(document, name)]));
    const text = JSON.stringify(values);
    if (text === sent) return;
    sent = text;
    send(values);
  };
  if (names.length === 0) return () => undefined;
  const ends = [store.subscribe(check), point.store.subscribe(check)];
  if (names.some(isReading)) ends.push(point.follow('observed', store, readingRequest));
  check();
  return () => ends.forEach((end) => end());
}

const valueOf = (values: object, name: string): unknown => Object.entries(values).find(([key]) => key === name)?.[1] ?? null;
