/** The colors of the canvas, by the light or dark scheme that the reader prefers. */

import { type ReadonlySignal, signal } from '@preact/signals';
import { DARK, LIGHT, type Palette } from '../model/look';

export interface Theme {
  readonly palette: Palette;
  readonly ink: string;
  readonly paper: string;
  readonly muted: string;
  readonly accent: string;
  /** Weak and strong ties. */
  readonly ties: readonly [string, string];
}

const THEMES: Readonly<Record<'light' | 'dark', Theme>> = {
  light: {
    palette: LIGHT,
    ink: '#1b2430',
    paper: '#ffffff',
    muted: '#5b6875',
    accent: '#0b5cad',
    ties: ['#d9e0e6', '#8795a3'],
  },
  dark: {
    palette: DARK,
    ink: '#e6ebf0',
    paper: '#12171d',
    muted: '#9aa7b4',
    accent: '#6cb2f5',
    ties: ['#2b343d', '#5d6b79'],
  },
};

const dark = matchMedia('(prefers-color-scheme: dark)');
const current = signal(now());
dark.addEventListener('change', () => {
  current.value = now();
});

export const theme: ReadonlySignal<Theme> = current;

function now(): Theme {
  return THEMES[dark.matches ? 'dark' : 'light'];
}

/** Whether things may glide to their places. */
export function mayMove(): boolean {
  return !matchMedia('(prefers-reduced-motion: reduce)').matches;
}
