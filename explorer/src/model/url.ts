/** The view as a query string and back. What cannot be read is left out: a damaged link still shows the rest. */

import type { ColorBy, Expansion, Filters, Kind, Relation, SizeBy, View } from './types';
import { EMPTY, MOST_NEIGHBORS, NO_FILTERS, kindOf } from './view';

const CODES: Readonly<Record<Relation, string>> = {
  CO_AUTHORED_WITH: 'co',
  AUTHORED: 'au',
  CITES: 'ci',
  ABOUT: 'ab',
  PUBLISHED_IN: 'pu',
  AFFILIATED_WITH: 'af',
  WORKS_ON: 'wo',
  SUBTOPIC_OF: 'su',
  PART_OF: 'pa',
  SUCCEEDED_BY: 'sb',
  MEMBER_OF: 'me',
  DESCENDS_FROM: 'de',
  POSSIBLY_SAME_AS: 'po',
};
const RELATIONS = new Map(Object.entries(CODES).map(([relation, code]) => [code, relation as Relation]));
const KINDS: readonly Kind[] = ['AUTHOR', 'PAPER', 'TOPIC', 'INSTITUTION', 'VENUE', 'CLUSTER'];
const COLORS: readonly ColorBy[] = ['kind', 'cluster', 'year'];
const SIZES: readonly SizeBy[] = ['papers', 'strength', 'same'];
/** Of an address, so that one made by hand does not ask for everything at once. */
const MOST_ROOTS = 100;
const MOST_STEPS = 300;
/** Characters of the text filter that an address keeps. */
export const LONGEST_TEXT = 200;

/** Sorted by meaning, not by chance: the same view has the same address. `''` for the empty view. */
export function toSearch(view: View): string {
  const { filters } = view;
  const parts: [string, string][] = [
    ['roots', view.roots.join(',')],
    ['steps', view.expansions.map(writeStep).join(',')],
    ['without', view.dismissed.join(',')],
    ['pins', Object.entries(view.pins).map(([id, pin]) => [id, ...pin].join('_')).join(',')],
    ['path', view.path ? `${view.path.from},${view.path.to}` : ''],
    ['cluster', view.cluster ?? ''],
    ['from', String(filters.fromYear ?? '')],
    ['to', String(filters.toYear ?? '')],
    ['strength', filters.minStrength === 0 ? '' : String(filters.minStrength)],
    ['text', filters.text],
    ['hide', filters.hiddenKinds.join(',').toLowerCase()],
    ['color', view.colorBy === EMPTY.colorBy ? '' : view.colorBy],
    ['size', view.sizeBy === EMPTY.sizeBy ? '' : view.sizeBy],
    ['selected', view.selected ?? ''],
  ];
  const written = parts.filter(([, value]) => value !== '').map(([name, value]) => `${name}=${escape(value)}`);
  // Told apart from an address that only names roots, which the explorer opens up by itself.
  if (view.roots.length > 0 && view.expansions.length === 0) written.splice(1, 0, 'steps=');
  return written.length === 0 ? '' : `?${written.join('&')}`;
}

export interface Read {
  readonly view: View;
  /** The address names roots and says nothing about how far they are walked. */
  readonly bare: boolean;
}

export function fromSearch(search: string): Read {
  const parameters = new URLSearchParams(search);
  const list = (name: string): string[] => (parameters.get(name) ?? '').split(',').filter(Boolean);
  const ids = (name: string): string[] => [...new Set(list(name).filter((id) => kindOf(id) !== null))];
  const view: View = {
    roots: ids('roots').slice(0, MOST_ROOTS),
    expansions: list('steps').map(readStep).filter((step) => step !== null).slice(0, MOST_STEPS),
    dismissed: ids('without'),
    pins: Object.fromEntries(list('pins').map(readPin).filter((pin) => pin !== null)),
    path: readPath(list('path')),
    cluster: ids('cluster').find((id) => kindOf(id) === 'CLUSTER') ?? null,
    filters: readFilters(parameters, list('hide')),
    colorBy: COLORS.find((each) => each === parameters.get('color')) ?? EMPTY.colorBy,
    sizeBy: SIZES.find((each) => each === parameters.get('size')) ?? EMPTY.sizeBy,
    selected: ids('selected')[0] ?? null,
  };
  return { view, bare: view.roots.length > 0 && !parameters.has('steps') };
}

/** Like encodeURIComponent, but a comma may stand, and half a character, which would throw, gives way to U+FFFD. */
function escape(value: string): string {
  return encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\ufffd')).replaceAll('%2C', ',');
}

function writeStep({ id, relations, first }: Expansion): string {
  if (relations === null) return `${id}.all${first}`;
  return `${id}.${relations.map((relation) => CODES[relation]).join('')}${relations.length > 0 ? first : ''}`;
}

function readStep(text: string): Expansion | null {
  const [, id = '', codes = '', digits = ''] = /^(\w+)\.([a-z]*)(\d*)$/.exec(text) ?? [];
  if (kindOf(id) === null) return null;
  if (codes === '') return { id, relations: [], first: 0 };
  const first = Math.min(Number(digits), MOST_NEIGHBORS);
  if (first < 1) return null;
  if (codes === 'all') return { id, relations: null, first };
  const relations = (codes.match(/../g) ?? []).map((code) => RELATIONS.get(code)).filter((each) => each !== undefined);
  return relations.length > 0 ? { id, relations: [...new Set(relations)], first } : null;
}

function readPin(text: string): [string, readonly [number, number, number]] | null {
  const [id = '', ...numbers] = text.split('_');
  const [x, y, after] = numbers.map((each) => (/^-?\d{1,6}$/.test(each) ? Number(each) : NaN));
  if (kindOf(id) === null || numbers.length !== 3 || after === undefined || after < 0) return null;
  return x === undefined || y === undefined || Number.isNaN(x + y + after) ? null : [id, [x, y, after]];
}

function readPath([from = '', to = '']: readonly string[]): View['path'] {
  return kindOf(from) !== null && kindOf(to) !== null && from !== to ? { from, to } : null;
}

function readFilters(parameters: URLSearchParams, hidden: readonly string[]): Filters {
  const year = (name: string): number | null => {
    const text = parameters.get(name) ?? '';
    return /^\d{4}$/.test(text) ? Number(text) : null;
  };
  const strength = Number(parameters.get('strength'));
  return {
    ...NO_FILTERS,
    fromYear: year('from'),
    toYear: year('to'),
    minStrength: Number.isFinite(strength) && strength > 0 ? strength : 0,
    text: (parameters.get('text') ?? '').slice(0, LONGEST_TEXT),
    hiddenKinds: KINDS.filter((kind) => hidden.includes(kind.toLowerCase())),
  };
}
