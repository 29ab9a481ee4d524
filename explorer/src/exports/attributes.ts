/** What GEXF and GraphML say of a node and of an edge: the same attributes under the same names. */

import type { GraphEdge, GraphNode } from '../model/types';
import { pageOf } from '../panels/words';
import { isDirected, type Picture } from './picture';

export type AttributeType = 'string' | 'integer' | 'double' | 'boolean';

export interface Attribute<Of> {
  readonly name: string;
  readonly type: AttributeType;
  /** null: the element has no such attribute. */
  readonly value: (of: Of, picture: Picture) => string | number | boolean | null;
}

export const NODE: readonly Attribute<GraphNode>[] = [
  { name: 'kind', type: 'string', value: (node) => node.kind },
  { name: 'year', type: 'integer', value: (node) => node.year },
  { name: 'weight', type: 'double', value: (node) => node.weight },
  { name: 'degree', type: 'integer', value: (node) => node.degree },
  { name: 'cluster', type: 'string', value: (node) => node.cluster },
  { name: 'level', type: 'string', value: (node) => node.level ?? null },
  { name: 'page', type: 'string', value: (node, { address }) => new URL(pageOf(node.kind, node.id), address).href },
];

/**
 * Both formats are written as undirected graphs, source before target: programs that refuse graphs of both sorts of
 * edges read them, and `directed` tells the sorts apart.
 */
export const EDGE: readonly Attribute<GraphEdge>[] = [
  { name: 'kind', type: 'string', value: (edge) => edge.kind },
  { name: 'directed', type: 'boolean', value: isDirected },
  { name: 'strength', type: 'double', value: (edge) => edge.strength },
  { name: 'paper_count', type: 'integer', value: (edge) => edge.paperCount },
  { name: 'first_year', type: 'integer', value: (edge) => edge.firstYear },
  { name: 'last_year', type: 'integer', value: (edge) => edge.lastYear },
];
