import { expect, it } from 'vitest';
import tokens from '../style/tokens.css?raw';
import { DARK, LIGHT } from './look';

/** Custom properties of the n-th `:root` rule. */
function rule(number: number): Readonly<Record<string, string>> {
  const body = tokens.split(':root {')[number] ?? '';
  return Object.fromEntries([...body.matchAll(/--kind-(\w+): (#\w{6});/g)].map(([, kind = '', color = '']) => [kind.toUpperCase(), color]));
}

it.each([
  ['light', 1, LIGHT],
  ['dark', 2, DARK],
])('the canvas and the panels draw kinds in the same colors, %s', (_, number, { kinds }) => {
  expect(rule(number)).toEqual(kinds);
});
