/**
 * The one place that holds what is looked at. Every change of the view goes through `change`, which makes an undo step,
 * writes the address and asks for what is missing; panels and canvas read signals and call actions.
 */

import { type ReadonlySignal, batch, computed, signal } from '@preact/signals';
import { type Ask, ask as askService } from '../api/ask';
import { GRAPH } from '../api/documents';
import type { ResultOf } from '../api/graphql';
import { type Graph, NOTHING, type Shown, type Total, assemble, matching, passing, totalsOf, without } from './graph';
import { type Steps, browserSteps } from './history';
import { Loader, type Members, type PathResult } from './loader';
import type { ColorBy, Filters, GraphEdge, GraphNode, Place, Relation, SizeBy, Stage, View } from './types';
import { fromSearch, toSearch } from './url';
import {
  EMPTY,
  MOST_NEIGHBORS,
  arrived,
  asked,
  isExpanded,
  keepExpansions,
  opening,
  pinned,
  renamed,
  rooted,
  sameData,
  steps,
  unpinned,
  withExpansions,
  withRoots,
} from './view';
import { countWords, fresh, news } from './words';

export type { PathResult } from './loader';
export type GraphInfo = ResultOf<typeof GRAPH>['graph'];

export interface Status {
  readonly state: 'idle' | 'loading' | 'failed';
  readonly text: string;
  /** What was thrown, mostly an AskError; null unless failed. */
  readonly error: unknown;
}

interface Change {
  /** For the live region. */
  readonly say?: string;
  /** `replace` changes the current undo step instead of making one. */
  readonly step?: 'push' | 'replace';
}

/** A step that could not be loaded and was taken back. */
interface Lost {
  /** The step that is shown instead. */
  readonly at: number;
  /** Steps from there to the one that failed. */
  readonly by: number;
  readonly status: Status;
}

const IDLE: Status = { state: 'idle', text: '', error: null };

/** Filters that are moved on within so many ms are one undo step. */
const SLIDING = 1000;

export class Store {
  private readonly current = signal<View>(EMPTY);
  private readonly graph = signal<Graph>(NOTHING);
  private readonly statusNow = signal<Status>(IDLE);
  private readonly step = signal(0);
  private readonly lastStep = signal(0);
  private readonly views = new Map<number, View>();
  private readonly loader: Loader;
  /** The view that the graph was last put together for. */
  private drawn: View = EMPTY;
  private stage: Stage | null = null;
  private lost: Lost | null = null;
  private filteredAt = -Infinity;
  /** The undo step that the last change of filters is in. */
  private filteredIn = 0;

  readonly view: ReadonlySignal<View> = this.current;
  /** What was loaded, with the dismissed nodes, in order of arrival: what the layout places. */
  readonly loaded: ReadonlySignal<Graph> = this.graph;
  private readonly left = computed(() => without(this.graph.value, this.current.value.dismissed));
  /** All loaded nodes by id, without the dismissed. */
  readonly nodes: ReadonlySignal<ReadonlyMap<string, GraphNode>> = computed(
    () => new Map(this.left.value.nodes.map((node) => [node.id, node])),
  );
  readonly edges: ReadonlySignal<readonly GraphEdge[]> = computed(() => this.left.value.edges);
  /** What passes the filters. */
  readonly shown: ReadonlySignal<Shown> = computed(() => {
    const { filters, roots, path } = this.current.value;
    return passing(this.left.value, filters, new Set([...roots, ...(path ? [path.from, path.to] : [])]));
  });
  /** Ids that the text filter brings out; null where there is no text. */
  readonly matches: ReadonlySignal<ReadonlySet<string> | null> = computed(() =>
    matching(this.nodes.value.values(), this.current.value.filters.text),
  );
  /** Of each expanded node and relation how many of how many neighbors are there. */
  readonly totals: ReadonlySignal<ReadonlyMap<string, readonly Total[]>> = computed(() => {
    void this.graph.value;
    return totalsOf(this.current.value, this.loader.answers);
  });
  readonly status: ReadonlySignal<Status> = this.statusNow;
  /** Text for a live region, shown for a moment too. */
  readonly said = signal('');
  /** Text for the live region alone: what the picture itself shows. */
  readonly heard = signal('');
  readonly pathResult: ReadonlySignal<PathResult | null> = computed(() => {
    void this.graph.value;
    const { path } = this.current.value;
    return path && this.loader.path(path.from, path.to);
  });
  /** The cluster that is shown as a whole: its label, and how many members there are. */
  readonly cluster: ReadonlySignal<Members | null> = computed(() => {
    void this.graph.value;
    const { cluster } = this.current.value;
    return cluster === null ? null : this.loader.members(cluster);
  });
  readonly hovered = signal<string | null>(null);
  /** Whether the layout is under way. */
  readonly arranging = signal(false);
  readonly info = signal<GraphInfo | null>(null);
  readonly canUndo: ReadonlySignal<boolean> = computed(() => this.step.value > 0);
  readonly canRedo: ReadonlySignal<boolean> = computed(() => this.step.value < this.lastStep.value);
  /** Written by the layout, in units of the layout, y upwards. */
  readonly places = new Map<string, Place>();

  constructor(
    private readonly ask: Ask = askService,
    private readonly history: Steps = browserSteps,
  ) {
    this.loader = new Loader(ask);
  }

  /** Shows what the address names; from then on the address follows. */
  start(): void {
    this.history.listen(() => this.moved());
    void this.askInfo();
    this.moved();
  }

  /** Puts nodes in. Into an empty graph they come with their neighbors. */
  addRoots(ids: readonly string[]): void {
    const view = this.current.value;
    const next = withRoots(view, ids);
    const empty = view.roots.length === 0 && view.path === null && view.cluster === null;
    const opened = empty ? opening(next) : next;
    this.change({ ...opened, selected: ids.length === 1 ? (ids[0] ?? null) : view.selected });
  }

  /** Brings in the best neighbors of a node: of its usual relations, or of these. */
  expand(id: string, relations?: readonly Relation[], first?: number): void {
    const view = this.current.value;
    const present = this.graph.value.byId.has(id) && !view.dismissed.includes(id);
    this.change({ ...withExpansions(present ? view : rooted(view, id), steps(id, relations, first)), selected: id });
  }

  /** Brings in 25 more neighbors over a relation, up to what the service gives. */
  more(id: string, relation: Relation): void {
    const view = this.current.value;
    const first = Math.min(asked(view, id, relation) + 25, MOST_NEIGHBORS);
    this.change(withExpansions(view, steps(id, [relation], first)));
  }

  /** Takes back what a node, and nodes behind it, brought in. The node stays. */
  collapse(id: string): void {
    const view = this.current.value;
    const rest = keepExpansions(view, (step) => step.id !== id || step.relations?.length === 0);
    const reached = assemble(rest, this.loader.answers).byId;
    this.change(keepExpansions(reached.has(id) ? rest : withRoots(rest, [id]), (step) => reached.has(step.id) || step.id === id));
  }

  isExpanded(id: string): boolean {
    return isExpanded(this.current.value, id);
  }

  dismiss(ids: readonly string[]): void {
    const view = this.current.value;
    const gone = new Set(ids);
    const dismissed = [...new Set([...view.dismissed, ...ids])];
    const selected = view.selected !== null && gone.has(view.selected) ? null : view.selected;
    this.change({ ...view, dismissed, selected }, { say: `Dismissed ${countWords(this.some(ids))}` });
  }

  dismissOthers(ids: readonly string[]): void {
    const kept = new Set(ids);
    this.dismiss([...this.nodes.value.keys()].filter((id) => !kept.has(id)));
  }

  /** Brings all dismissed nodes back. */
  restore(): void {
    const view = this.current.value;
    const back = view.dismissed.map((id) => this.graph.value.byId.get(id)).filter((node) => node !== undefined);
    this.change({ ...view, dismissed: [] }, { say: `Brought back ${countWords(back)}` });
  }

  pin(id: string, x: number, y: number): void {
    this.change(pinned(this.current.value, id, x, y));
  }

  unpin(id: string): void {
    this.change(unpinned(this.current.value, id));
  }

  setFilters(filters: Partial<Filters>): void {
    const view = this.current.value;
    const now = performance.now();
    const slides = now - this.filteredAt < SLIDING && this.filteredIn === this.step.value;
    this.change({ ...view, filters: { ...view.filters, ...filters } }, { step: slides ? 'replace' : 'push' });
    this.filteredAt = now;
    this.filteredIn = this.step.value;
  }

  setColorBy(colorBy: ColorBy): void {
    this.change({ ...this.current.value, colorBy });
  }

  setSizeBy(sizeBy: SizeBy): void {
    this.change({ ...this.current.value, sizeBy });
  }

  select(id: string | null): void {
    this.change({ ...this.current.value, selected: id }, { step: 'replace' });
  }

  findPath(from: string, to: string): void {
    if (from === to) return;
    const view = this.current.value;
    const next = { ...view, path: { from, to }, dismissed: view.dismissed.filter((id) => id !== from && id !== to) };
    this.change(arrived(next, to));
  }

  clearPath(): void {
    this.change({ ...this.current.value, path: null });
  }

  /** Shows the members of a cluster; null takes them back. */
  showCluster(id: string | null): void {
    this.change({ ...this.current.value, cluster: id });
  }

  undo(): void {
    if (this.canUndo.value) this.history.go(-1);
  }

  redo(): void {
    if (this.canRedo.value) this.history.go(1);
  }

  clear(): void {
    const { colorBy, sizeBy } = this.current.value;
    this.change({ ...EMPTY, colorBy, sizeBy }, { say: 'The graph is empty' });
  }

  /** Asks again for what could not be loaded; a step that was taken back is made again. */
  retry(): void {
    if (this.info.value === null) void this.askInfo();
    const { lost } = this;
    this.lost = null;
    if (lost) this.history.go(lost.by);
    else void this.load('');
  }

  /** Goes on without what could not be loaded; redo makes a step that was taken back again. */
  leaveFailed(): void {
    this.lost = null;
    this.statusNow.value = IDLE;
  }

  attach(stage: Stage | null): void {
    this.stage = stage;
  }

  fit(): void {
    this.stage?.fit();
  }

  zoom(factor: number): void {
    this.stage?.zoom(factor);
  }

  /** Where a node is, in units of the layout, y upwards; null before it is placed. */
  position(id: string): Place | null {
    return this.places.get(id) ?? null;
  }

  /** The one way to another view. */
  private change(next: View, { say = '', step = 'push' }: Change = {}): void {
    const search = toSearch(next);
    if (search === toSearch(this.current.value)) return;
    batch(() => {
      if (step === 'push') {
        this.lost = null;
        this.step.value += 1;
        this.lastStep.value = this.step.value;
        this.history.push(search, this.step.value);
      } else {
        this.history.replace(search, this.step.value);
      }
      this.current.value = next;
      this.views.set(this.step.value, next);
    });
    void this.load(say);
  }

  /** The address is another one: at the start, by undo and redo, by the buttons of the browser. */
  private moved(): void {
    const at = this.history.at();
    if (this.lost?.at !== at) this.lost = null;
    const { view, bare } = fromSearch(this.history.search());
    const known = this.views.get(at);
    const same = known !== undefined && toSearch(known) === toSearch(view);
    const next = same ? known : bare ? opening(view) : view;
    batch(() => {
      this.step.value = at;
      this.lastStep.value = Math.max(this.lastStep.value, at);
      this.current.value = next;
      this.views.set(at, next);
    });
    this.history.replace(toSearch(next), at);
    void this.load('');
  }

  private async load(say: string): Promise<void> {
    const view = this.current.value;
    if (this.loader.has(view)) {
      this.commit(view, say);
      return;
    }
    this.statusNow.value = { state: 'loading', text: 'Loading', error: null };
    try {
      await this.loader.load(view);
    } catch (error) {
      if (this.current.value === view) this.takeBack(error);
      return;
    }
    // Somebody went on meanwhile: their load tells the end.
    if (sameData(this.current.value, view)) this.commit(this.current.value, say);
  }

  private commit(view: View, say: string): void {
    const next = renamed(view, this.loader.redirects);
    if (toSearch(next) !== toSearch(view)) {
      this.change(next, { step: 'replace' });
      return;
    }
    const before = this.graph.peek();
    const graph = sameData(view, this.drawn) ? before : assemble(view, this.loader.answers);
    this.drawn = view;
    batch(() => {
      this.statusNow.value = this.lost?.status ?? IDLE;
      this.graph.value = graph;
      const text = say || (graph === before ? '' : news(view, before, graph));
      if (text) (before.nodes.length === 0 && text === fresh(before, graph) ? this.heard : this.said).value = text;
    });
  }

  private some(ids: readonly string[]): readonly GraphNode[] {
    return ids.map((id) => this.nodes.value.get(id)).filter((node) => node !== undefined);
  }

  private async askInfo(): Promise<void> {
    try {
      this.info.value = (await this.ask(GRAPH, {})).graph;
    } catch (error) {
      this.fail(error);
    }
  }

  /** Goes back to the last step that is there whole; where there is none, the view stays and says that it failed. */
  private takeBack(error: unknown): void {
    this.fail(error);
    const now = this.step.value;
    for (let at = now - 1; at >= 0; at -= 1) {
      const view = this.views.get(at);
      if (!view) return;
      if (!this.loader.has(view)) continue;
      this.lost = { at, by: now - at, status: this.statusNow.value };
      this.history.go(at - now);
      return;
    }
  }

  /** Whatever went wrong is told: nobody is left waiting for an answer that does not come. */
  private fail(error: unknown): void {
    this.statusNow.value = { state: 'failed', text: error instanceof Error ? error.message : String(error), error };
  }
}

export const store = new Store();
