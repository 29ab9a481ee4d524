import { expect, test } from 'vitest';
import { placeNames } from './names';

const named = (text: string, tail: string) => ({ text, tail, x: 500, y: 500, radius: 5, always: true, strong: false });

test('a long name is shortened, and what tells it from another of its name is not', () => {
  const long = 'machine translation, parsing, morphology';
  const written = (tail: string) => placeNames([named(long, tail)], 1000, (text) => text.length)[0]?.text;
  expect([written(''), written(' (group)'), written(' (core)')]).toEqual([
    'machine translation, parsing, mor…',
    'machine translation, pars… (group)',
    'machine translation, parsi… (core)',
  ]);
});

test('where the long form has no room a short one is tried', () => {
  const one = named('machine translation, parsing, morphology', ' (core)');
  const written = placeNames([{ ...one, always: false }], 1000, (text) => (text.length > 25 ? 2000 : text.length));
  expect(written[0]?.text).toBe('machine trans… (core)');
  expect(placeNames([{ ...one, tail: '', always: false }], 1000, () => 2000)).toEqual([]);
});

test('two names beside each other do not read as one', () => {
  const at = (x: number) => ({ ...named('Ada Lovelace', ''), x, always: false });
  const [one, two] = placeNames([at(500), at(601)], 1000, () => 100);
  expect(two!.y).not.toBe(one!.y);
  expect(placeNames([at(500), at(605)], 1000, () => 100)[1]!.y).toBe(one!.y);
});

test('a name may stand beside its node', () => {
  const one = { ...named('Ada Lovelace', ''), always: false };
  const [beside] = placeNames([one, { ...one, y: 520 }, { ...one, y: 480 }], 1000, () => 50);
  expect(beside).toMatchObject({ x: 509 });
});

test('a name that must be written covers as little as it can', () => {
  const one = named('Ada Lovelace', '');
  const others = [
    { ...one, y: 515, radius: 9, always: false },
    { ...one, y: 485, radius: 9, always: false },
    { ...one, x: 520, radius: 9, always: false },
    { ...one, x: 445, radius: 2, always: false },
  ];
  const [written] = placeNames([one, ...others], 1000, () => 60);
  expect(written).toMatchObject({ x: 431 });
});
