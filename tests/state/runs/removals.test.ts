import { createRemovals, isLastChange } from '../../../src/state/runs/removals';
import { expect, test, vi } from 'vitest';

test('a removal is the last change until a step is made, undone once and forgotten once', () => {
  let newest: object | undefined = undefined;
  const removals = createRemovals(() => newest);
  const removal = () => ({ sentence: 'AT was removed.', undo: vi.fn(), forget: vi.fn() });
  const [first, second] = [removal(), removal()];
  removals.offer(first);
  expect(isLastChange(removals.store.getState(), undefined)).toBe(true);
  newest = {};
  expect(isLastChange(removals.store.getState(), newest)).toBe(false);
  removals.offer(second);
  expect(first.forget).toHaveBeenCalledOnce();
  expect(isLastChange(removals.store.getState(), newest)).toBe(true);
  removals.undo();
  expect([second.undo.mock.calls.length, second.forget.mock.calls.length]).toEqual([1, 0]);
  expect(isLastChange(removals.store.getState(), newest)).toBe(false);
  removals.offer({ sentence: 'TRADES was taken out of the plan.', undo: vi.fn() }); // a step of the history itself
  expect(isLastChange(removals.store.getState(), newest)).toBe(false);
});
