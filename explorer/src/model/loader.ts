/** Asks the service for what a view lacks and keeps every answer: undo, redo and back do not ask again. */

import type { Ask } from '../api/ask';
import { CLUSTER_NAMES, MEMBERS, NEIGHBORHOOD, PATHS, SUBGRAPH } from '../api/documents';
import type { ResultOf } from '../api/graphql';
import { type Answers, type Neighbors, type Part, clustersOf, idsAmong } from './graph';
import type { Expansion, Level, Relation, View } from './types';

export type PathResult = ResultOf<typeof PATHS>['paths'] & { readonly from: string; readonly to: string };

export interface Members extends Part {
  readonly label: string;
  /** null where nobody knows the cluster. */
  readonly level: Level | null;
  /** Members in all; the nodes are the strongest of them. */
  readonly total: number;
}

interface Want {
  readonly key: string;
  readonly start: () => Promise<void>;
}

/** Members of a cluster that are shown at most. */
const MOST_MEMBERS = 300;
const MOST_OF_ALL_RELATIONS = 500;
/** Ids that the service names at once. */
const MOST_NAMED = 100;

export class Loader {
  /** Ids that others answer for, by the id that was asked for. */
  readonly redirects = new Map<string, string>();
  readonly answers: Answers;

  private readonly neighbors = new Map<string, Neighbors>();
  private readonly paths = new Map<string, PathResult>();
  private readonly clusters = new Map<string, Members>();
  /** Of each cluster that was asked for; undefined for one that nobody knows. */
  private readonly levels = new Map<string, Level | undefined>();
  private readonly amongst: { readonly ids: ReadonlySet<string>; readonly part: Part }[] = [];
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(private readonly ask: Ask) {
    this.answers = {
      neighbors: (step) => this.neighbors.get(stepKey(step)),
      path: (from, to) => partOf(this.paths.get(`${from} ${to}`)),
      members: (cluster) => this.clusters.get(cluster),
      among: (ids) => this.among(ids),
      level: (cluster) => this.levels.get(cluster),
    };
  }

  path(from: string, to: string): PathResult | null {
    return this.paths.get(`${from} ${to}`) ?? null;
  }

  members(cluster: string): Members | null {
    return this.clusters.get(cluster) ?? null;
  }

  /** Whether everything that the view asks for is there. */
  has(view: View): boolean {
    const whole = this.lacking(view).length === 0 && this.among(idsAmong(view, this.answers)) !== undefined;
    return whole && this.unleveled(view).length === 0;
  }

  /** Resolves when `has(view)`; rejects with an AskError. */
  async load(view: View): Promise<void> {
    await Promise.all(this.lacking(view).map(({ key, start }) => this.once(key, start)));
    const ids = idsAmong(view, this.answers);
    const clusters = this.unleveled(view);
    await Promise.all([
      this.among(ids) ? undefined : this.once(`among ${ids.join(' ')}`, () => this.askAmong(ids)),
      clusters.length === 0 ? undefined : this.once(`levels ${clusters.join(' ')}`, () => this.askLevels(clusters)),
    ]);
  }

  private lacking({ expansions, path, cluster }: View): Want[] {
    const steps = expansions.filter((step) => step.relations?.length !== 0 && !this.neighbors.has(stepKey(step)));
    const wants: Want[] = steps.map((step) => ({ key: stepKey(step), start: () => this.askNeighbors(step) }));
    if (path && !this.path(path.from, path.to)) {
      wants.push({ key: `path ${path.from} ${path.to}`, start: () => this.askPath(path.from, path.to) });
    }
    if (cluster !== null && !this.clusters.has(cluster)) {
      wants.push({ key: `members ${cluster}`, start: () => this.askMembers(cluster) });
    }
    return wants;
  }

  private unleveled(view: View): readonly string[] {
    return clustersOf(view, this.answers).filter((id) => !this.levels.has(id));
  }

  /** Two callers that want the same wait for one request. */
  private once(key: string, start: () => Promise<void>): Promise<void> {
    const running = this.underWay.get(key);
    if (running) return running;
    const started = start().finally(() => this.underWay.delete(key));
    this.underWay.set(key, started);
    return started;
  }

  private among(ids: readonly string[]): Part | undefined {
    if (ids.length === 0) return { nodes: [], edges: [] };
    // The edges among some of the nodes are among those of all.
    return this.amongst.find((known) => ids.every((id) => known.ids.has(id)))?.part;
  }

  private async askNeighbors(step: Expansion): Promise<void> {
    const limit = step.relations === null ? MOST_OF_ALL_RELATIONS : step.relations.length * step.first + 1;
    const relations = step.relations === null ? null : ([...step.relations] as Relation[]);
    const { neighborhood } = await this.ask(NEIGHBORHOOD, { id: step.id, relations, first: step.first, limit });
    this.note(neighborhood);
    this.neighbors.set(stepKey(step), neighborhood);
  }

  private async askPath(from: string, to: string): Promise<void> {
    const { paths } = await this.ask(PATHS, { from, to });
    this.note(paths);
    this.paths.set(`${from} ${to}`, { ...paths, from, to });
  }

  private async askMembers(cluster: string): Promise<void> {
    const ids: string[] = [];
    let label = '';
    let level: Level | null = null;
    let total = 0;
    let after: string | null = null;
    do {
      const answer: ResultOf<typeof MEMBERS> = await this.ask(MEMBERS, { id: cluster, after });
      if (!answer.cluster) break;
      const { members } = answer.cluster;
      ({ label, level } = answer.cluster);
      total = members.totalCount;
      ids.push(...members.nodes.map((member) => member.id));
      after = members.pageInfo.hasNextPage ? members.pageInfo.endCursor : null;
    } while (after !== null && ids.length < MOST_MEMBERS);
    const part = ids.length > 0 ? await this.subgraph(ids.slice(0, MOST_MEMBERS)) : { nodes: [], edges: [] };
    this.clusters.set(cluster, { label, level, total, nodes: part.nodes, edges: part.edges });
  }

  private async askLevels(ids: readonly string[]): Promise<void> {
    const [now, later] = [ids.slice(0, MOST_NAMED), ids.slice(MOST_NAMED)];
    const { nodes } = await this.ask(CLUSTER_NAMES, { ids: now });
    for (const id of now) this.levels.set(id, undefined);
    for (const node of nodes) if (node?.__typename === 'Cluster') this.levels.set(node.id, node.level);
    if (later.length > 0) await this.askLevels(later);
  }

  private async askAmong(ids: readonly string[]): Promise<void> {
    const part = await this.subgraph(ids);
    this.amongst.push({ ids: new Set(ids), part });
  }

  private async subgraph(ids: readonly string[]): Promise<Part> {
    const { subgraph } = await this.ask(SUBGRAPH, { ids: [...ids] });
    this.note(subgraph);
    return subgraph;
  }

  private note({ redirected }: { readonly redirected: readonly { readonly asked: string; readonly id: string }[] }): void {
    for (const { asked, id } of redirected) this.redirects.set(asked, id);
  }
}

function stepKey({ id, relations, first }: Expansion): string {
  return `${id} ${relations?.join('+') ?? 'all'} ${first}`;
}

function partOf(result: PathResult | undefined): Part | undefined {
  return result && {
    nodes: result.paths.flatMap((path) => path.nodes),
    edges: result.paths.flatMap((path) => path.edges),
  };
}
