/** What a reader can do with a node: one list for the panel, the menu and the keys, so that none knows more. */
import { batch } from '@preact/signals';

import { store } from '../model/store';
import type { GraphNode } from '../model/types';
import { focusOn, GRAPH, openPane, pathFrom, pathTo } from './ui';

export function isPinned(id: string): boolean {
  return id in store.view.value.pins;
}

export function togglePin(id: string): void {
  if (isPinned(id)) {
    store.unpin(id);
    return;
  }
  const place = store.position(id);
  if (place) store.pin(id, place.x, place.y);
}

export function toggleExpansion(id: string): void {
  if (store.isExpanded(id)) store.collapse(id);
  else store.expand(id);
}

/** Takes a node away; the focus, where it went with the node, goes to the next row of the list or to the graph. */
export function dismissOne(id: string): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const next = at < 0 ? undefined : (rows[at + 1] ?? rows[at - 1])?.dataset['row'];
  store.dismiss([id]);
  setTimeout(() => {
    if (document.activeElement === document.body) focusOn(...(next === undefined ? [GRAPH] : [`[data-row="${next}"]`, GRAPH]));
  });
}

/** Starts the path form at this person, and asks for the other one. */
export function pathFromHere(node: GraphNode): void {
  batch(() => {
    pathFrom.value = { id: node.id, name: node.name };
    if (pathTo.value?.id === node.id) pathTo.value = null;
  });
  openPane('path', '[data-field="path-to"]');
}

/** Chooses a node; one that is not there yet comes in with its neighbors. */
export function show(id: string): void {
  if (store.nodes.value.has(id)) store.select(id);
  else if (store.view.value.dismissed.includes(id)) store.addRoots([id]);
  else store.expand(id);
}

/** Shows all members of a cluster, and its panel instead of that of a chosen node. */
export function openCluster(id: string): void {
  store.select(null);
  store.showCluster(id);
}

/** Gives up what is loading: back to what was there before. */
export function cancel(): void {
  if (store.canUndo.value) store.undo();
  else store.clear();
}
