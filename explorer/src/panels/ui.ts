/** What is open on the screen. None of it belongs to the view: a shared link opens with the panels as they come. */
import { computed, effect, signal, untracked } from '@preact/signals';

import { drawing } from '../model/drawing';
import { store } from '../model/store';
import type { Point } from '../model/types';

export type Pane = 'list' | 'filters' | 'path';

const WIDE = matchMedia('(min-width: 64em)');

/** Room for the pane and the details beside each other; else one of them is open at a time. */
const wide = signal(WIDE.matches);
WIDE.addEventListener('change', () => (wide.value = WIDE.matches));

/** The pane on the left; on a narrow screen a sheet. */
export const pane = signal<Pane | null>(null);

/** Whether the panel of the chosen node, or of the shown cluster, is open. */
export const details = signal(true);

/** Whether the details on a phone, which begin low so that the graph keeps its room, are drawn up. */
export const tall = signal(false);

/** Opens the details with every choice. */
export function followSelection(): void {
  const chosen = computed(() => store.view.value.selected ?? store.view.value.cluster);
  effect(() => {
    if (chosen.value !== null) untracked(openDetails);
  });
}

/** Opens the list with the first graph of a visit, where there is room beside it. */
export function openListOnce(): void {
  const stop = effect(() => {
    // At once when something is asked for: the canvas then has its size before there is something to draw.
    const { roots, path, cluster } = store.view.value;
    if (roots.length === 0 && path === null && cluster === null) return;
    queueMicrotask(() => stop());
    if (wide.peek() && pane.peek() === null) pane.value = 'list';
  });
}

/** Opens the path panel with every path that the view comes to: by a link, by undo and redo. */
export function followPath(): void {
  const ends = computed(() => {
    const { path } = store.view.value;
    return path && `${path.from} ${path.to}`;
  });
  effect(() => {
    if (ends.value !== null) untracked(() => pane.value !== 'path' && openPane('path'));
  });
}

export function openDetails(): void {
  details.value = true;
  if (wide.value || pane.value === null) return;
  // The pane from which somebody was chosen goes; the focus may have been in it.
  pane.value = null;
  focusOn('#details-name');
}

export const helpOpen = signal(false);

/** A point of the window. */
export interface MenuAt extends Point {
  /** The node, or null for the ground. */
  readonly id: string | null;
}

export const menuAt = signal<MenuAt | null>(null);

/** Opens the menu of a node beside the element that stands for it. */
export function menuBeside(id: string, element: Element): void {
  const box = element.getBoundingClientRect();
  menuAt.value = { id, x: box.left + 24, y: box.bottom };
}

/** Opens the menu of the row that has the focus, else over the graph: that of the chosen node, or of the ground. */
export function menuByKey(): void {
  const row = document.activeElement?.closest<HTMLElement>('[data-row]');
  const box = document.querySelector('[data-graph]')?.getBoundingClientRect();
  if (row?.dataset['row'] !== undefined) menuBeside(row.dataset['row'], row);
  else if (box) menuAt.value = { id: store.view.value.selected, x: box.left + box.width / 2, y: box.top + box.height / 3 };
}

export interface End {
  readonly id: string;
  readonly name: string;
}

/** A link to be copied by hand, where the browser keeps the clipboard from us. */
export const shareLink = signal<string | null>(null);

/** The two people of the path form. */
export const pathFrom = signal<End | null>(null);
export const pathTo = signal<End | null>(null);

const SINGLE_KEYS = 'explorer.single-keys';

/** Shortcuts of one character can be turned off: speech input would trigger them. */
export const singleKeys = signal(kept() !== 'off');

export function setSingleKeys(on: boolean): void {
  singleKeys.value = on;
  try {
    localStorage.setItem(SINGLE_KEYS, on ? 'on' : 'off');
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
}

function kept(): string | null {
  try {
    return localStorage.getItem(SINGLE_KEYS);
  } catch {
    return null;
  }
}

/**
 * Puts the focus on what the first selector finds that finds something, once what changed now is drawn. Somebody who
 * has gone elsewhere meanwhile is left there.
 */
export function focusOn(...selectors: readonly string[]): void {
  const before = document.activeElement;
  setTimeout(() => {
    const now = document.activeElement;
    if (now !== before && now !== document.body) return;
    for (const selector of selectors) {
      const found = document.querySelector<HTMLElement>(selector);
      if (!found) continue;
      found.focus();
      return;
    }
  });
}

/** Opens a pane and puts the focus into it, as `focusOn` does. */
export function openPane(next: Pane, ...focus: readonly string[]): void {
  pane.value = next;
  if (next === 'path') beginPath();
  if (!wide.value) details.value = false;
  focusOn(...focus);
}

/** The path form begins at the chosen person where it is empty. */
function beginPath(): void {
  const { selected, path } = store.view.value;
  const node = selected === null ? undefined : store.nodes.value.get(selected);
  if (path !== null || pathFrom.value !== null || node?.kind !== 'AUTHOR' || pathTo.value?.id === node.id) return;
  pathFrom.value = { id: node.id, name: node.name };
}

/** What on the canvas takes the focus. */
export const GRAPH = '[data-graph] [tabindex="0"]';

/** To the picture, or where there is none to the list. */
export function toGraph(): void {
  if (drawing.value === 'fine') focusOn(GRAPH);
  else openPane('list', ...ROWS);
}

/** Opens the list when there is no picture. */
export function followDrawing(): void {
  effect(() => {
    if (drawing.value !== 'fine') untracked(() => pane.value !== 'list' && openPane('list'));
  });
}

/** In the list: the row of the chosen node, the first row, or the heading. */
export const ROWS = ['[data-row][aria-current]', '[data-row]', '[data-pane]'] as const;
