/** Counts of nodes in words. */

import type { GraphNode, Kind } from './types';

const NAMES: Readonly<Record<Kind, readonly [one: string, many: string]>> = {
  AUTHOR: ['person', 'people'],
  PAPER: ['paper', 'papers'],
  TOPIC: ['topic', 'topics'],
  INSTITUTION: ['institution', 'institutions'],
  VENUE: ['venue', 'venues'],
  CLUSTER: ['cluster', 'clusters'],
};

/** `12 people and 3 topics`; `nothing` for none. */
export function countWords(nodes: readonly GraphNode[]): string {
  const counts = new Map<Kind, number>();
  for (const { kind } of nodes) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const parts = [...counts].map(([kind, count]) => `${count} ${NAMES[kind][count === 1 ? 0 : 1]}`);
  const last = parts.pop() ?? 'nothing';
  return parts.length > 0 ? `${parts.join(', ')} and ${last}` : last;
}

export function added(nodes: readonly GraphNode[]): string {
  return nodes.length === 0 ? '' : `Added ${countWords(nodes)}`;
}
