import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { searching, type Found } from './searching';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A service whose answers come when the test lets them. */
function slow() {
  const asked: { text: string; signal: AbortSignal; answer: (hits: string[]) => void; fail: (error: Error) => void }[] = [];
  const told: Found<string>[] = [];
  const ask = (text: string, signal: AbortSignal) =>
    new Promise<string[]>((answer, fail) => void asked.push({ text, signal, answer, fail }));
  return { asked, told, search: searching(ask, (found) => told.push(found)) };
}

test('asks once, 150 ms after the last letter', async () => {
  const { asked, search } = slow();
  search.type('q');
  await vi.advanceTimersByTimeAsync(149);
  search.type('qu');
  await vi.advanceTimersByTimeAsync(149);
  expect(asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(asked.map((one) => one.text)).toEqual(['qu']);
});

test('an answer to an older text is dropped and its request aborted', async () => {
  const { asked, told, search } = slow();
  search.type('qun');
  await vi.advanceTimersByTimeAsync(150);
  search.type('qun liu');
  await vi.advanceTimersByTimeAsync(150);
  asked[1]?.answer(['Qun Liu']);
  await vi.advanceTimersByTimeAsync(0);
  asked[0]?.answer(['Qunli']);
  await vi.advanceTimersByTimeAsync(0);
  expect(asked[0]?.signal.aborted).toBe(true);
  expect(told.at(-1)).toEqual({ state: 'found', text: 'qun liu', hits: ['Qun Liu'], error: null });
});

test('what was found stays while the next is asked for', async () => {
  const { asked, told, search } = slow();
  search.type('qun');
  await vi.advanceTimersByTimeAsync(150);
  asked[0]?.answer(['Qun Liu']);
  await vi.advanceTimersByTimeAsync(0);
  search.type('qun l');
  expect(told.at(-1)).toMatchObject({ state: 'asking', hits: ['Qun Liu'] });
});

test('a failure is told, an abort is not', async () => {
  const { asked, told, search } = slow();
  search.type('a');
  await vi.advanceTimersByTimeAsync(150);
  search.type('ab');
  asked[0]?.fail(new Error('aborted'));
  await vi.advanceTimersByTimeAsync(150);
  expect(told.at(-1)?.state).toBe('asking');
  asked[1]?.fail(new Error('down'));
  await vi.advanceTimersByTimeAsync(0);
  expect(told.at(-1)).toMatchObject({ state: 'failed', hits: [], error: new Error('down') });
});

test('blanks are no question, and no text is longer than the service takes', async () => {
  const { asked, told, search } = slow();
  search.type('   ');
  await vi.advanceTimersByTimeAsync(200);
  expect(asked).toEqual([]);
  expect(told.at(-1)?.state).toBe('idle');
  search.type(`  Liu,   ${'x'.repeat(300)}`);
  await vi.advanceTimersByTimeAsync(150);
  expect(asked[0]?.text).toBe(`Liu, ${'x'.repeat(195)}`);
});
