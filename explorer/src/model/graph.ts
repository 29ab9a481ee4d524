/** Puts what the service answered together into the graph that a view asks for, and says what of it is shown. */

import type { Expansion, Filters, GraphEdge, GraphNode, Level, Relation, View } from './types';
import { asked, kindOf } from './view';

/** Nodes and edges of one answer. */
export interface Part {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface Count {
  readonly kind: Relation;
  readonly shown: number;
  readonly total: number;
}

/** The answer to one expansion. */
export interface Neighbors extends Part {
  readonly counts: readonly Count[];
}

/** What is known; undefined where the service was not asked yet. */
export interface Answers {
  readonly neighbors: (step: Expansion) => Neighbors | undefined;
  readonly path: (from: string, to: string) => Part | undefined;
  readonly members: (cluster: string) => Part | undefined;
  /** Nodes and all edges among these ids. */
  readonly among: (ids: readonly string[]) => Part | undefined;
  readonly level: (cluster: string) => Level | undefined;
}

/** Nodes that came in together: round a node that was there before, or by themselves. */
export interface Arrival {
  readonly around: string | null;
  readonly ids: readonly string[];
  /** Expansions of the view that were walked before these nodes came. */
  readonly after: number;
}

export interface Graph extends Part {
  readonly byId: ReadonlyMap<string, GraphNode>;
  /** In the order of the view: the layout places them one after the other. */
  readonly arrivals: readonly Arrival[];
  /** Of each edge the expansion that brought it, -1 for one that does not depend on expansions. */
  readonly since: readonly number[];
  /** Nodes that a bound of the explorer left out. */
  readonly leftOut: number;
}

export interface Shown {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export const NOTHING: Graph = { nodes: [], edges: [], byId: new Map(), arrivals: [], since: [], leftOut: 0 };

/** Nodes that are drawn at most. */
export const MOST_NODES = 2000;

/** Ids whose edges the service gives at once. */
export const MOST_AMONG = 500;

/**
 * Ids that came in, in order. Expansions are walked in the order of the view; a root, the path or the cluster comes in
 * where the first expansion needs it, else behind them all. Nothing is walked from a node that nothing leads to.
 */
export function arrivals(view: View, answers: Answers): readonly Arrival[] {
  const present = new Set<string>();
  const found: Arrival[] = [];
  const arrive = (around: string | null, ids: readonly string[], after: number): void => {
    const fresh = [...new Set(ids)].filter((id) => !present.has(id));
    for (const id of fresh) present.add(id);
    if (fresh.length > 0) found.push({ around, ids: fresh, after });
  };
  const waiting = sources(view, answers);
  const bring = (id: string, after: number): void => {
    while (!present.has(id) && waiting.some((ids) => ids.includes(id))) arrive(null, waiting.shift() ?? [], after);
  };
  view.expansions.forEach((step, after) => {
    bring(step.id, after);
    if (!present.has(step.id)) return;
    const ids = answers.neighbors(step)?.nodes.map((node) => node.id) ?? [];
    arrive(step.id, ids, after);
  });
  for (const ids of waiting) arrive(null, ids, view.expansions.length);
  return found;
}

function sources(view: View, answers: Answers): (readonly string[])[] {
  const idsOf = (part: Part | undefined): readonly string[] => part?.nodes.map((node) => node.id) ?? [];
  const { path, cluster } = view;
  const found = view.roots.map((id): readonly string[] => [id]);
  // The ends first: who links them is then placed between them.
  if (path) found.push([path.from], [path.to], idsOf(answers.path(path.from, path.to)));
  if (cluster !== null) found.push(idsOf(answers.members(cluster)));
  return found;
}

/** The ids whose edges among each other are asked for. */
export function idsAmong(view: View, answers: Answers): readonly string[] {
  return arrivals(view, answers).flatMap((arrival) => arrival.ids).slice(0, MOST_AMONG);
}

/** The clusters among the nodes of a view. */
export function clustersOf(view: View, answers: Answers): readonly string[] {
  return arrivals(view, answers).flatMap((arrival) => arrival.ids.filter((id) => kindOf(id) === 'CLUSTER'));
}

/** The graph of a view, as far as the answers go. Nodes that no answer describes are left out. */
export function assemble(view: View, answers: Answers): Graph {
  const came = arrivals(view, answers);
  const ids = came.flatMap((arrival) => arrival.ids);
  const { described, edges } = collected(view, answers, ids.slice(0, MOST_AMONG));
  const known = ids.filter((id) => described.has(id));
  const drawn = new Set(known.slice(0, MOST_NODES));
  const nodes = [...drawn].map((id) => described.get(id)).filter((node) => node !== undefined).map((node) => leveled(node, answers));
  const inside = [...edges.values()].filter(({ edge }) => drawn.has(edge.source) && drawn.has(edge.target));
  return {
    nodes,
    edges: inside.map(({ edge }) => edge),
    since: inside.map(({ since }) => since),
    byId: new Map(nodes.map((node) => [node.id, node])),
    arrivals: came
      .map((arrival) => ({ ...arrival, ids: arrival.ids.filter((id) => drawn.has(id)) }))
      .filter((arrival) => arrival.ids.length > 0),
    leftOut: known.length - drawn.size,
  };
}

function leveled(node: GraphNode, answers: Answers): GraphNode {
  const level = node.kind === 'CLUSTER' ? answers.level(node.id) : undefined;
  return level === undefined ? node : { ...node, level };
}

interface Collected {
  readonly described: ReadonlyMap<string, GraphNode>;
  readonly edges: ReadonlyMap<string, { readonly edge: GraphEdge; readonly since: number }>;
}

function collected(view: View, answers: Answers, among: readonly string[]): Collected {
  const described = new Map<string, GraphNode>();
  const edges = new Map<string, { edge: GraphEdge; since: number }>();
  const take = (part: Part | undefined, since: number): void => {
    for (const node of part?.nodes ?? []) {
      const known = described.get(node.id);
      // The degree counts the relations that were asked for: the largest is the whole one.
      if (!known || known.degree < node.degree) described.set(node.id, node);
    }
    for (const edge of part?.edges ?? []) {
      if (!edges.has(keyOf(edge))) edges.set(keyOf(edge), { edge, since });
    }
  };
  take(answers.among(among), -1);
  if (view.path) take(answers.path(view.path.from, view.path.to), -1);
  if (view.cluster !== null) take(answers.members(view.cluster), -1);
  view.expansions.forEach((step, since) => take(answers.neighbors(step), since));
  return { described, edges };
}

/** Names an edge: there is one of a kind from a node to another. */
export function keyOf({ source, target, kind }: GraphEdge): string {
  return `${source} ${kind} ${target}`;
}

export function without(part: Part, dismissed: readonly string[]): Shown {
  if (dismissed.length === 0) return part;
  const gone = new Set(dismissed);
  return {
    nodes: part.nodes.filter((node) => !gone.has(node.id)),
    edges: part.edges.filter(({ source, target }) => !gone.has(source) && !gone.has(target)),
  };
}

/**
 * What passes the filters. Years and strength are tests of ties: an edge fails when it lies outside; a paper fails by
 * its own year. Whoever has ties of which none passes goes too, unless it is one of `kept`.
 */
export function passing(part: Shown, filters: Filters, kept: ReadonlySet<string>): Shown {
  const { fromYear, toYear, minStrength, hiddenKinds } = filters;
  const hidden = new Set(hiddenKinds);
  const from = fromYear ?? -Infinity;
  const to = toYear ?? Infinity;
  const kindPasses = (node: GraphNode): boolean => !hidden.has(node.kind);
  const yearPasses = (node: GraphNode): boolean =>
    node.kind !== 'PAPER' || node.year === null || (node.year >= from && node.year <= to);
  const candidates = new Set(part.nodes.filter((node) => kindPasses(node) && yearPasses(node)).map((node) => node.id));
  const tied = part.edges.filter(({ source, target }) => candidates.has(source) && candidates.has(target));
  const edges = tied.filter(
    (edge) =>
      (edge.firstYear === null || edge.firstYear <= to) &&
      (edge.lastYear === null || edge.lastYear >= from) &&
      (edge.kind !== 'CO_AUTHORED_WITH' || (edge.strength ?? 0) >= minStrength),
  );
  const had = ends(tied);
  const has = ends(edges);
  const stays = (id: string): boolean => has.has(id) || !had.has(id) || kept.has(id);
  return {
    nodes: part.nodes.filter((node) => candidates.has(node.id) && stays(node.id)),
    edges,
  };
}

function ends(edges: readonly GraphEdge[]): ReadonlySet<string> {
  return new Set(edges.flatMap(({ source, target }) => [source, target]));
}

/** Ids whose name has all words of the text, whatever their case and accents; null for no text. */
export function matching(nodes: Iterable<GraphNode>, text: string): ReadonlySet<string> | null {
  const words = folded(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const matches = [...nodes].filter((node) => words.every((word) => folded(node.name).includes(word)));
  return new Set(matches.map((node) => node.id));
}

function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

export interface Total {
  readonly relation: Relation;
  /** Neighbors over this relation that the view has brought in. */
  readonly shown: number;
  readonly total: number;
}

/** Of each expanded node and relation how many of how many neighbors are there. */
export function totalsOf(view: View, answers: Answers): ReadonlyMap<string, readonly Total[]> {
  const totals = new Map<string, Total[]>();
  for (const step of view.expansions) {
    for (const { kind, shown, total } of answers.neighbors(step)?.counts ?? []) {
      if (step.first < asked(view, step.id, kind)) continue;
      const others = (totals.get(step.id) ?? []).filter((each) => each.relation !== kind);
      totals.set(step.id, [...others, { relation: kind, shown, total }]);
    }
  }
  return totals;
}
