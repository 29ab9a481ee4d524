import { expect, test } from 'vitest';

import { isSingle, nameOf } from './keynames';

const press = (key: string, held: Partial<Parameters<typeof nameOf>[0]> = {}) =>
  nameOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

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

test('the command key of a Mac is Ctrl', () => {
  expect(press('k', { metaKey: true })).toBe('Ctrl+K');
  expect(press('z', { ctrlKey: true, shiftKey: true })).toBe('Ctrl+Shift+Z');
  expect(press('F10', { shiftKey: true })).toBe('Shift+F10');
});

test('only what types something counts as a single key', () => {
  expect(['E', '?', '/'].map(isSingle)).toEqual([true, true, true]);
  expect(['Ctrl+E', 'Delete', 'Escape'].map(isSingle)).toEqual([false, false, false]);
});
