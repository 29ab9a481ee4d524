/** The list beside the graph: its rows, their order, and the page on which one stands. Pure. */
import type { GraphEdge, GraphNode } from '../model/types';
import { KINDS } from './words';

export type Column = 'kind' | 'name' | 'year' | 'papers' | 'tie';

export interface Sort {
  readonly column: Column;
  readonly descending: boolean;
}

export interface Row {
  readonly node: GraphNode;
  /** Papers of anything that has some; null for papers and for clusters, whose weight is another. */
  readonly papers: number | null;
  /** Strength of the tie to the chosen node; null where there is none, 0 where a tie has no strength. */
  readonly tie: number | null;
}

export const PAGE = 100;

/** A row for each node; ties are those to `selected`. */
export function rowsOf(nodes: readonly GraphNode[], edges: readonly GraphEdge[], selected: string | null): Row[] {
  const ties = tiesOf(edges, selected);
  return nodes.map((node) => ({
    node,
    papers: node.kind === 'PAPER' || node.kind === 'CLUSTER' ? null : node.weight,
    tie: ties.get(node.id) ?? null,
  }));
}

function tiesOf(edges: readonly GraphEdge[], selected: string | null): ReadonlyMap<string, number> {
  const ties = new Map<string, number>();
  if (selected === null) return ties;
  for (const { source, target, strength } of edges) {
    if (source !== selected && target !== selected) continue;
    const other = source === selected ? target : source;
    ties.set(other, Math.max(ties.get(other) ?? 0, strength ?? 0));
  }
  return ties;
}

const NAMES = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

/** Sorted by the column, then by name, then by id; what has no value stands last either way. */
export function sorted(rows: readonly Row[], { column, descending }: Sort): Row[] {
  const sign = descending ? -1 : 1;
  return [...rows].sort(
    (one, other) =>
      byColumn(one, other, column, sign) ||
      NAMES.compare(one.node.name, other.node.name) ||
      (one.node.id < other.node.id ? -1 : 1),
  );
}

function byColumn(one: Row, other: Row, column: Column, sign: number): number {
  switch (column) {
    case 'kind':
      return sign * (KINDS.indexOf(one.node.kind) - KINDS.indexOf(other.node.kind));
    case 'name':
      return sign * NAMES.compare(one.node.name, other.node.name);
    case 'year':
      return lastIfNull(one.node.year, other.node.year, sign);
    case 'papers':
      return lastIfNull(one.papers, other.papers, sign);
    case 'tie':
      return lastIfNull(one.tie, other.tie, sign);
  }
}

function lastIfNull(one: number | null, other: number | null, sign: number): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return sign * (one - other);
}

/** The page on which the row of that node stands, from 0; null where it has none. */
export function pageWith(rows: readonly Row[], id: string | null): number | null {
  const at = rows.findIndex((row) => row.node.id === id);
  return at < 0 ? null : Math.floor(at / PAGE);
}
