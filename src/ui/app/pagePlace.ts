import { methodLabel } from '../../documents/trainingDocument';
import { type PaperPageId, paperPages } from '../../documents/paperPages';
import type { SurfaceDocument } from '../../documents/surfaceDocument';
import type { Experiment, Tab } from '../../state/experimentStore';
import type { TrainPlan } from '../../state/trainingPlan';
import { documentTitle } from '../lab/documentTitle';
import { useExperiment } from '../session/session';
import { type RefObject, useEffect, useEffectEvent, useLayoutEffect, useRef } from 'react';

/** Title of a page with what it shows: the name of a browser tab, of a bookmark and of an entry of the history. */
export function pageTitle({ tab, document, paper }: Pick<Experiment, 'tab' | 'document' | 'paper'>, { entries }: Pick<TrainPlan, 'entries'>): string {
  const methods = entries.filter(({ enabled }) => enabled).map(({ recipe }) => methodLabel(recipe));
  const title = {
    gallery: () => (paper ? `${paperPages[paper].label}: ${paperPages[paper].title}` : 'Gallery of paper figures'),
    read: () => 'Read: why adversarial training is not smooth',
    learn: () => 'Lessons',
    lab: () => documentTitle(document),
    theory: () => `Theory: ${documentTitle(document)}`,
    optimisers: () => `Optimisers: ${documentTitle(document)}`,
    landscape: () => 'Landscape of a trained network',
    train: () => `Train: ${methods.join(', ') || 'no method'}`,
  }[tab]();
  return `${title} · Smoothscape`;
}

/** Keeps the title of the browser tab that of the page, and that of its link previews, which some readers take from the page as it stands. */
export function usePageTitle(): void {
  const tab = useExperiment((state) => state.tab);
  const document = useExperiment((state) => state.document);
  const paper = useExperiment((state) => state.paper);
  const plan = useExperiment((state) => state.plan);
  useEffect(() => {
    const title = pageTitle({ tab, document, paper }, plan);
    globalThis.document.title = title;
    globalThis.document.querySelector('meta[property="og:title"]')?.setAttribute('content', title);
  }, [tab, document, paper, plan]);
}

/** Pages of the surface document. */
const surfacePages: readonly Tab[] = ['lab', 'theory', 'optimisers'];

/** Shows what is opened from its top; a page that shows what it showed before stays where it was left. */
export function usePageScroll(main: RefObject<HTMLElement | null>): void {
  const document = useExperiment((state) => (surfacePages.includes(state.tab) ? state.document : undefined));
  const place = useExperiment((state) => (state.tab === 'gallery' && state.paper ? state.paper : state.tab));
  const left = useRef<Partial<Record<Tab | PaperPageId, { readonly top: number; readonly document: SurfaceDocument | undefined }>>>({});
  const shown = useEffectEvent(() => document);
  useLayoutEffect(() => {
    const element = main.current;
    if (!element) return undefined;
    const before = left.current[place];
    element.scrollTop = before && before.document === shown() ? before.top : 0;
    const onScroll = () => {
      left.current[place] = { top: element.scrollTop, document: shown() };
    };
    element.addEventListener('scroll', onScroll);
    return () => element.removeEventListener('scroll', onScroll);
  }, [main, place]);
}

/** The focus goes to the closest remaining ancestor of an element that is removed or disabled while it has it, instead of being lost. */
export function useFocusAfterRemoval(main: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    let path: readonly Element[] = []; // of the element focused last, outwards
    const onFocusIn = ({ target }: FocusEvent) => {
      path = [];
      for (let element = target instanceof Element ? target : null; element && element !== document.body; element = element.parentElement)
        path = [...path, element];
    };
    const observer = new MutationObserver(() => {
      const [last] = path;
      if (!last || document.activeElement !== document.body || (last.isConnected && !last.matches(':disabled'))) return;
      const closest = path.find((element) => element !== last && element.isConnected);
      const next = closest?.contains(main.current) ? main.current : closest;
      path = [];
      if (!(next instanceof HTMLElement)) return;
      if (!next.hasAttribute('tabindex')) {
        next.tabIndex = -1;
        next.addEventListener('blur', () => next.removeAttribute('tabindex'), { once: true });
      }
      next.focus({ preventScroll: true });
    });
    addEventListener('focusin', onFocusIn);
    observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled'] });
    return () => {
      removeEventListener('focusin', onFocusIn);
      observer.disconnect();
    };
  }, [main]);
}
