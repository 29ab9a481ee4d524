/** Counts of nodes, and of those that came in, in words. */

import type { Graph } from './graph';
import type { GraphNode, Kind, Level, View } from './types';

const NAMES: Readonly<Record<Kind, readonly [one: string, many: string]>> = {
  AUTHOR: ['person', 'people'],
  PAPER: ['paper', 'papers'],
  TOPIC: ['topic', 'topics'],
  INSTITUTION: ['institution', 'institutions'],
  VENUE: ['venue', 'venues'],
  CLUSTER: ['cluster', 'clusters'],
};

/** How fine a cluster is, in a word. */
export const LEVELS: Readonly<Record<Level, string>> = { FIELD: 'field', GROUP: 'group', CORE: 'core' };

/** What stands behind a name where others may bear it too: ` (core)`; '' for nothing. */
export function tailOf({ level }: GraphNode): string {
  return level === undefined ? '' : ` (${LEVELS[level]})`;
}

/** The name of a node by itself: of a cluster with its level. */
export function fullName(node: GraphNode): string {
  return node.name + tailOf(node);
}

/** `12 people and 3 topics`; `nothing` for none. */
export function countWords(nodes: readonly GraphNode[]): string {
  const counts = new Map<Kind, number>();
  for (const { kind } of nodes) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return listed([...counts].map(([kind, count]) => `${count} ${NAMES[kind][count === 1 ? 0 : 1]}`));
}

/** `one, another and a third`; `nothing` for none. */
export function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? 'nothing';
  return parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${last}` : last;
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
