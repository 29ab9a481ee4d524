import { describe, expect, it } from 'vitest';
import { LIGHT, largestClusters, looks, mixed } from './look';
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

  it('gives colors to the largest clusters, whatever the order of nodes', () => {
    expect(largestClusters(nodes)).toEqual([TWO, ONE]);
    const many = Array.from({ length: 30 }, (_, number) => node(id('A', number), { cluster: id('C', number) }));
    expect(largestClusters(many)).toEqual(largestClusters([...many].reverse()));
    expect(largestClusters(many)).toHaveLength(LIGHT.clusters.length);
  });

  it('mixes colors', () => {
    expect([mixed('#000000', '#ffffff', 0), mixed('#000000', '#ffffff', 1), mixed('#000a00', '#001400', 0.5)]).toEqual([
      '#000000',
      '#ffffff',
      '#000f00',
    ]);
  });
});
