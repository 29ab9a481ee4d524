/** The menu of a node, or of the ground: by the right button, by Shift-F10 or the menu key. */
import { store } from '../model/store';
import type { GraphNode, Relation } from '../model/types';
import { fullName } from '../model/words';
import { asked, MOST_NEIGHBORS } from '../model/view';
import { dismissOne, isPinned, openCluster, pathFromHere, togglePin } from './actions';
import { Menu, type Item } from './Menu';
import { useReach, type ReachCounts } from './reaching';
import { menuAt, openPane } from './ui';
import { count, KIND_NAMES, pageOf, REACHES } from './words';

export function ContextMenu() {
  const at = menuAt.value;
  const node = at === null || at.id === null ? undefined : store.nodes.value.get(at.id);
  const reach = useReach(node?.id ?? null);
  if (at === null) return null;
  const close = (): void => {
    menuAt.value = null;
  };
  return (
    <Menu
      key={`${at.id} ${at.x} ${at.y}`}
      label={node ? `Actions for ${fullName(node)}` : 'Actions for the graph'}
      groups={node ? nodeItems(node, reach.value) : groundItems()}
      close={close}
      at={at}
    />
  );
}

function nodeItems(node: GraphNode, reach: ReachCounts | null): Item[][] {
  const { id, kind, cluster } = node;
  return [
    [
      store.isExpanded(id)
        ? { label: 'Collapse', sign: 'collapse', note: 'C', run: () => store.collapse(id) }
        : { label: 'Expand', sign: 'expand', note: 'E', run: () => store.expand(id) },
      ...REACHES[kind]
        .filter(([relation]) => (reach?.get(relation) ?? 1) > 0)
        .map(([relation, words]) => reachItem(id, relation, words, reach?.get(relation) ?? null)),
    ],
    [
      { label: 'Show details', sign: 'details', run: () => store.select(id) },
      ...(kind === 'AUTHOR' ? [{ label: 'Path from here', sign: 'path', note: 'R', run: () => pathFromHere(node) } as const] : []),
      ...(kind === 'CLUSTER' ? [{ label: 'Show members', sign: 'graph', run: () => openCluster(id) } as const] : []),
      ...(kind === 'AUTHOR' && cluster !== null
        ? [{ label: 'Show the cluster', sign: 'graph', run: () => openCluster(cluster) } as const]
        : []),
      { label: `Open the page of the ${KIND_NAMES[kind].one}`, sign: 'page', href: pageOf(kind, id) },
    ],
    [
      { label: isPinned(id) ? 'Unpin' : 'Pin', sign: 'pin', note: 'P', run: () => togglePin(id) },
      { label: 'Dismiss', sign: 'hide', note: 'H', run: () => dismissOne(id) },
      { label: 'Dismiss others', sign: 'only', note: 'O', run: () => store.dismissOthers([id]) },
    ],
  ];
}

function reachItem(id: string, relation: Relation, words: string, total: number | null): Item {
  const known = store.totals.value.get(id)?.find((one) => one.relation === relation);
  if (!known || known.shown === 0)
    return { label: `Add ${words}`, ...(total !== null && { note: count(total) }), run: () => store.expand(id, [relation]) };
  return {
    label: `More ${words}`,
    note: `${count(known.shown)} of ${count(known.total)}`,
    off: known.shown >= known.total || asked(store.view.value, id, relation) >= MOST_NEIGHBORS,
    run: () => store.more(id, relation),
  };
}

function groundItems(): Item[][] {
  return [
    [
      { label: 'Fit to the window', sign: 'fit', note: 'F', run: () => store.fit() },
      { label: 'Undo', sign: 'undo', note: 'Ctrl Z', off: !store.canUndo.value, run: () => store.undo() },
      { label: 'Redo', sign: 'redo', note: 'Ctrl Y', off: !store.canRedo.value, run: () => store.redo() },
    ],
    [
      { label: 'List', sign: 'list', run: () => openPane('list', '[data-pane]') },
      { label: 'Filters', sign: 'filters', run: () => openPane('filters', '[data-pane]') },
      { label: 'Path between two people', sign: 'path', run: () => openPane('path', '[data-field="path-from"]') },
    ],
    [{ label: 'Clear the graph', sign: 'clear', off: store.nodes.value.size === 0, run: () => store.clear() }],
  ];
}
