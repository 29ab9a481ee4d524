import { beforeEach, describe, expect, it } from 'vitest';
import { AskError } from '../api/ask';
import { Pages, Service, edge, id, node } from './sample';
import { Store } from './store';

const [A, B, C, D, E] = [1, 2, 3, 4, 5].map((number) => id('A', number)) as [string, string, string, string, string];
const GROUP = id('C', 1);
const NODES = [node(A), node(B, { cluster: GROUP }), node(C, { cluster: GROUP }), node(D), node(E, { name: 'Éva' })];
const EDGES = [edge(A, B), edge(A, C), edge(B, C), edge(C, D), edge(D, E, { strength: 9 })];

let service: Service;
let pages: Pages;
let store: Store;

function open(search = ''): void {
  service = new Service(NODES, EDGES);
  pages = new Pages(search);
  store = new Store(service.ask, pages);
  store.start();
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}

const shown = (): string[] => store.shown.value.nodes.map((each) => each.id).sort();

beforeEach(() => open());

describe('clusters in the graph', () => {
  const [GROUP_ONE, CORE_ONE] = [id('C', 11), id('C', 12)];

  function openClustered(): void {
    const name = 'parsing';
    service = new Service([node(A), node(GROUP_ONE, { name }), node(CORE_ONE, { name })], [
      edge(A, GROUP_ONE, { kind: 'MEMBER_OF' }),
      edge(A, CORE_ONE, { kind: 'MEMBER_OF' }),
    ]);
    store = new Store(service.ask, new Pages(`?roots=${A}&steps=${A}.me9`));
    store.start();
  }

  it('come with their level, asked for once', async () => {
    openClustered();
    await settled();
    expect(store.shown.value.nodes.map((each) => each.level)).toEqual([undefined, 'GROUP', 'CORE']);
    store.dismiss([CORE_ONE]);
    store.undo();
    await settled();
    expect(service.asked.filter((name) => name === 'ClusterNames')).toHaveLength(1);
  });

  it('are not shown without it', async () => {
    openClustered();
    const { ask } = service;
    let fails = true;
    store = new Store((document, variables) => {
      if (fails && String(document).includes('ClusterNames')) throw new AskError('no', 'X', null);
      return ask(document, variables);
    }, new Pages(`?roots=${A}&steps=${A}.me9`));
    store.start();
    await settled();
    expect(store.status.value.state).toBe('failed');
    fails = false;
    store.retry();
    await settled();
    expect([store.status.value.state, store.nodes.value.get(CORE_ONE)?.level]).toEqual(['idle', 'CORE']);
  });
});

describe('the store', () => {
  it('begins empty, asks what the graph is, and makes no step', async () => {
    await settled();
    expect(service.asked).toEqual(['Graph']);
    expect(store.info.value?.build).toBe('b1');
    expect([shown(), pages.length, store.canUndo.value, store.status.value.state]).toEqual([[], 1, false, 'idle']);
  });

  it('opens up the roots that a page links to, in the same step', async () => {
    open(`?roots=${A}`);
    expect(store.status.value.state).toBe('loading');
    await settled();
    expect(shown()).toEqual([A, B, C]);
    expect(store.edges.value).toHaveLength(3);
    expect(pages.search()).toContain(`steps=${A}.co25`);
    expect([pages.length, store.heard.value, store.said.value]).toEqual([1, 'Added 3 people', '']);
  });

  it('opens up the first root, and only puts further ones in', async () => {
    store.addRoots([A]);
    await settled();
    store.addRoots([E]);
    await settled();
    expect(shown()).toEqual([A, B, C, E]);
    expect([store.isExpanded(A), store.isExpanded(E), store.view.value.selected]).toEqual([true, false, E]);
  });

  it('walks on, tells how far, and takes back what was walked from there', async () => {
    store.addRoots([A]);
    await settled();
    store.expand(C);
    await settled();
    store.expand(D, ['CO_AUTHORED_WITH'], 1);
    await settled();
    expect(shown()).toEqual([A, B, C, D]);
    expect(store.totals.value.get(D)).toEqual([{ relation: 'CO_AUTHORED_WITH', shown: 1, total: 2 }]);
    store.more(D, 'CO_AUTHORED_WITH');
    await settled();
    expect(shown()).toEqual([A, B, C, D, E]);
    expect(store.totals.value.get(D)).toEqual([{ relation: 'CO_AUTHORED_WITH', shown: 2, total: 2 }]);
    store.collapse(C);
    await settled();
    expect(shown()).toEqual([A, B, C]);
    expect(store.view.value.expansions.every((step) => step.id === A)).toBe(true);
  });

  it('undoes and redoes by the pages of the browser, without asking again', async () => {
    store.addRoots([A]);
    await settled();
    store.expand(D);
    await settled();
    const asked = service.asked.length;
    const both = shown();
    store.undo();
    expect([shown(), store.canUndo.value, store.canRedo.value]).toEqual([[A, B, C], true, true]);
    store.undo();
    expect([shown(), store.canUndo.value]).toEqual([[], false]);
    store.redo();
    store.redo();
    expect([shown(), store.canRedo.value, pages.at()]).toEqual([both, false, 2]);
    pages.go(-1);
    expect(shown()).toEqual([A, B, C]);
    store.dismiss([B]);
    expect([shown(), store.canRedo.value]).toEqual([[A, C], false]);
    expect(service.asked).toHaveLength(asked);
  });

  it('makes no step of a choice, and one of a filter that slides', async () => {
    store.addRoots([A]);
    await settled();
    store.select(B);
    expect([pages.length, store.view.value.selected]).toEqual([2, B]);
    for (const minStrength of [1, 2, 3]) store.setFilters({ minStrength });
    expect([pages.length, shown()]).toEqual([3, [A]]);
    store.undo();
    expect(store.view.value.filters.minStrength).toBe(0);
  });

  it('begins a new step with a filter that was moved in another one', async () => {
    store.addRoots([A]);
    await settled();
    store.setFilters({ minStrength: 1 });
    store.undo();
    store.setFilters({ minStrength: 2 });
    expect([pages.length, store.view.value.filters.minStrength]).toEqual([3, 2]);
    store.expand(B);
    store.setFilters({ minStrength: 3 });
    store.undo();
    expect([store.view.value.filters.minStrength, store.isExpanded(B)]).toEqual([2, true]);
  });

  it('dismisses one or others, and brings them back', async () => {
    store.addRoots([A]);
    await settled();
    store.select(B);
    store.dismiss([B]);
    expect([shown(), store.view.value.selected, store.said.value]).toEqual([[A, C], null, 'Dismissed 1 person']);
    store.dismissOthers([A]);
    expect(shown()).toEqual([A]);
    store.restore();
    expect(shown()).toEqual([A, B, C]);
  });

  it('finds the path between two, who need not be there', async () => {
    store.findPath(A, D);
    await settled();
    expect(shown()).toEqual([A, C, D]);
    expect(store.pathResult.value?.paths[0]?.nodes.map((each) => each.id)).toEqual([A, C, D]);
    store.clearPath();
    expect([shown(), store.pathResult.value]).toEqual([[], null]);
  });

  it('keeps the two in sight where there is no path', async () => {
    store.findPath(A, E);
    await settled();
    expect(shown()).toEqual([A, E]);
    expect(store.pathResult.value?.reason).toBe('NO_PATH_WITHIN_LENGTH');
  });

  it('shows the members of a cluster', async () => {
    store.showCluster(GROUP);
    await settled();
    expect([shown(), store.cluster.value?.label, store.cluster.value?.total]).toEqual([[B, C], 'A cluster', 2]);
    store.showCluster(null);
    expect(shown()).toEqual([]);
  });

  it('brings names out without taking others away', async () => {
    store.addRoots([A]);
    store.addRoots([E]);
    await settled();
    store.setFilters({ text: 'eva' });
    expect([...(store.matches.value ?? [])]).toEqual([E]);
    expect(shown()).toHaveLength(4);
  });

  it('keeps the picture when a request fails, and asks again', async () => {
    store.addRoots([A]);
    await settled();
    service.failing = new AskError('Too busy', 'RATE', 'r1');
    store.expand(C);
    await settled();
    expect(store.status.value).toMatchObject({ state: 'failed', text: 'Too busy', error: { requestId: 'r1' } });
    expect(shown()).toEqual([A, B, C]);
    expect([store.isExpanded(C), pages.at(), pages.search().includes(`${C}.co25`)]).toEqual([false, 1, false]);
    store.select(B);
    expect(store.status.value.state).toBe('failed');
    store.retry();
    await settled();
    expect([store.status.value.state, shown(), store.isExpanded(C), pages.at()]).toEqual(['idle', [A, B, C, D], true, 2]);
    expect(store.said.value).toBe('Added 1 person');
  });

  it('goes on without a step that failed, which can still be made again', async () => {
    store.addRoots([A]);
    await settled();
    service.failing = new AskError('Too busy', 'RATE', 'r1');
    store.expand(C);
    await settled();
    store.leaveFailed();
    store.select(B);
    expect([store.status.value.state, shown()]).toEqual(['idle', [A, B, C]]);
    store.redo();
    await settled();
    expect([store.status.value.state, shown()]).toEqual(['idle', [A, B, C, D]]);
  });

  it('drops what failed when somebody goes on otherwise', async () => {
    store.addRoots([A]);
    await settled();
    service.failing = new AskError('Too busy', 'RATE', 'r1');
    store.expand(C);
    await settled();
    store.dismiss([B]);
    expect([store.status.value.state, shown(), pages.length, store.canRedo.value]).toEqual(['idle', [A, C], 3, false]);
  });

  it('stays with a link that cannot be loaded, and asks again', async () => {
    service = new Service(NODES, EDGES);
    let down = true;
    const ask: Service['ask'] = (document, variables) => (down ? Promise.reject(new Error('Gone')) : service.ask(document, variables));
    store = new Store(ask, new Pages(`?roots=${A}&steps=${A}.co25`));
    store.start();
    await settled();
    expect([store.status.value.state, shown(), store.view.value.roots]).toEqual(['failed', [], [A]]);
    down = false;
    store.retry();
    await settled();
    expect([store.status.value.state, shown()]).toEqual(['idle', [A, B, C]]);
  });

  it('tells of an answer that cannot be used, too', async () => {
    store.addRoots([A]);
    await settled();
    service.failing = new TypeError('no nodes');
    store.expand(C);
    await settled();
    expect([store.status.value.state, store.status.value.text, shown()]).toEqual(['failed', 'no nodes', [A, B, C]]);
  });

  it('shows the last of two views that were asked for at once', async () => {
    store.addRoots([A]);
    store.clear();
    store.addRoots([E]);
    await settled();
    expect([shown(), store.status.value.state]).toEqual([[D, E], 'idle']);
  });

  it('follows ids that were merged, in the address too', async () => {
    const old = id('A', 99);
    service = new Service(NODES, EDGES);
    service.redirects.set(old, A);
    pages = new Pages(`?roots=${old}&selected=${old}`);
    store = new Store(service.ask, pages);
    store.start();
    await settled();
    expect([shown(), store.view.value.roots, store.view.value.selected]).toEqual([[A, B, C], [A], A]);
    expect([pages.search().includes(old), pages.length]).toEqual([false, 1]);
  });

  it('says what a link names that is gone', async () => {
    open(`?roots=${A},${id('A', 77)}&steps=`);
    await settled();
    expect([shown(), store.said.value]).toEqual([[A], 'Added 1 person; 1 node of this link is not in this graph']);
  });

  it('pins after what was walked before', async () => {
    store.addRoots([A]);
    await settled();
    const { length } = store.view.value.expansions;
    store.pin(B, 10.4, -3.6);
    expect(store.view.value.pins).toEqual({ [B]: [10, -4, length] });
    store.unpin(B);
    expect(store.view.value.pins).toEqual({});
  });
});
