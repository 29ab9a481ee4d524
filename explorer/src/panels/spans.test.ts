import { expect, test } from 'vitest';

import type { GraphEdge, GraphNode } from '../model/types';
import { STEPS, stepOf, strengthAt, strongest, yearSpan } from './spans';

const paper = (year: number | null): GraphNode => ({ id: 'p', kind: 'PAPER', name: '', degree: 0, year, weight: null, cluster: null });
const tie = (firstYear: number | null, lastYear: number | null, strength = 1): GraphEdge => ({
  source: 'a',
  target: 'b',
  kind: 'CO_AUTHORED_WITH',
  strength,
  paperCount: null,
  firstYear,
  lastYear,
});

test('a paper counts in its year, a tie in every year that it lasted', () => {
  expect(yearSpan([paper(2001), paper(2003)], [tie(2000, 2001)])).toEqual({ first: 2000, last: 2003, counts: [1, 2, 0, 1] });
});

test('people do not count: their year is that of the last paper', () => {
  expect(yearSpan([{ ...paper(1990), kind: 'AUTHOR' }, paper(2001), paper(2002)], [])?.first).toBe(2001);
});

test('without two years there is nothing to choose', () => {
  expect(yearSpan([paper(null)], [])).toBe(null);
  expect(yearSpan([paper(2001)], [tie(null, null)])).toBe(null);
});

test('only co-authorships have a strength to filter by', () => {
  expect(strongest([tie(2000, 2001, 3), { ...tie(2000, 2001, 50), kind: 'WORKS_ON' }])).toBe(3);
  expect(strongest([])).toBe(0);
});

test('every step of the slider leads back to itself, and the ends are all and the strongest', () => {
  for (const most of [0.7, 7.3, 96]) {
    expect(strengthAt(0, most)).toBe(0);
    expect(stepOf(strengthAt(STEPS, most), most)).toBe(STEPS);
    for (let step = 2; step <= STEPS; step += 1) expect(Math.abs(stepOf(strengthAt(step, most), most) - step)).toBeLessThanOrEqual(1);
  }
  expect(stepOf(5, 0)).toBe(0);
});
