import { describe, expect, it } from 'vitest';
import { id } from './sample';
import type { View } from './types';
import { fromSearch, toSearch } from './url';
import { EMPTY } from './view';

const A = id('A', 1);
const B = id('A', 2);
const C = id('C', 3);
const P = id('P', 4);

const FULL: View = {
  roots: [A, B],
  expansions: [
    { id: A, relations: ['CO_AUTHORED_WITH'], first: 25 },
    { id: B, relations: [], first: 0 },
    { id: B, relations: null, first: 10 },
    { id: P, relations: ['AUTHORED', 'CITES'], first: 5 },
  ],
  dismissed: [P],
  pins: { [A]: [-12, 340, 1], [P]: [0, 0, 0] },
  path: { from: A, to: B },
  cluster: C,
  filters: { fromYear: 1999, toYear: 2020, minStrength: 0.5, text: 'Jörg & "co", 100%', hiddenKinds: ['PAPER', 'VENUE'] },
  colorBy: 'cluster',
  sizeBy: 'strength',
  selected: B,
};

describe('the address', () => {
  it('holds the whole view', () => {
    expect(fromSearch(toSearch(FULL))).toEqual({ view: FULL, bare: false });
  });

  it('is empty for the empty view', () => {
    expect(toSearch(EMPTY)).toBe('');
    expect(fromSearch('')).toEqual({ view: EMPTY, bare: false });
  });

  it('is what a page links to when it only names roots, and not when the reader took all neighbors back', () => {
    expect(fromSearch(`?roots=${A},${B}`)).toEqual({ view: { ...EMPTY, roots: [A, B] }, bare: true });
    expect(fromSearch(toSearch({ ...EMPTY, roots: [A] })).bare).toBe(false);
  });

  it('needs no escapes but in the text', () => {
    expect(toSearch({ ...FULL, filters: EMPTY.filters })).not.toContain('%');
    expect(toSearch(FULL)).toContain('text=J%C3%B6rg%20%26%20%22co%22,%20100%25');
  });

  it('opens no more than a bounded number of roots and steps', () => {
    const ids = Array.from({ length: 400 }, (_, place) => `A${String(place).padStart(16, '0')}`);
    const { view } = fromSearch(`?roots=${ids.join(',')}&steps=${ids.map((id) => `${id}.co5`).join(',')}`);
    expect(view.roots).toEqual(ids.slice(0, 100));
    expect(view.expansions.map((step) => step.id)).toEqual(ids.slice(0, 300));
  });

  it('survives a text that is cut within a character', () => {
    const { view } = fromSearch(`?text=${'a'.repeat(199)}😀`);
    expect(toSearch(view)).toBe(`?text=${'a'.repeat(199)}%EF%BF%BD`);
  });

  it.each([
    ['ids', `?roots=${A},nonsense,${A},A12,<script>&steps=&selected=../..&cluster=${A}&without=${P},x`, { roots: [A], dismissed: [P] }],
    ['steps', `?roots=${A}&steps=${A}.xx25,${A}.co0,${A}.co,${A}.coau7,${A}.co9999,bad.co25`, {
      roots: [A],
      expansions: [
        { id: A, relations: ['CO_AUTHORED_WITH', 'AUTHORED'], first: 7 },
        { id: A, relations: ['CO_AUTHORED_WITH'], first: 100 },
      ],
    }],
    ['pins', `?pins=${A}_1_2,${A}_1e9_0_0,${A}_x_0_0,${P}_5_-6_-1,${B}_5_-6_1,__proto___1_2_3`, { pins: { [B]: [5, -6, 1] } }],
    ['paths', `?path=${A}`, {}],
    ['paths to oneself', `?path=${A},${A}`, {}],
    ['filters', '?from=19x9&to=20200&strength=-1&hide=paper,people&color=rainbow&size=huge', {
      filters: { ...EMPTY.filters, hiddenKinds: ['PAPER'] },
    }],
    ['broken escapes', '?text=%E0%A4%A&roots=%', { filters: { ...EMPTY.filters, text: '\uFFFD%A' } }],
  ])('leaves out %s that cannot be read', (_, search, rest) => {
    expect(fromSearch(search).view).toEqual({ ...EMPTY, ...rest });
  });
});
