import { describe, expect, it } from 'vitest';
import { type Places, type Task, arrange } from './arrange';

type Arrival = Task['arrivals'][number];

const STAR: Arrival = { around: 0, nodes: [1, 2, 3, 4, 5, 6, 7, 8], after: 0 };
const ROOT: Arrival = { around: -1, nodes: [0], after: 0 };
const NEXT: Arrival = { around: 3, nodes: [9, 10, 11, 12], after: 1 };

function task(arrivals: readonly Arrival[], pins: Task['pins'] = []): Task {
  const edges = arrivals.flatMap(({ around, nodes, after }) =>
    around < 0 ? [] : nodes.map((target) => ({ source: around, target, strength: 1, since: after })),
  );
  return { radius: Array<number>(13).fill(6), arrivals, edges, pins };
}

function placed(of: Task, known = new Map<string, Places>()): readonly (readonly [number, number])[] {
  const steps = arrange(of, known);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return of.radius.map((_, node) => [step.value[2 * node] ?? NaN, step.value[2 * node + 1] ?? NaN] as const);
}

const distance = ([x, y]: readonly [number, number], [otherX, otherY]: readonly [number, number]): number =>
  Math.hypot(x - otherX, y - otherY);

describe('the layout', () => {
  it('is the same for the same arrivals, however they were reached', () => {
    const known = new Map<string, Places>();
    placed(task([ROOT, STAR]), known);
    const walked = placed(task([ROOT, STAR, NEXT]), known);
    expect(walked).toEqual(placed(task([ROOT, STAR, NEXT])));
    expect(placed(task([ROOT, STAR]), known)).toEqual(placed(task([ROOT, STAR])));
  });

  it('is not taken from another graph of the same ties whose nodes have other sizes', () => {
    const known = new Map<string, Places>();
    placed(task([ROOT, STAR]), known);
    const larger = { ...task([ROOT, STAR]), radius: Array<number>(13).fill(18) };
    expect(placed(larger, known)).toEqual(placed(larger));
  });

  it('leaves what was there where it was, and puts what comes round its parent', () => {
    const before = placed(task([ROOT, STAR]));
    const after = placed(task([ROOT, STAR, NEXT]));
    expect(after.slice(0, 9)).toEqual(before.slice(0, 9));
    const parent = after[3] as readonly [number, number];
    for (const node of NEXT.nodes) expect(distance(after[node] as readonly [number, number], parent)).toBeLessThan(260);
  });

  it('lets no two nodes cover each other', () => {
    const places = placed(task([ROOT, STAR, NEXT]));
    places.forEach((place, node) => {
      places.slice(node + 1).forEach((other) => expect(distance(place, other)).toBeGreaterThan(14));
    });
  });

  it('places nodes that nothing is tied to, and no node that did not come', () => {
    const places = placed(task([ROOT, { around: -1, nodes: [1, 2], after: 0 }]));
    expect(distance(places[1] as never, places[2] as never)).toBeGreaterThan(14);
    expect(places[3]).toEqual([NaN, NaN]);
  });

  it('puts people who are not tied beside and below each other, not all in a row', () => {
    const circles = [0, 9, 18, 27].flatMap((around, after): Arrival[] => [
      { around: -1, nodes: [around], after },
      { around, nodes: Array.from({ length: 8 }, (_, each) => around + 1 + each), after },
    ]);
    const places = placed({ ...task(circles), radius: Array<number>(36).fill(6) });
    const [width, height] = [0, 1].map((axis) => {
      const values = places.map((place) => place[axis] ?? NaN);
      return Math.max(...values) - Math.min(...values);
    }) as [number, number];
    expect(width / height).toBeGreaterThan(0.7);
    expect(width / height).toBeLessThan(2);
  });

  it('obeys a pin, and moves only what came after it', () => {
    const free = placed(task([ROOT, STAR, NEXT]));
    const late = placed(task([ROOT, STAR, NEXT], [{ node: 3, x: 900, y: -900, after: 2 }]));
    expect(late[3]).toEqual([900, -900]);
    expect(late.filter((place, node) => node !== 3 && place !== free[node]).map(String)).toEqual(
      free.filter((_, node) => node !== 3).map(String),
    );
    const early = placed(task([ROOT, STAR, NEXT], [{ node: 3, x: 900, y: -900, after: 1 }]));
    expect(early.slice(0, 3)).toEqual(free.slice(0, 3));
    for (const node of NEXT.nodes) expect(distance(early[node] as never, [900, -900])).toBeLessThan(260);
  });

  it('forgets no tie that the placing depends on', () => {
    const known = new Map<string, Places>();
    const plain = task([ROOT, STAR]);
    const tied = { ...plain, edges: [...plain.edges, { source: 1, target: 5, strength: 20, since: -1 }] };
    placed(plain, known);
    expect(placed(tied, known)).toEqual(placed(tied));
    expect(placed(tied)).not.toEqual(placed(plain));
  });

  it('places 2,000 nodes with reports between', () => {
    const nodes = Array.from({ length: 1999 }, (_, number) => number + 1);
    const edges = nodes.map((target) => ({ source: Math.floor(target / 3), target, strength: 1, since: 0 }));
    const steps = arrange({ radius: Array<number>(2000).fill(6), arrivals: [ROOT, { around: 0, nodes, after: 0 }], edges, pins: [] }, new Map());
    let reports = 0;
    let step = steps.next();
    for (; !step.done; step = steps.next()) reports += 1;
    expect(reports).toBeGreaterThan(20);
    expect(step.value.every((value) => Math.abs(value) < 2000)).toBe(true);
  }, 30_000);
});
