/** Which node an arrow key leads to. */

import type { Place } from '../model/types';
import type { GraphEdge } from '../model/types';

export type Direction = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

/** y upwards, as in the layout. */
const VECTORS: Readonly<Record<Direction, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

export function isDirection(key: string): key is Direction {
  return key in VECTORS;
}

/**
 * The neighbor that lies best in that direction: within a right angle round it, near rather than far, straight rather
 * than aside. Null where none lies there.
 */
export function neighborTowards(
  id: string,
  direction: Direction,
  edges: readonly GraphEdge[],
  place: (id: string) => Place | null,
): string | null {
  const from = place(id);
  if (!from) return null;
  const [dx, dy] = VECTORS[direction];
  let best: string | null = null;
  let least = Infinity;
  for (const other of neighbors(id, edges)) {
    const to = place(other);
    if (!to) continue;
    const [x, y] = [to.x - from.x, to.y - from.y];
    const ahead = x * dx + y * dy;
    const aside = Math.abs(x * dy - y * dx);
    if (ahead <= 0 || aside > ahead) continue;
    const cost = ahead + 2 * aside;
    if (cost < least) [best, least] = [other, cost];
  }
  return best;
}

export function neighbors(id: string, edges: readonly GraphEdge[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { source, target } of edges) {
    if (source === id) found.add(target);
    else if (target === id) found.add(source);
  }
  return found;
}
