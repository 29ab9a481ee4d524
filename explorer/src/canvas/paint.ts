/** Decides how each node and each tie is drawn: what is hidden, what stands back, what is brought out. */

import { type Shown, keyOf } from '../model/graph';
import { type Look, lineWidth, looks, mixed } from '../model/look';
import type { GraphEdge, GraphNode, Relation, View } from '../model/types';
import type { Theme } from './theme';
import { neighbors } from './walk';

export interface Scene {
  readonly theme: Theme;
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly ties: ReadonlySet<string>;
  readonly look: (node: GraphNode) => Look;
  /** Ids that stand out while all others stand back; null where all are alike. */
  readonly focus: ReadonlySet<string> | null;
  /** The node whose ties are brought out. */
  readonly center: string | null;
  readonly selected: string | null;
  readonly roots: ReadonlySet<string>;
  readonly pathNodes: ReadonlySet<string>;
  readonly pathTies: ReadonlySet<string>;
}

export interface Seen {
  readonly shown: Shown;
  readonly view: View;
  readonly matches: ReadonlySet<string> | null;
  readonly hovered: string | null;
  readonly path: readonly { readonly nodes: readonly GraphNode[]; readonly edges: readonly GraphEdge[] }[];
  readonly theme: Theme;
}

export function scene({ shown, view, matches, hovered, path, theme }: Seen): Scene {
  const nodes = new Map(shown.nodes.map((node) => [node.id, node]));
  const pathNodes = new Set(path.flatMap((each) => each.nodes.map((node) => node.id)));
  const over = hovered !== null && nodes.has(hovered) ? hovered : null;
  const round = over === null ? null : new Set([over, ...neighbors(over, shown.edges)]);
  return {
    theme,
    nodes,
    ties: new Set(shown.edges.map(keyOf)),
    look: looks(shown, view.colorBy, view.sizeBy, theme.palette),
    focus: round ?? matches ?? (pathNodes.size > 0 ? pathNodes : null),
    center: over ?? view.selected,
    selected: view.selected,
    roots: new Set(view.roots),
    pathNodes,
    pathTies: new Set(path.flatMap((each) => each.edges.map(keyOf))),
  };
}

export interface NodePaint {
  readonly hidden: boolean;
  readonly color: string;
  readonly size: number;
  readonly ring: string | null;
  readonly zIndex: number;
}

export function paintNode(scene: Scene, id: string): NodePaint {
  const node = scene.nodes.get(id);
  if (!node) return { hidden: true, color: scene.theme.paper, size: 1, ring: null, zIndex: 0 };
  const { radius, color } = scene.look(node);
  const back = scene.focus !== null && !scene.focus.has(id);
  const marked = id === scene.selected ? scene.theme.ink : scene.pathNodes.has(id) ? scene.theme.accent : null;
  return {
    hidden: false,
    color: back ? mixed(color, scene.theme.paper, 0.78) : color,
    size: radius,
    ring: back && id !== scene.selected ? null : marked,
    zIndex: back ? 0 : marked ? 2 : 1,
  };
}

export interface TiePaint {
  readonly hidden: boolean;
  readonly color: string;
  readonly size: number;
  readonly zIndex: number;
}

export function paintTie(scene: Scene, key: string, edge: GraphEdge): TiePaint {
  const { theme, focus, center } = scene;
  const size = lineWidth(edge);
  if (!scene.ties.has(key)) return { hidden: true, color: theme.paper, size, zIndex: 0 };
  if (scene.pathTies.has(key)) return { hidden: false, color: theme.accent, size: Math.max(size + 1.5, 3.5), zIndex: 3 };
  const own = center !== null && (edge.source === center || edge.target === center);
  const weak = edge.kind === 'CO_AUTHORED_WITH' ? Math.min(Math.log2(1 + (edge.strength ?? 0)) / 4, 1) : 0.4;
  const color = mixed(...theme.ties, weak);
  if (own) return { hidden: false, color: mixed(color, theme.muted, 0.75), size: Math.max(size, 1.4), zIndex: 2 };
  const back = focus !== null && !(focus.has(edge.source) && focus.has(edge.target) && focus === scene.pathNodes);
  return { hidden: false, color: back ? mixed(color, theme.paper, 0.6) : color, size, zIndex: back ? 0 : 1 };
}

const ARROWS: ReadonlySet<Relation> = new Set(['CITES', 'SUBTOPIC_OF', 'PART_OF', 'SUCCEEDED_BY', 'DESCENDS_FROM']);

/** Where both ends are of one kind, an arrow tells which is which. */
export function hasArrow(edge: GraphEdge): boolean {
  return ARROWS.has(edge.kind);
}
