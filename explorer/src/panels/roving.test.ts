import { describe, expect, it } from 'vitest';

import { along, stopAfter, stopOf } from './roving';

const NONE = { ctrlKey: false, metaKey: false, altKey: false };
const HEADS = ['kind', 'name', 'year'];
const ROWS = ['A', 'B', 'C'];
const STOPS = { heads: HEADS, rows: ROWS };

const after = (key: string, at: string, held = {}) => stopAfter({ key, ...NONE, ...held }, at, STOPS, 'name');

describe('the one stop of the list', () => {
  it('is where the reader was, else the chosen row, else the first', () => {
    expect([stopOf(STOPS, 'B', 'C'), stopOf(STOPS, 'year', 'C'), stopOf(STOPS, 'gone', 'C'), stopOf(STOPS, null, 'gone')]).toEqual([
      'B',
      'year',
      'C',
      'A',
    ]);
    expect([stopOf({ heads: HEADS, rows: [] }, null, null), stopOf({ heads: [], rows: [] }, null, null)]).toEqual(['kind', null]);
  });

  it('goes up and down the rows, and above the first to the column they are sorted by', () => {
    expect([after('ArrowDown', 'A'), after('ArrowDown', 'C'), after('ArrowUp', 'B'), after('ArrowUp', 'A')]).toEqual(['B', null, 'A', 'name']);
    expect([after('Home', 'C'), after('End', 'A'), after('ArrowRight', 'A'), after('x', 'A')]).toEqual(['A', 'C', null, null]);
  });

  it('goes along the heads, and from them down to the rows', () => {
    expect([after('ArrowRight', 'name'), after('ArrowLeft', 'kind'), after('Home', 'year'), after('End', 'kind')]).toEqual([
      'year',
      'year',
      'kind',
      'year',
    ]);
    expect([after('ArrowDown', 'year'), after('ArrowUp', 'year')]).toEqual(['A', null]);
  });

  it('leaves the keys of the browser alone', () => {
    for (const held of [{ altKey: true }, { ctrlKey: true }, { metaKey: true }]) {
      expect([after('ArrowDown', 'A', held), after('Home', 'C', held), after('ArrowLeft', 'name', held)]).toEqual([null, null, null]);
    }
  });
});

describe('things in a row', () => {
  it('are walked round, from end to end', () => {
    const to = (key: string, at: string) => along({ key, ...NONE }, ROWS, at);
    expect([to('ArrowRight', 'C'), to('ArrowLeft', 'A'), to('Home', 'B'), to('End', 'B'), to('ArrowUp', 'B')]).toEqual(['A', 'C', 'A', 'C', null]);
  });
});
