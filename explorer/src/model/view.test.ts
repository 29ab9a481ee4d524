import { describe, expect, it } from 'vitest';
import { id } from './sample';
import type { View } from './types';
import { EMPTY, asked, isExpanded, keepExpansions, kindOf, pinned, renamed, steps, withExpansions, withRoots } from './view';

const A = id('A', 1);
const B = id('A', 2);
const ONE: View = withExpansions({ ...EMPTY, roots: [A] }, steps(A, ['CO_AUTHORED_WITH']));

describe('a view', () => {
  it('knows kinds by their letters', () => {
    expect([A, id('P', 1), id('T', 1), id('I', 1), id('V', 1), id('C', 1)].map(kindOf)).toEqual([
      'AUTHOR',
      'PAPER',
      'TOPIC',
      'INSTITUTION',
      'VENUE',
      'CLUSTER',
    ]);
    expect(['', 'A1', `${A}0`, id('X', 1), `A${'I'.repeat(16)}`].map(kindOf)).toEqual([null, null, null, null, null]);
  });

  it('takes a node once, and back when it was dismissed', () => {
    const two = withRoots({ ...EMPTY, roots: [A], dismissed: [A] }, [A, B, B]);
    expect(two).toMatchObject({ roots: [A, B], dismissed: [] });
    expect(withRoots(two, [A])).toBe(two);
  });

  it('marks a root that came after expansions, which is no expansion itself', () => {
    const two = withRoots(ONE, [B]);
    expect(two.expansions.at(-1)).toEqual({ id: B, relations: [], first: 0 });
    expect(isExpanded(two, B)).toBe(false);
    expect(isExpanded(two, A)).toBe(true);
    expect(withRoots(EMPTY, [B]).expansions).toEqual([]);
  });

  it('asks for more by a further step', () => {
    const more = withExpansions(ONE, steps(A, ['CO_AUTHORED_WITH'], 50));
    expect(more.expansions).toHaveLength(2);
    expect(asked(more, A, 'CO_AUTHORED_WITH')).toBe(50);
    expect(asked(more, A, 'AUTHORED')).toBe(0);
    expect(withExpansions(more, steps(A, ['CO_AUTHORED_WITH']))).toBe(more);
  });

  it('keeps the order of pins among the steps that stay', () => {
    const walked = withExpansions(ONE, [...steps(B, ['AUTHORED']), ...steps(A, ['AUTHORED'])]);
    const pin = pinned(walked, B, 1.4, -2.6);
    expect(pin.pins).toEqual({ [B]: [1, -3, 3] });
    expect(keepExpansions(pin, (step) => step.id !== B).pins).toEqual({ [B]: [1, -3, 2] });
  });

  it('takes other names everywhere', () => {
    const view: View = { ...pinned(ONE, A, 1, 2), path: { from: A, to: B }, selected: A, dismissed: [A, B] };
    const text = JSON.stringify(renamed(view, new Map([[A, id('A', 9)]])));
    expect(text).not.toContain(A);
    expect(text.split(id('A', 9))).toHaveLength(7);
    expect(renamed(view, new Map([[A, B]])).path).toBeNull();
  });
});
