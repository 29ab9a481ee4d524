import { expect, test } from 'vitest';

import type { GraphEdge, GraphNode } from '../model/types';
import { PAGE, pageWith, rowsOf, sorted } from './rows';

const node = (id: string, more: Partial<GraphNode> = {}): GraphNode => ({
  id,
  kind: 'AUTHOR',
  name: id,
  degree: 0,
  year: null,
  weight: null,
  cluster: null,
  ...more,
});
const edge = (source: string, target: string, strength: number | null): GraphEdge => ({
  source,
  target,
  kind: 'CO_AUTHORED_WITH',
  strength,
  paperCount: null,
  firstYear: null,
  lastYear: null,
});
const ids = (rows: readonly { readonly node: GraphNode }[]) => rows.map((row) => row.node.id);

test('papers are told of what has papers: not of papers, whose weight is citations, nor of clusters', () => {
  const rows = rowsOf([node('a', { weight: 3 }), node('p', { kind: 'PAPER', weight: 9 }), node('c', { kind: 'CLUSTER', weight: 7 })], [], null);
  expect(rows.map((row) => row.papers)).toEqual([3, null, null]);
});

test('ties are those to the chosen node, the strongest of several, 0 for one without a strength', () => {
  const edges = [edge('a', 'b', 1), edge('b', 'a', 4), edge('c', 'a', null), edge('b', 'c', 9)];
  expect(rowsOf([node('a'), node('b'), node('c'), node('d')], edges, 'a').map((row) => row.tie)).toEqual([null, 4, 0, null]);
  expect(rowsOf([node('a'), node('b')], edges, null).map((row) => row.tie)).toEqual([null, null]);
});

test('what has no value stands last in both directions', () => {
  const rows = rowsOf([node('none'), node('old', { year: 1990 }), node('new', { year: 2020 })], [], null);
  expect(ids(sorted(rows, { column: 'year', descending: false }))).toEqual(['old', 'new', 'none']);
  expect(ids(sorted(rows, { column: 'year', descending: true }))).toEqual(['new', 'old', 'none']);
});

test('equal ones come by name, then by id, whatever the direction', () => {
  const rows = rowsOf([node('2', { name: 'Ann' }), node('1', { name: 'Ann' }), node('3', { name: 'Al' })], [], null);
  for (const descending of [true, false]) expect(ids(sorted(rows, { column: 'papers', descending }))).toEqual(['3', '1', '2']);
});

test('names sort as readers do: accents and case aside', () => {
  const rows = rowsOf(['Zoë', 'émile', 'Eve', 'adam'].map((name) => node(name)), [], null);
  expect(ids(sorted(rows, { column: 'name', descending: false }))).toEqual(['adam', 'émile', 'Eve', 'Zoë']);
});

test('the page of a row', () => {
  const rows = rowsOf(Array.from({ length: PAGE + 1 }, (_, at) => node(String(at))), [], null);
  expect(pageWith(rows, String(PAGE - 1))).toBe(0);
  expect(pageWith(rows, String(PAGE))).toBe(1);
  expect(pageWith(rows, 'gone')).toBe(null);
});
