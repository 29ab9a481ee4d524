/** The keyboard: one table that the handler obeys and the help lists. */
import { store } from '../model/store';
import { dismissOne, pathFromHere, toggleExpansion, togglePin } from './actions';
import { isSingle, nameOf } from './keynames';
import { focusOn, helpOpen, menuByKey, openDetails, openPane, ROWS, singleKeys, toGraph } from './ui';

export interface Shortcut {
  /** As it is written: `Ctrl+K`, `?`, `E`. The first one is shown in menus. */
  readonly keys: readonly string[];
  readonly words: string;
  readonly run: () => void;
}

export interface Group {
  readonly title: string;
  readonly shortcuts: readonly Shortcut[];
}

function withSelected(run: (id: string) => void): () => void {
  return () => {
    const id = store.view.value.selected;
    // An address may choose somebody who is not, or no longer, in the graph.
    if (id !== null && store.nodes.value.has(id)) run(id);
  };
}

function goToDetails(): void {
  openDetails();
  focusOn('#details-name');
}

export const EVERYWHERE: Group = {
  title: 'Everywhere',
  shortcuts: [
    { keys: ['/', 'Ctrl+K'], words: 'Search', run: () => focusOn('[data-field="search"]') },
    { keys: ['?'], words: 'This help', run: () => (helpOpen.value = true) },
    { keys: ['Ctrl+Z'], words: 'Undo', run: () => store.undo() },
    { keys: ['Ctrl+Y', 'Ctrl+Shift+Z'], words: 'Redo', run: () => store.redo() },
    { keys: ['F'], words: 'Fit to the window', run: () => store.fit() },
    { keys: ['+'], words: 'Zoom in', run: () => store.zoom(1.4) },
    { keys: ['-'], words: 'Zoom out', run: () => store.zoom(1 / 1.4) },
    { keys: ['G'], words: 'Go to the graph', run: toGraph },
    { keys: ['L'], words: 'Go to the list', run: () => openPane('list', ...ROWS) },
    { keys: ['T'], words: 'Go to the filters', run: () => openPane('filters', '[data-field="text-filter"]') },
    { keys: ['W'], words: 'Path between two people', run: () => openPane('path', '[data-field="path-from"]') },
    { keys: ['D'], words: 'Go to the details', run: goToDetails },
  ],
};

export const CHOSEN: Group = {
  title: 'The chosen node',
  shortcuts: [
    { keys: ['E'], words: 'Expand or collapse', run: withSelected(toggleExpansion) },
    { keys: ['C'], words: 'Collapse', run: withSelected((id) => store.collapse(id)) },
    { keys: ['P'], words: 'Pin or unpin', run: withSelected(togglePin) },
    { keys: ['H', 'Delete'], words: 'Dismiss', run: withSelected(dismissOne) },
    { keys: ['O'], words: 'Dismiss others', run: withSelected((id) => store.dismissOthers([id])) },
    { keys: ['R'], words: 'Path from here', run: withSelected(pathFromId) },
    { keys: ['Shift+F10', 'ContextMenu'], words: 'Menu', run: menuByKey },
    { keys: ['Escape'], words: 'Choose nothing', run: () => store.select(null) },
  ],
};

function pathFromId(id: string): void {
  const node = store.nodes.value.get(id);
  if (node?.kind === 'AUTHOR') pathFromHere(node);
}

type Near = readonly (readonly [readonly string[], string])[];

/** On the canvas alone; the canvas itself obeys these. */
export const CANVAS_KEYS: Near = [
  [['←', '→', '↑', '↓'], 'Walk to the neighbor in that direction'],
  [['Enter'], 'Expand'],
];

/** In the list, which is one stop of Tab, as is the toolbar; they obey these themselves. */
export const LIST_KEYS: Near = [
  [['↑', '↓'], 'Row above, below; above the first the columns to sort by'],
  [['Home', 'End'], 'First, last row'],
  [['←', '→'], 'Column to sort by'],
  [['Enter'], 'Choose, or sort'],
];

export const TOOLBAR_KEYS: Near = [
  [['←', '→'], 'Button before, after'],
  [['Home', 'End'], 'First, last button'],
];

const MAC = navigator.platform.startsWith('Mac');

const BY_NAME: ReadonlyMap<string, Shortcut> = new Map(
  [...EVERYWHERE.shortcuts, ...CHOSEN.shortcuts]
    .flatMap((shortcut) => shortcut.keys.map((key) => [key, shortcut] as const))
    // Command-Y is the browser's history there.
    .filter(([key]) => !(MAC && key === 'Ctrl+Y')),
);

function typesText(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input:not([type="range"], [type="radio"], [type="checkbox"]), textarea, select') !== null;
}

/** Obeys the table; keys that something nearer has taken are left alone. */
export function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || helpOpen.value || document.querySelector('dialog[open]')) return;
  const name = nameOf(event, MAC);
  const shortcut = BY_NAME.get(name);
  if (!shortcut) return;
  if (isSingle(name) && !singleKeys.value) return;
  if (typesText(event.target) && name !== 'Ctrl+K') return;
  event.preventDefault();
  shortcut.run();
}
