import { describe, expect, it } from 'vitest';
import { edge, id } from '../model/sample';
import { neighborTowards } from './walk';

const [A, B, C, D] = [1, 2, 3, 4].map((number) => id('A', number)) as [string, string, string, string];
const PLACES: Record<string, { x: number; y: number }> = { [A]: { x: 0, y: 0 }, [B]: { x: 50, y: 5 }, [C]: { x: 40, y: 30 }, [D]: { x: 0, y: 90 } };
const EDGES = [edge(A, B), edge(C, A), edge(A, D), edge(B, C)];
const place = (of: string) => PLACES[of] ?? null;

describe('an arrow key', () => {
  it.each([
    ['ArrowRight', B],
    ['ArrowUp', D],
    ['ArrowLeft', null],
    ['ArrowDown', null],
  ] as const)('%s leads to the neighbor that lies there', (key, expected) => {
    expect(neighborTowards(A, key, EDGES, place)).toBe(expected);
  });

  it('prefers the straight way, and follows ties only', () => {
    expect(neighborTowards(A, 'ArrowRight', [edge(C, A)], place)).toBe(C);
    expect(neighborTowards(D, 'ArrowDown', EDGES, place)).toBe(A);
    expect(neighborTowards(B, 'ArrowRight', EDGES, place)).toBeNull();
  });
});
