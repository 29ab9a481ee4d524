import { describe, expect, it } from 'vitest';
import { type Answers, MOST_AMONG, MOST_NODES, type Part, arrivals, assemble, idsAmong, matching, passing, totalsOf, without } from './graph';
import { edge, id, node } from './sample';
import type { Expansion, GraphEdge, View } from './types';
import { EMPTY, NO_FILTERS, steps } from './view';

const [A, B, C, D, E] = [1, 2, 3, 4, 5].map((number) => id('A', number)) as [string, string, string, string, string];
const P = id('P', 1);

/** Answers in which each of these has those neighbors. */
function answers(neighbors: Record<string, readonly string[]>, edges: readonly GraphEdge[] = [], rest: Partial<Answers> = {}): Answers {
  const part = (ids: readonly string[]): Part => ({
    nodes: ids.map((each) => node(each)),
    edges: edges.filter(({ source, target }) => ids.includes(source) && ids.includes(target)),
  });
  return {
    neighbors: ({ id: of, relations, first }) => {
      if (relations?.length === 0 || !neighbors[of]) return undefined;
      const near = neighbors[of].slice(0, first);
      const counts = (relations ?? []).map((kind) => ({ kind, shown: near.length, total: neighbors[of]?.length ?? 0 }));
      return { ...part([of, ...near]), counts };
    },
    path: () => undefined,
    members: () => undefined,
    among: part,
    level: () => undefined,
    ...rest,
  };
}

function view(roots: readonly string[], ...expansions: readonly Expansion[]): View {
  return { ...EMPTY, roots, expansions };
}

const co = (of: string, first = 25): Expansion => ({ id: of, relations: ['CO_AUTHORED_WITH'], first });
const came = (of: string): Expansion => ({ id: of, relations: [], first: 0 });

describe('arrivals', () => {
  it('follow the steps; a root comes where the first step needs it', () => {
    const known = answers({ [A]: [B, C], [D]: [C, E] });
    expect(arrivals(view([A, D], co(A), co(D)), known)).toEqual([
      { around: null, ids: [A], after: 0 },
      { around: A, ids: [B, C], after: 0 },
      { around: null, ids: [D], after: 1 },
      { around: D, ids: [E], after: 1 },
    ]);
  });

  it('keep the place of a root that came between two steps', () => {
    const known = answers({ [A]: [B], [B]: [C] });
    const ids = (of: View): readonly string[] => arrivals(of, known).flatMap((arrival) => arrival.ids);
    expect(ids(view([A, D], co(A), co(B)))).toEqual([A, B, C, D]);
    expect(ids(view([A, D], co(A), came(D), co(B)))).toEqual([A, B, D, C]);
  });

  it('lead nowhere from a node that nothing leads to', () => {
    expect(arrivals(view([A], co(B)), answers({ [A]: [B], [B]: [C] })).flatMap((arrival) => arrival.ids)).toEqual([A]);
  });

  it('have path and members behind the roots', () => {
    const part = (ids: readonly string[]): Part => ({ nodes: ids.map((each) => node(each)), edges: [] });
    const known = answers({}, [], { path: () => part([A, B, C]), members: () => part([D, A]) });
    const found = arrivals({ ...view([A]), path: { from: A, to: C }, cluster: id('C', 1) }, known);
    expect(found.map((arrival) => arrival.ids)).toEqual([[A], [C], [B], [D]]);
  });
});

describe('the graph', () => {
  it('has each node and each tie once, and the ties among all', () => {
    const ties = [edge(A, B), edge(A, C), edge(B, C)];
    const graph = assemble(view([A], co(A), co(B)), answers({ [A]: [B], [B]: [A, C] }, ties));
    expect(graph.nodes.map((each) => each.id)).toEqual([A, B, C]);
    expect(graph.edges).toEqual(ties);
  });

  it('takes the widest degree, and leaves out who is not described', () => {
    const known = answers({ [A]: [B] });
    const among = (): Part => ({ nodes: [node(A, { degree: 7 }), node(B)], edges: [] });
    const graph = assemble(view([A, E], co(A)), { ...known, among });
    expect(graph.byId.get(A)?.degree).toBe(7);
    expect([...graph.byId.keys()]).toEqual([A, B]);
  });

  it('is bounded, and asks for ties among the first', () => {
    const many = Array.from({ length: MOST_NODES + 50 }, (_, number) => id('A', 100 + number));
    const known = answers({ [A]: many });
    const large = view([A], { ...co(A), first: many.length });
    expect(idsAmong(large, known)).toHaveLength(MOST_AMONG);
    const graph = assemble(large, known);
    expect([graph.nodes.length, graph.leftOut]).toEqual([MOST_NODES, 51]);
    expect(graph.arrivals.flatMap((arrival) => arrival.ids)).toHaveLength(MOST_NODES);
  });

  it('tells which step brought a tie', () => {
    const none = (): Part => ({ nodes: [], edges: [] });
    const known = { ...answers({ [A]: [B], [B]: [C] }, [edge(A, B), edge(B, C)]), among: none };
    expect(assemble(view([A], co(A), co(B)), known).since).toEqual([0, 1]);
  });

  it('is less without the dismissed', () => {
    const graph = { nodes: [node(A), node(B)], edges: [edge(A, B)] };
    expect(without(graph, [B])).toEqual({ nodes: [node(A)], edges: [] });
    expect(without(graph, [])).toBe(graph);
  });
});

describe('filters', () => {
  const nodes = [node(A), node(B), node(C), node(P, { year: 2015 }), node(D)];
  const edges = [
    edge(A, B, { strength: 5, firstYear: 2000, lastYear: 2005 }),
    edge(B, C, { strength: 0.5, firstYear: 2008, lastYear: 2020 }),
    edge(A, P, { kind: 'AUTHORED', strength: null, firstYear: null, lastYear: null }),
  ];
  const left = (filters: Partial<View['filters']>, kept: string[] = []) => {
    const shown = passing({ nodes, edges }, { ...NO_FILTERS, ...filters }, new Set(kept));
    return [shown.nodes.map((each) => each.id), shown.edges.length];
  };

  it.each([
    [{}, [[A, B, C, P, D], 3]],
    [{ minStrength: 1 }, [[A, B, P, D], 2]],
    [{ fromYear: 2006 }, [[A, B, C, P, D], 2]],
    [{ toYear: 2006 }, [[A, B, D], 1]],
    [{ fromYear: 2021 }, [[D], 0]],
    [{ hiddenKinds: ['PAPER', 'TOPIC'] as const }, [[A, B, C, D], 2]],
    [{ hiddenKinds: ['AUTHOR'] as const }, [[P], 0]],
  ])('%o', (filters, expected) => {
    expect(left(filters)).toEqual(expected);
  });

  it('keep roots', () => {
    expect(left({ minStrength: 10, fromYear: 2016 }, [C])).toEqual([[C, D], 0]);
  });

  it('bring out by all words of a name, without accents and case', () => {
    const people = [node(A, { name: 'Jörg Müller' }), node(B, { name: 'Müller, Anna' })];
    expect(matching(people, ' muller  JO')).toEqual(new Set([A]));
    expect(matching(people, '  ')).toBeNull();
    expect(matching(people, 'nobody')).toEqual(new Set());
  });
});

describe('totals', () => {
  it('are those of the furthest step', () => {
    const known = answers({ [A]: [B, C, D] });
    const totals = totalsOf(view([A], co(A, 1), ...steps(A, ['CO_AUTHORED_WITH'], 2)), known);
    expect(totals.get(A)).toEqual([{ relation: 'CO_AUTHORED_WITH', shown: 2, total: 3 }]);
  });
});
