import { describe, expect, it } from 'vitest';
import { DARK, LIGHT, clusterShares, looks, mixed } from './look';
import { edge, id, node } from './sample';

const A = id('A', 1);
const B = id('A', 2);
const C = id('A', 3);
const ONE = id('C', 1);
const TWO = id('C', 2);
const nodes = [
  node(A, { cluster: TWO, year: 2000, weight: 100 }),
  node(B, { cluster: ONE, year: 2020, weight: 1 }),
  node(C, { cluster: TWO, year: 2010, weight: null }),
  node(TWO),
  node(id('P', 1), { year: null }),
];
const shown = { nodes, edges: [edge(A, B, { strength: 3 }), edge(B, C, { kind: 'POSSIBLY_SAME_AS', strength: 50 })] };

describe('the look of nodes', () => {
  it('tells kinds, clusters and years by color', () => {
    const colors = (by: 'kind' | 'cluster' | 'year') => nodes.map((each) => looks(shown, by, 'same', LIGHT)(each).color);
    expect(colors('kind')).toEqual([...Array(3).fill(LIGHT.kinds.AUTHOR), LIGHT.kinds.CLUSTER, LIGHT.kinds.PAPER]);
    const [first, second] = LIGHT.clusters;
    expect(colors('cluster')).toEqual([first, second, first, first, LIGHT.other]);
    expect(colors('year')).toEqual([LIGHT.years[0], LIGHT.years[1], mixed(...LIGHT.years, 0.5), LIGHT.other, LIGHT.other]);
  });

  it('tells papers or strength by size', () => {
    const sizes = (by: 'papers' | 'strength' | 'same') => nodes.slice(0, 3).map((each) => looks(shown, 'kind', by, LIGHT)(each).radius);
    const [many, one, none] = sizes('papers') as [number, number, number];
    expect(many).toBeGreaterThan(one);
    expect([one > none, none]).toEqual([true, 5]);
    const [a, b, c] = sizes('strength');
    expect([a === b, c]).toEqual([true, 5]);
    expect(sizes('same')).toEqual([8, 8, 8]);
    expect(looks(shown, 'kind', 'papers', LIGHT)(node(A, { weight: 1e9 })).radius).toBe(18);
  });

  it('gives colors to the clusters with most people, and one color to all others, whatever the order of nodes', () => {
    expect(clusterShares(nodes)).toEqual({
      named: [
        { id: TWO, people: 2 },
        { id: ONE, people: 1 },
      ],
      others: { clusters: 0, people: 0 },
      unclustered: 0,
    });
    const many = Array.from({ length: 90 }, (_, number) => node(id('A', number), { cluster: id('C', Math.min(number % 30, 25)) }));
    many.push(node(id('A', 91)), node(id('A', 92)), node(id('P', 1)));
    const shares = clusterShares(many);
    expect(shares.named).toHaveLength(LIGHT.clusters.length);
    expect(shares.named[0]).toEqual({ id: id('C', 25), people: 15 });
    expect([shares.others, shares.unclustered]).toEqual([{ clusters: 16, people: 48 }, 2]);
    expect(clusterShares([...many].reverse())).toEqual(shares);
  });

  it.each([LIGHT, DARK])('colors as many people in a color as the legend says', (palette) => {
    const many = Array.from({ length: 200 }, (_, number) => node(id('A', number), { cluster: number % 7 ? id('C', number % 23) : null }));
    const { named, others, unclustered } = clusterShares(many);
    const look = looks({ nodes: many, edges: [] }, 'cluster', 'same', palette);
    const drawn = new Map<string, number>();
    for (const each of many) drawn.set(look(each).color, (drawn.get(look(each).color) ?? 0) + 1);
    const told = named.map(({ people }, rank) => [palette.clusters[rank], people] as const);
    expect(drawn).toEqual(new Map([...told, [palette.other, others.people + unclustered]]));
    expect(new Set([...palette.clusters, palette.other]).size).toBe(palette.clusters.length + 1);
  });

  it('mixes colors', () => {
    expect([mixed('#000000', '#ffffff', 0), mixed('#000000', '#ffffff', 1), mixed('#000a00', '#001400', 0.5)]).toEqual([
      '#000000',
      '#ffffff',
      '#000f00',
    ]);
  });
});
