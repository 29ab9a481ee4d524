/** How large and in which color a node is drawn, for the canvas, the legend and exports alike. */

import type { Shown } from './graph';
import type { ColorBy, GraphEdge, GraphNode, Kind, SizeBy } from './types';

export interface Look {
  /** CSS pixels at the usual scale. */
  readonly radius: number;
  readonly color: string;
}

export interface Palette {
  readonly kinds: Readonly<Record<Kind, string>>;
  /** For the largest clusters, in order. */
  readonly clusters: readonly string[];
  /** For what the scale says nothing of. */
  readonly other: string;
  /** The earliest and the latest year. */
  readonly years: readonly [string, string];
}

/** Told apart also by readers who see few colors (the first ones are Okabe and Ito's), and from the ground by 3:1 and more. */
export const LIGHT: Palette = {
  kinds: {
    AUTHOR: '#0072b2',
    PAPER: '#6b7785',
    TOPIC: '#009e73',
    INSTITUTION: '#d55e00',
    VENUE: '#cc79a7',
    CLUSTER: '#b58900',
  },
  clusters: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#78005a', '#5a3c3c', '#003c96', '#5a783c', '#781e00', '#3c7878'],
  other: '#8b95a0',
  years: ['#5b9bc9', '#08306b'],
};

export const DARK: Palette = {
  kinds: {
    AUTHOR: '#3d9fe0',
    PAPER: '#8b98a6',
    TOPIC: '#1fb58a',
    INSTITUTION: '#ee7b2b',
    VENUE: '#d88fb8',
    CLUSTER: '#d0a320',
  },
  clusters: ['#3d9fe0', '#ee7b2b', '#1fb58a', '#d88fb8', '#b43c5a', '#b4f0b4', '#96f0f0', '#965a1e', '#d2d278', '#b43c96'],
  other: '#5d6975',
  years: ['#3f6c93', '#c6e4ff'],
};

/** The look of each of the shown nodes. */
export function looks(
  shown: Shown,
  colorBy: ColorBy,
  sizeBy: SizeBy,
  palette: Palette,
): (node: GraphNode) => Look {
  const color = coloring(shown.nodes, colorBy, palette);
  const radius = sizing(shown.edges, sizeBy);
  return (node) => ({ radius: radius(node), color: color(node) });
}

export interface ClusterShares {
  /** Those that have a color of their own, the one with the most shown people first. */
  readonly named: readonly { readonly id: string; readonly people: number }[];
  /** All further ones together, which share the color `other`. */
  readonly others: { readonly clusters: number; readonly people: number };
  /** Shown people in no cluster, in the color `other` too. */
  readonly unclustered: number;
}

/** How the shown people are spread over clusters: what the colors mean. */
export function clusterShares(nodes: readonly GraphNode[]): ClusterShares {
  const sizes = new Map<string, number>();
  let unclustered = 0;
  for (const { kind, cluster } of nodes) {
    if (cluster !== null) sizes.set(cluster, (sizes.get(cluster) ?? 0) + 1);
    else if (kind === 'AUTHOR') unclustered += 1;
  }
  const all = [...sizes]
    .map(([id, people]) => ({ id, people }))
    .sort((one, other) => other.people - one.people || (one.id < other.id ? -1 : 1));
  const named = all.slice(0, LIGHT.clusters.length);
  const rest = all.slice(named.length);
  const people = rest.reduce((sum, one) => sum + one.people, 0);
  return { named, others: { clusters: rest.length, people }, unclustered };
}

/** The first and the last year of the shown nodes; null where no node has one. */
export function yearsOf(nodes: readonly GraphNode[]): readonly [number, number] | null {
  const years = nodes.map((node) => node.year).filter((year) => year !== null);
  return years.length === 0 ? null : [Math.min(...years), Math.max(...years)];
}

function coloring(nodes: readonly GraphNode[], colorBy: ColorBy, palette: Palette): (node: GraphNode) => string {
  if (colorBy === 'kind') return (node) => palette.kinds[node.kind];
  if (colorBy === 'cluster') {
    const colors = new Map(clusterShares(nodes).named.map(({ id }, rank) => [id, palette.clusters[rank]]));
    return (node) => colors.get(node.kind === 'CLUSTER' ? node.id : (node.cluster ?? '')) ?? palette.other;
  }
  const [from, to] = yearsOf(nodes) ?? [0, 0];
  const [first, last] = palette.years;
  return ({ year }) => (year === null ? palette.other : mixed(first, last, to === from ? 1 : (year - from) / (to - from)));
}

function sizing(edges: readonly GraphEdge[], sizeBy: SizeBy): (node: GraphNode) => number {
  if (sizeBy === 'same') return () => 8;
  if (sizeBy === 'papers') return papersRadius;
  const sums = new Map<string, number>();
  for (const { source, target, strength, kind } of edges) {
    if (kind !== 'CO_AUTHORED_WITH') continue;
    for (const id of [source, target]) sums.set(id, (sums.get(id) ?? 0) + (strength ?? 0));
  }
  return (node) => growing(sums.get(node.id) ?? 0);
}

/** By papers of a person, citations of a paper, members of a cluster. */
export function papersRadius(node: GraphNode): number {
  return growing(node.weight ?? 0);
}

/** 5 to 18: differences among few are seen, and many do not cover the picture. */
function growing(count: number): number {
  return Math.min(5 + 1.15 * Math.log2(1 + Math.max(count, 0)), 18);
}

/** Width of a line in CSS pixels at the usual scale. */
export function lineWidth({ kind, strength }: GraphEdge): number {
  return kind === 'CO_AUTHORED_WITH' ? Math.min(0.7 + 0.8 * Math.log2(1 + (strength ?? 0)), 5) : 0.9;
}

/** A color between two of the form `#rrggbb`; share 0 is the first, 1 the second. */
export function mixed(one: string, other: string, share: number): string {
  const parts = [1, 3, 5].map((at) => {
    const [from, to] = [one, other].map((color) => parseInt(color.slice(at, at + 2), 16));
    return Math.round((from ?? 0) + ((to ?? 0) - (from ?? 0)) * share).toString(16).padStart(2, '0');
  });
  return `#${parts.join('')}`;
}
