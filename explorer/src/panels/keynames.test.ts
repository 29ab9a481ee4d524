import { expect, test } from 'vitest';

import { isHeld, isSingle, nameOf } from './keynames';

const NONE = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const press = (key: string, held: Partial<Parameters<typeof nameOf>[0]> = {}, mac = false) => nameOf({ key, ...NONE, ...held }, mac);

test('letters are named alike with and without the shift lock', () => {
  expect(press('e')).toBe('E');
  expect(press('E')).toBe('E');
  expect(press('E', { shiftKey: true })).toBe('Shift+E');
});

test('signs are named as they are typed, whatever key makes them', () => {
  expect(press('?', { shiftKey: true })).toBe('?');
  expect(press('/', { shiftKey: true })).toBe('/');
  expect(press('+')).toBe('+');
});

test('the command key of a Mac is Ctrl, and nobody else’s', () => {
  expect(press('k', { metaKey: true }, true)).toBe('Ctrl+K');
  expect(press('k', { ctrlKey: true }, true)).not.toBe('Ctrl+K');
  expect(press('k', { metaKey: true })).not.toBe('Ctrl+K');
  expect(press('z', { ctrlKey: true, shiftKey: true })).toBe('Ctrl+Shift+Z');
  expect(press('F10', { shiftKey: true })).toBe('Shift+F10');
});

test('a letter pressed with another key is no single key', () => {
  for (const held of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { ctrlKey: true, altKey: true }]) {
    expect([isHeld({ ...NONE, ...held }), isSingle(press('h', held)), isSingle(press('?', held))]).toEqual([true, false, false]);
  }
  expect([isHeld(NONE), isHeld({ ...NONE, ...{ shiftKey: true } })]).toEqual([false, false]);
});

test('only what types something counts as a single key', () => {
  expect(['E', '?', '/'].map(isSingle)).toEqual([true, true, true]);
  expect(['Ctrl+E', 'Delete', 'Escape'].map(isSingle)).toEqual([false, false, false]);
});
