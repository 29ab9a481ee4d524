/** Counts of nodes, and of those that came in, in words. */

import type { Graph } from './graph';
import type { GraphNode, Kind, View } from './types';

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

/** What came in, and how many of the nodes that the view names are not there. */
export function news(view: View, before: Graph, graph: Graph): string {
  const text = fresh(before, graph);
  const gone = view.roots.filter((id) => !graph.byId.has(id)).length;
  return gone === 0 || !text ? text : `${text}; ${gone === 1 ? '1 node of this link is' : `${gone} nodes of this link are`} not in this graph`;
}

/** What came in; '' for nothing. */
export function fresh(before: Graph, graph: Graph): string {
  const nodes = graph.nodes.filter((node) => !before.byId.has(node.id));
  return nodes.length === 0 ? '' : `Added ${countWords(nodes)}`;
}
