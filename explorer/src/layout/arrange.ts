/**
 * Places a graph in the order in which its nodes came in. Nodes that are placed stay; new ones settle round the node
 * that brought them. No chance is involved: the same arrivals have the same places, however they were reached.
 */

import { type SimulationLinkDatum, type SimulationNodeDatum, forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from 'd3-force';

/** Nodes are numbers, which index `radius`. Units of the layout: a CSS pixel at the usual scale. */
export interface Task {
  readonly radius: readonly number[];
  readonly arrivals: readonly {
    /** The node that brought the others; -1 for none. */
    readonly around: number;
    readonly nodes: readonly number[];
    /** Expansions that were walked before. */
    readonly after: number;
  }[];
  readonly edges: readonly {
    readonly source: number;
    readonly target: number;
    /** 0 and more. */
    readonly strength: number;
    readonly since: number;
  }[];
  readonly pins: readonly { readonly node: number; readonly x: number; readonly y: number; readonly after: number }[];
}

/** x and y of node n at 2n and 2n+1; NaN for a node that is not placed yet. */
export type Places = Float64Array;

interface Body extends SimulationNodeDatum {
  readonly node: number;
  readonly free: boolean;
  x: number;
  y: number;
}

interface Tie extends SimulationLinkDatum<Body> {
  readonly strength: number;
}

const SPACING = 46;
/** Placed nodes that new ones feel at most. */
const MOST_FELT = 250;
/** Width against height up to which what nothing is tied to goes to the right of the picture, else below it. */
const WIDEST = 1.5;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/**
 * Yields the places as they come to rest, from time to time, and returns the last. `known` keeps what was placed
 * before: arrivals that begin alike are not settled again.
 */
export function* arrange(task: Task, known: Map<string, Places>): Generator<Places, Places> {
  const places = new Float64Array(task.radius.length * 2).fill(NaN);
  const arrived = new Set<number>();
  let story = '';
  for (const arrival of task.arrivals) {
    applyPins(task, places, arrived, arrival.after);
    const fresh = arrival.nodes.filter((node) => !arrived.has(node));
    const ties = tiesOf(task, arrived, fresh, arrival.after);
    const sizes = fresh.map((node) => task.radius[node]);
    story = digest([story, arrival.around, fresh, sizes, ties.map((tie) => Object.values(tie)), pinsUntil(task, arrival.after)]);
    const before = known.get(story);
    if (before) {
      fresh.forEach((node, at) => put(places, node, before[2 * at] ?? 0, before[2 * at + 1] ?? 0));
    } else {
      seed(task, places, arrived, fresh, ties, arrival.around);
      yield* settle(task, places, arrived, fresh, ties);
      known.set(story, Float64Array.from(fresh.flatMap((node) => [...at(places, node)])));
    }
    for (const node of fresh) arrived.add(node);
  }
  applyPins(task, places, arrived, Infinity);
  return places;
}

function at(places: Places, node: number): readonly [number, number] {
  return [places[2 * node] ?? NaN, places[2 * node + 1] ?? NaN];
}

function put(places: Places, node: number, x: number, y: number): void {
  places[2 * node] = Math.round(x * 100) / 100;
  places[2 * node + 1] = Math.round(y * 100) / 100;
}

function pinsUntil(task: Task, after: number): Task['pins'] {
  return task.pins.filter((pin) => pin.after <= after);
}

function applyPins(task: Task, places: Places, arrived: ReadonlySet<number>, after: number): void {
  for (const { node, x, y } of pinsUntil(task, after)) if (arrived.has(node)) put(places, node, x, y);
}

type Edge = Task['edges'][number];

/** Edges of the new nodes, among each other and to the placed ones, as far as they were known then. */
function tiesOf(task: Task, arrived: ReadonlySet<number>, fresh: readonly number[], after: number): readonly Edge[] {
  const free = new Set(fresh);
  const here = (node: number): boolean => free.has(node) || arrived.has(node);
  return task.edges.filter(
    ({ source, target, since }) =>
      since <= after && here(source) && here(target) && (free.has(source) || free.has(target)),
  );
}

/** Puts new nodes on a sunflower's spiral: round the middle, or beyond the node that brought them. */
function seed(
  task: Task,
  places: Places,
  arrived: ReadonlySet<number>,
  fresh: readonly number[],
  ties: readonly Edge[],
  around: number,
): void {
  const reach = SPACING * Math.sqrt(fresh.length);
  const [x, y] = around < 0 ? ground(places, arrived, fresh, ties, reach) : beyond(task, places, arrived, around, reach);
  fresh.forEach((node, rank) => {
    const distance = fresh.length === 1 ? 0 : SPACING * Math.sqrt(rank + 0.5);
    const angle = rank * GOLDEN_ANGLE;
    put(places, node, x + distance * Math.cos(angle), y + distance * Math.sin(angle));
  });
}

/** Where nodes go that nothing brought: amid the placed ones that they are tied to, else beside the picture. */
function ground(
  places: Places,
  arrived: ReadonlySet<number>,
  fresh: readonly number[],
  ties: readonly Edge[],
  reach: number,
): readonly [number, number] {
  if (arrived.size === 0) return [0, 0];
  const tied = ties.flatMap(({ source, target }) => [source, target]).filter((node) => arrived.has(node));
  if (tied.length > 0) {
    const [x, y] = middle(places, tied);
    // Beside, not upon, the one that they hang on.
    return new Set(tied).size === 1 ? [x + SPACING + reach, y + SPACING] : [x, y];
  }
  const [left, right] = extent([...arrived].map((node) => at(places, node)[0]));
  const [low, high] = extent([...arrived].map((node) => at(places, node)[1]));
  const away = reach + 3 * SPACING * Math.min(fresh.length, 2);
  // The picture keeps about the form of a window.
  return right - left <= WIDEST * (high - low + away) ? [right + away, (low + high) / 2] : [(left + right) / 2, low - away];
}

function extent(values: readonly number[]): readonly [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

/** The far side of a node, seen from the nodes that it is among. */
function beyond(
  task: Task,
  places: Places,
  arrived: ReadonlySet<number>,
  node: number,
  reach: number,
): readonly [number, number] {
  const [x, y] = at(places, node);
  const others = [...arrived].filter((other) => other !== node);
  if (others.length === 0) return [x, y];
  const tied = task.edges.flatMap(({ source, target }) =>
    source === node && arrived.has(target) ? [target] : target === node && arrived.has(source) ? [source] : [],
  );
  const [fromX, fromY] = middle(places, tied.length > 0 ? tied : others);
  const far = Math.hypot(x - fromX, y - fromY);
  const [dx, dy] = far < SPACING / 4 ? [1, 0] : [(x - fromX) / far, (y - fromY) / far];
  return [x + dx * reach, y + dy * reach];
}

function middle(places: Places, nodes: readonly number[]): readonly [number, number] {
  const sum = nodes.reduce(
    ([x, y], node) => [x + at(places, node)[0], y + at(places, node)[1]] as const,
    [0, 0] as readonly [number, number],
  );
  return [sum[0] / nodes.length, sum[1] / nodes.length];
}

function* settle(
  task: Task,
  places: Places,
  arrived: ReadonlySet<number>,
  fresh: readonly number[],
  ties: readonly Edge[],
): Generator<Places> {
  if (fresh.length === 1 && ties.length === 0) return;
  const bodies = new Map<number, Body>();
  const add = (node: number, free: boolean): void => {
    const [x, y] = at(places, node);
    bodies.set(node, { node, free, x, y, ...(!free && { fx: x, fy: y }) });
  };
  for (const node of fresh) add(node, true);
  for (const node of felt(places, arrived, fresh, ties)) add(node, false);
  const all = [...bodies.values()];
  const links: Tie[] = ties.flatMap(({ source, target, strength }) => {
    const [one, other] = [bodies.get(source), bodies.get(target)];
    return one && other ? [{ source: one, target: other, strength }] : [];
  });
  const ticks = ticksFor(arrived.size, fresh.length);
  const simulation = simulate(task, all, links, middle(places, fresh), ticks);
  for (let tick = 1; tick <= ticks; tick += 1) {
    simulation.tick();
    for (const body of all) if (body.free) put(places, body.node, body.x, body.y);
    if (all.length > 300 && tick % 4 === 0) yield places;
  }
}

/** Enough for a picture that is at rest; the fewer, the more was there before, so that long walks are placed soon. */
function ticksFor(arrived: number, fresh: number): number {
  return Math.round(Math.min(Math.max(24_000 / (arrived + fresh / 8), 40), 250));
}

/** The placed nodes that new ones are tied to, and the nearest others. */
function felt(
  places: Places,
  arrived: ReadonlySet<number>,
  fresh: readonly number[],
  ties: readonly Edge[],
): ReadonlySet<number> {
  const tied = new Set(ties.flatMap(({ source, target }) => [source, target]).filter((node) => arrived.has(node)));
  if (arrived.size <= MOST_FELT) return arrived;
  const [x, y] = middle(places, fresh);
  const far = (node: number): number => Math.hypot(at(places, node)[0] - x, at(places, node)[1] - y);
  const nearest = [...arrived].map((node) => [far(node), node] as const).sort((one, other) => one[0] - other[0]);
  return new Set([...tied, ...nearest.slice(0, MOST_FELT).map(([, node]) => node)]);
}

const charge = (radius: number): number => -150 - 8 * radius;
const room = (radius: number): number => radius + 9;
const FARTHEST = 700;
const FIRMNESS = 0.8;
/** Pairs of bodies up to which a plain loop is faster than trees. */
const MOST_PAIRS = 60_000;

function simulate(
  task: Task,
  bodies: Body[],
  links: Tie[],
  [x, y]: readonly [number, number],
  ticks: number,
): { tick(): void } {
  const count = new Map<Body, number>();
  for (const { source, target } of links) {
    for (const end of [source, target] as Body[]) count.set(end, (count.get(end) ?? 0) + 1);
  }
  const least = ({ source, target }: Tie): number =>
    Math.min(count.get(source as Body) ?? 1, count.get(target as Body) ?? 1);
  const radius = (body: Body): number => task.radius[body.node] ?? 6;
  const simulation = forceSimulation(bodies)
    .stop()
    .alphaDecay(1 - 0.001 ** (1 / ticks))
    .velocityDecay(0.35)
    .force('tie', forceLink<Body, Tie>(links).distance((tie) => 46 + 50 / (1 + tie.strength)).strength((tie) => 0.7 / least(tie)))
    .force('x', forceX<Body>(x).strength(0.02))
    .force('y', forceY<Body>(y).strength(0.02));
  const free = bodies.filter((body) => body.free);
  if (free.length * bodies.length <= MOST_PAIRS) return simulation.force('apart', pairwise(free, bodies, radius));
  return simulation
    .force('apart', forceManyBody<Body>().strength((body) => charge(radius(body))).distanceMax(FARTHEST).theta(0.9))
    .force('room', forceCollide<Body>((body) => room(radius(body))).strength(FIRMNESS));
}

/** What forceManyBody and forceCollide do, on the free bodies alone. */
function pairwise(free: readonly Body[], bodies: readonly Body[], radius: (body: Body) => number): (alpha: number) => void {
  return (alpha) => {
    for (const one of free) {
      for (const other of bodies) {
        if (one === other) continue;
        const dx = other.x - one.x || 1e-3;
        const dy = other.y - one.y || -1e-3;
        const far = Math.hypot(dx, dy);
        if (far > FARTHEST) continue;
        const push = (charge(radius(other)) * alpha) / Math.max(far, 1) ** 2;
        const least = room(radius(one)) + room(radius(other));
        // Of two free ones each gives way by half; a placed one does not.
        const overlap = far < least ? (((least - far) / far) * FIRMNESS) / (other.free ? 2 : 1) : 0;
        one.vx = (one.vx ?? 0) + dx * (push - overlap);
        one.vy = (one.vy ?? 0) + dy * (push - overlap);
      }
    }
  };
}

/** 64 bits, as text, of any value that JSON can write. */
function digest(value: unknown): string {
  const text = JSON.stringify(value);
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (high >>> 0).toString(36) + (low >>> 0).toString(36);
}
