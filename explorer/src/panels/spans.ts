/** What the filters can be set to, from what is loaded. Pure. */
import type { GraphEdge, GraphNode } from '../model/types';

export interface YearSpan {
  readonly first: number;
  readonly last: number;
  /** For each year from `first` to `last`: papers of that year, and ties that lasted then. */
  readonly counts: readonly number[];
}

/** null where fewer than two years occur. */
export function yearSpan(nodes: Iterable<GraphNode>, edges: readonly GraphEdge[]): YearSpan | null {
  const spans: (readonly [number, number])[] = [];
  for (const { kind, year } of nodes) if (kind === 'PAPER' && year !== null) spans.push([year, year]);
  for (const { firstYear, lastYear } of edges) if (firstYear !== null && lastYear !== null) spans.push([firstYear, lastYear]);
  const first = spans.reduce((least, span) => Math.min(least, span[0]), Infinity);
  const last = spans.reduce((most, span) => Math.max(most, span[1]), -Infinity);
  if (first >= last) return null;
  const counts = Array.from({ length: last - first + 1 }, () => 0);
  for (const [from, to] of spans) for (let year = from; year <= to; year += 1) counts[year - first] = (counts[year - first] ?? 0) + 1;
  return { first, last, counts };
}

/** Strength of the strongest co-authorship: the ties that the strength filter tests. */
export function strongest(edges: readonly GraphEdge[]): number {
  return edges.reduce((most, { kind, strength }) => (kind === 'CO_AUTHORED_WITH' ? Math.max(most, strength ?? 0) : most), 0);
}

/** Steps of the strength slider. Strengths are many and small, few and large: the slider is finer at its start. */
export const STEPS = 50;

export function strengthAt(step: number, most: number): number {
  return step === 0 ? 0 : Number((most * (step / STEPS) ** 2).toPrecision(2));
}

export function stepOf(value: number, most: number): number {
  return most === 0 ? 0 : Math.min(STEPS, Math.round(Math.sqrt(value / most) * STEPS));
}
