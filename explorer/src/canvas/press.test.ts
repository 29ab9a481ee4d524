import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Press, RESTING } from './press';

const AT = { x: 10, y: 20 };
let acted: unknown[];
let press: Press;

beforeEach(() => {
  vi.useFakeTimers();
  acted = [];
  press = new Press((at) => acted.push(at));
});
afterEach(() => vi.useRealTimers());

test('a finger that rests acts once, where it was put down, though it trembles', () => {
  press.down([AT]);
  press.move([{ x: 14, y: 24 }]);
  vi.advanceTimersByTime(RESTING - 1);
  expect([acted, press.rested]).toEqual([[], false]);
  vi.advanceTimersByTime(RESTING);
  expect([acted, press.rested]).toEqual([[AT], true]);
  press.up([]);
  expect(press.rested).toBe(true);
  press.down([AT]);
  expect(press.rested).toBe(false);
});

test.each([
  ['taps', () => press.up([])],
  ['drags', () => press.move([{ x: 10, y: 31 }])],
  ['has company', () => press.down([AT, { x: 50, y: 50 }])],
])('a finger that %s does nothing', (_, then) => {
  press.down([AT]);
  vi.advanceTimersByTime(RESTING / 2);
  then();
  vi.advanceTimersByTime(2 * RESTING);
  expect([acted, press.rested]).toEqual([[], false]);
});

test('a rest lasts until all fingers are lifted', () => {
  const other = { x: 50, y: 50 };
  press.down([AT]);
  expect(press.lasts).toBe(false);
  vi.advanceTimersByTime(RESTING);
  expect(press.lasts).toBe(true);
  press.move([{ x: 90, y: 20 }]);
  press.down([AT, other]);
  press.up([other]);
  expect(press.lasts).toBe(true);
  press.up([]);
  press.down([AT, other]);
  expect([press.lasts, acted.length]).toEqual([false, 1]);
});
