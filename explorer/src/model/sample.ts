/** A small graph and a service that answers from it, for tests. */

import type { Ask } from '../api/ask';
import { CLUSTER_NAMES, GRAPH, MEMBERS, NEIGHBORHOOD, PATHS, SUBGRAPH } from '../api/documents';
import type { Steps } from './history';
import type { GraphEdge, GraphNode, Kind, Relation } from './types';
import { kindOf } from './view';

/** An id of ours: a letter and a number in 16 digits. */
export function id(letter: string, number: number): string {
  return letter + String(number).padStart(16, '0');
}

export function node(of: string, rest: Partial<GraphNode> = {}): GraphNode {
  const kind = kindOf(of) as Kind;
  return { id: of, kind, name: `Node ${of}`, degree: 1, year: null, weight: 1, cluster: null, ...rest };
}

export function edge(source: string, target: string, rest: Partial<GraphEdge> = {}): GraphEdge {
  const kind: Relation = 'CO_AUTHORED_WITH';
  return { source, target, kind, strength: 1, paperCount: 1, firstYear: 2010, lastYear: 2012, ...rest };
}

/** All variables of all documents. */
interface Variables {
  readonly id: string;
  readonly ids: readonly string[];
  readonly relations: readonly Relation[] | null;
  readonly first: number;
  readonly from: string;
  readonly to: string;
}

/** Answers like the service, from these ties; neighbors come in the order of the edges. */
export class Service {
  /** Names of the operations that were asked, in order. */
  readonly asked: string[] = [];
  /** Fails the next request. */
  failing: Error | null = null;
  readonly redirects = new Map<string, string>();

  constructor(
    private readonly nodes: readonly GraphNode[],
    private readonly edges: readonly GraphEdge[],
  ) {}

  readonly ask: Ask = async (document, variables) => {
    const text = document as unknown as string;
    this.asked.push(/query (\w+)/.exec(text)?.[1] ?? '');
    await Promise.resolve();
    if (this.failing) {
      const error = this.failing;
      this.failing = null;
      throw error;
    }
    return this.answer(text, variables as unknown as Variables) as never;
  };

  private answer(text: string, variables: Variables): unknown {
    const is = (document: unknown): boolean => document === text;
    if (is(GRAPH)) return { graph: { build: 'b1' } };
    if (is(NEIGHBORHOOD)) return { neighborhood: this.neighborhood(variables) };
    if (is(SUBGRAPH)) return { subgraph: this.part(variables.ids) };
    if (is(PATHS)) return { paths: this.path(variables) };
    if (is(MEMBERS)) {
      const nodes = this.nodes.filter((each) => each.cluster === variables.id);
      const members = { nodes, totalCount: nodes.length, pageInfo: { hasNextPage: false, endCursor: null } };
      return { cluster: { id: variables.id, label: 'A cluster', level: 'GROUP', members } };
    }
    if (is(CLUSTER_NAMES)) return { nodes: variables.ids.map((each) => this.cluster(each)) };
    throw new Error(text);
  }

  /** Groups have odd numbers. */
  private cluster(of: string) {
    const known = this.nodes.find((each) => each.id === of);
    return known ? { __typename: 'Cluster', id: of, label: known.name, level: Number(of.slice(1)) % 2 ? 'GROUP' : 'CORE' } : null;
  }

  private part(asked: readonly string[]) {
    const ids = new Set(asked.map((each) => this.redirects.get(each) ?? each));
    const nodes = this.nodes.filter((each) => ids.has(each.id));
    return {
      nodes,
      edges: this.edges.filter(({ source, target }) => ids.has(source) && ids.has(target)),
      unknown: [...ids].filter((each) => !nodes.some((known) => known.id === each)),
      redirected: asked.filter((each) => this.redirects.has(each)).map((each) => ({ asked: each, id: this.redirects.get(each) })),
    };
  }

  private neighborhood({ id: asked, relations, first }: Variables) {
    const root = this.redirects.get(asked) ?? asked;
    const own = this.edges.filter(
      (each) => (each.source === root || each.target === root) && (relations === null || relations.includes(each.kind)),
    );
    const near = own.slice(0, first).map(({ source, target }) => (source === root ? target : source));
    const counts = relations?.map((kind) => ({ kind, shown: near.length, total: own.length })) ?? [];
    return { ...this.part([root, ...near]), counts, redirected: this.part([asked]).redirected };
  }

  /** The two and whoever is tied to both. */
  private path({ from, to }: Variables) {
    const between = this.nodes.find(({ id: each }) => this.tied(from, each) && this.tied(each, to));
    const nodes = [from, ...(between ? [between.id] : []), to].map((each) => node(each));
    const part = this.part(nodes.map((each) => each.id));
    const path = { length: nodes.length - 1, cost: 1, nodes, edges: part.edges.map((each) => ({ ...each, papers: [] })) };
    return { paths: between ? [path] : [], total: between ? 1 : 0, reason: between ? null : 'NO_PATH_WITHIN_LENGTH', redirected: [] };
  }

  private tied(one: string, other: string): boolean {
    return this.edges.some(({ source, target }) => (source === one && target === other) || (source === other && target === one));
  }
}

/** The history of a browser, without one. */
export class Pages implements Steps {
  private readonly pages: { search: string; step: number }[];
  private now = 0;
  private moved: () => void = () => undefined;

  constructor(search = '') {
    this.pages = [{ search, step: 0 }];
  }

  get length(): number {
    return this.pages.length;
  }

  search(): string {
    return this.pages[this.now]?.search ?? '';
  }

  at(): number {
    return this.pages[this.now]?.step ?? 0;
  }

  push(search: string, step: number): void {
    this.pages.splice(this.now + 1, Infinity, { search, step });
    this.now += 1;
  }

  replace(search: string, step: number): void {
    this.pages[this.now] = { search, step };
  }

  go(steps: number): void {
    this.now = Math.min(Math.max(this.now + steps, 0), this.pages.length - 1);
    this.moved();
  }

  listen(moved: () => void): void {
    this.moved = moved;
  }
}
