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
