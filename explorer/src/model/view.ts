/** Steps from one view to the next, as pure functions: nothing here asks or draws. */

import type { Expansion, Filters, Kind, Relation, View } from './types';

export const NO_FILTERS: Filters = { fromYear: null, toYear: null, minStrength: 0, text: '', hiddenKinds: [] };

export const EMPTY: View = {
  roots: [],
  expansions: [],
  dismissed: [],
  pins: {},
  path: null,
  cluster: null,
  filters: NO_FILTERS,
  colorBy: 'kind',
  sizeBy: 'papers',
  selected: null,
};

/** Neighbors over one kind of edge that the service gives at most. */
export const MOST_NEIGHBORS = 100;

const LETTERS: Readonly<Record<string, Kind>> = {
  A: 'AUTHOR',
  P: 'PAPER',
  T: 'TOPIC',
  I: 'INSTITUTION',
  V: 'VENUE',
  C: 'CLUSTER',
};

/** The kind that an id's letter names; null for what is no id. */
export function kindOf(id: string): Kind | null {
  return /^[APTIVC][0-9A-HJKMNP-TV-Z]{16}$/.test(id) ? (LETTERS[id.charAt(0)] ?? null) : null;
}

type Walk = readonly (readonly [Relation, number])[];

/** What "expand" brings: the relation that matters most in full, a few of those that say what somebody is about. */
const WALKS: Readonly<Record<Kind, Walk>> = {
  AUTHOR: [['CO_AUTHORED_WITH', 25], ['WORKS_ON', 4], ['AFFILIATED_WITH', 2]],
  PAPER: [['AUTHORED', 25], ['ABOUT', 4], ['PUBLISHED_IN', 2], ['CITES', 10]],
  TOPIC: [['WORKS_ON', 25], ['SUBTOPIC_OF', 10]],
  INSTITUTION: [['AFFILIATED_WITH', 25], ['PART_OF', 10]],
  VENUE: [['PUBLISHED_IN', 25]],
  CLUSTER: [['MEMBER_OF', 50], ['DESCENDS_FROM', 10]],
};

/** The expansions that "expand" adds for a node, or those over `relations`. */
export function steps(id: string, relations?: readonly Relation[], first = 25): readonly Expansion[] {
  if (relations) return relations.map((relation) => ({ id, relations: [relation], first }));
  const kind = kindOf(id);
  return kind === null ? [] : WALKS[kind].map(([relation, most]) => ({ id, relations: [relation], first: most }));
}

function sameExpansion(one: Expansion, other: Expansion): boolean {
  return one.id === other.id && one.first === other.first && String(one.relations) === String(other.relations);
}

export function withExpansions(view: View, added: readonly Expansion[]): View {
  const fresh = added.filter((step) => !view.expansions.some((known) => sameExpansion(known, step)));
  return fresh.length === 0 ? view : { ...view, expansions: [...view.expansions, ...fresh] };
}

/** Puts nodes in, keeping the order of arrival. */
export function withRoots(view: View, ids: readonly string[]): View {
  const fresh = [...new Set(ids)].filter((id) => kindOf(id) !== null && !view.roots.includes(id));
  const back = view.dismissed.filter((id) => !ids.includes(id));
  if (fresh.length === 0 && back.length === view.dismissed.length) return view;
  const next = { ...view, roots: [...view.roots, ...fresh], dismissed: back };
  return fresh.reduce(arrived, next);
}

/** A view that only names roots, opened up. */
export function opening(view: View): View {
  return view.roots.reduce((next, id) => withExpansions(next, steps(id)), view);
}

/** Puts a node in that is walked on from at once: its first step tells when it came. */
export function rooted(view: View, id: string): View {
  return { ...withRoots({ ...view, expansions: [] }, [id]), expansions: view.expansions };
}

/** Remembers when a node came in, where that is not told by the order of roots alone. */
export function arrived(view: View, id: string): View {
  return view.expansions.length === 0 ? view : withExpansions(view, [{ id, relations: [], first: 0 }]);
}

export function isExpanded(view: View, id: string): boolean {
  return view.expansions.some((step) => step.id === id && step.relations?.length !== 0);
}

/** How many neighbors over a relation the view asks for; 0 where it does not. */
export function asked(view: View, id: string, relation: Relation): number {
  return view.expansions
    .filter((step) => step.id === id && (step.relations === null || step.relations.includes(relation)))
    .reduce((most, step) => Math.max(most, step.first), 0);
}

/** Drops the expansions that `keep` refuses; pins keep their place in the order of those that stay. */
export function keepExpansions(view: View, keep: (step: Expansion) => boolean): View {
  const kept = view.expansions.map(keep);
  if (kept.every(Boolean)) return view;
  const left = (count: number): number => kept.slice(0, count).filter(Boolean).length;
  const pins = Object.entries(view.pins).map(([id, [x, y, after]]) => [id, [x, y, left(after)]] as const);
  return { ...view, expansions: view.expansions.filter((_, at) => kept[at]), pins: Object.fromEntries(pins) };
}

export function pinned(view: View, id: string, x: number, y: number): View {
  return { ...view, pins: { ...view.pins, [id]: [Math.round(x), Math.round(y), view.expansions.length] } };
}

export function unpinned(view: View, id: string): View {
  if (!(id in view.pins)) return view;
  const { [id]: _, ...pins } = view.pins;
  return { ...view, pins };
}

/** The same view where other ids answer for some of its own. */
export function renamed(view: View, names: ReadonlyMap<string, string>): View {
  if (names.size === 0) return view;
  const now = (id: string): string => names.get(id) ?? id;
  const all = (ids: readonly string[]): string[] => [...new Set(ids.map(now))];
  const path = view.path && { from: now(view.path.from), to: now(view.path.to) };
  return {
    ...view,
    roots: all(view.roots),
    expansions: view.expansions.map((step) => ({ ...step, id: now(step.id) })),
    dismissed: all(view.dismissed),
    pins: Object.fromEntries(Object.entries(view.pins).map(([id, pin]) => [now(id), pin])),
    // The two may have become one.
    path: path?.from === path?.to ? null : path,
    cluster: view.cluster && now(view.cluster),
    selected: view.selected && now(view.selected),
  };
}

/** Whether two views ask the service for the same: they differ in what is shown of it at most. */
export function sameData(one: View, other: View): boolean {
  return (
    one.roots === other.roots &&
    one.expansions === other.expansions &&
    one.path === other.path &&
    one.cluster === other.cluster
  );
}
