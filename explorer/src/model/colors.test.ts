/** Colors that mean something are seen on their ground, and told apart by eyes that lack a kind of cone. */
import { describe, expect, it } from 'vitest';
import { DARK, LIGHT } from './look';

type Triple = readonly [number, number, number];

/** Red, green and blue of linear light, 0 to 1. */
function linear(color: string): Triple {
  const parts = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) / 255);
  return parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as unknown as Triple;
}

function times(rows: readonly Triple[], [x, y, z]: Triple): Triple {
  return rows.map(([a, b, c]) => a * x + b * y + c * z) as unknown as Triple;
}

const XYZ: readonly Triple[] = [
  [0.4124, 0.3576, 0.1805],
  [0.2126, 0.7152, 0.0722],
  [0.0193, 0.1192, 0.9505],
];

/** Of two colors, by WCAG. */
function contrast(one: string, other: string): number {
  const [less = 0, more = 0] = [one, other].map((color) => times(XYZ, linear(color))[1]).sort((a, b) => a - b);
  return (more + 0.05) / (less + 0.05);
}

/** What is seen without green and without red cones: Machado, Oliveira and Fernandes (2009), severity 1. */
const EYES: readonly (readonly Triple[])[] = [
  [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
];

/** CIE 1976 L*a*b*. */
function lab(color: string, eye: readonly Triple[]): Triple {
  const seen = times(eye, linear(color)).map((part) => Math.min(Math.max(part, 0), 1)) as unknown as Triple;
  const [x, y, z] = times(XYZ, seen).map((part, at) => {
    const share = part / [0.9505, 1, 1.089][at]!;
    return share > 0.008856 ? Math.cbrt(share) : 7.787 * share + 16 / 116;
  }) as unknown as Triple;
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function distance(one: string, other: string): number {
  return Math.min(...EYES.map((eye) => Math.hypot(...lab(one, eye).map((part, at) => part - lab(other, eye)[at]!))));
}

describe.each([
  ['light', LIGHT, '#ffffff'],
  ['dark', DARK, '#12171d'],
])('%s', (_, { kinds, clusters, other, years }, ground) => {
  it.each([...Object.values(kinds), ...clusters, other, ...years])('%s stands out from the ground', (color) => {
    expect(contrast(color, ground)).toBeGreaterThanOrEqual(3);
  });

  it('no two clusters look alike', () => {
    const pairs = clusters.flatMap((one, at) => clusters.slice(0, at).map((two) => [distance(one, two), one, two] as const));
    expect(pairs.filter(([far]) => far < 15)).toEqual([]);
  });
});
