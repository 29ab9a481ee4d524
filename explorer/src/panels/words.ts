/**
 * How things are called on the screen: kinds, relations, years, numbers, and the judgments about people and
 * clusters in plain words. Pure, so that every sentence a reader sees can be tested.
 */
import type { Total } from '../model/graph';
import type { Kind, Level, Relation } from '../model/types';
import { listed } from '../model/words';

export const KINDS: readonly Kind[] = ['AUTHOR', 'PAPER', 'TOPIC', 'INSTITUTION', 'VENUE', 'CLUSTER'];

interface Name {
  readonly one: string;
  readonly many: string;
}

export const KIND_NAMES: Readonly<Record<Kind, Name & { readonly path: string }>> = {
  AUTHOR: { one: 'person', many: 'people', path: 'authors' },
  PAPER: { one: 'paper', many: 'papers', path: 'papers' },
  TOPIC: { one: 'topic', many: 'topics', path: 'topics' },
  INSTITUTION: { one: 'institution', many: 'institutions', path: 'institutions' },
  VENUE: { one: 'venue', many: 'venues', path: 'venues' },
  CLUSTER: { one: 'cluster', many: 'clusters', path: 'clusters' },
};

/** What a node of a kind reaches over each relation, and of which kind that is, in the order in which it is offered. */
export const REACHES: Readonly<Record<Kind, readonly (readonly [Relation, string, Kind])[]>> = {
  AUTHOR: [
    ['CO_AUTHORED_WITH', 'collaborators', 'AUTHOR'],
    ['AUTHORED', 'papers', 'PAPER'],
    ['WORKS_ON', 'topics', 'TOPIC'],
    ['AFFILIATED_WITH', 'institutions', 'INSTITUTION'],
    ['MEMBER_OF', 'clusters', 'CLUSTER'],
    ['POSSIBLY_SAME_AS', 'possible doubles', 'AUTHOR'],
  ],
  PAPER: [
    ['AUTHORED', 'authors', 'AUTHOR'],
    ['CITES', 'references and citing papers', 'PAPER'],
    ['ABOUT', 'topics', 'TOPIC'],
    ['PUBLISHED_IN', 'venues', 'VENUE'],
  ],
  TOPIC: [
    ['WORKS_ON', 'people', 'AUTHOR'],
    ['ABOUT', 'papers', 'PAPER'],
    ['SUBTOPIC_OF', 'broader and narrower topics', 'TOPIC'],
  ],
  INSTITUTION: [
    ['AFFILIATED_WITH', 'people', 'AUTHOR'],
    ['PART_OF', 'parts and parents', 'INSTITUTION'],
    ['SUCCEEDED_BY', 'predecessors and successors', 'INSTITUTION'],
  ],
  VENUE: [['PUBLISHED_IN', 'papers', 'PAPER']],
  CLUSTER: [
    ['MEMBER_OF', 'members', 'AUTHOR'],
    ['DESCENDS_FROM', 'earlier and later clusters', 'CLUSTER'],
  ],
};

/** Address of the page of a node. */
export function pageOf(kind: Kind, id: string): string {
  return `/${KIND_NAMES[kind].path}/${encodeURIComponent(id)}`;
}

const NUMBERS = new Intl.NumberFormat('en');

export function count(value: number): string {
  return NUMBERS.format(value);
}

/** "1 paper", "1,204 papers". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** "2010–2024", "2024", "since 2010", "until 2024", or "" where nothing is known. */
export function years(first: number | null | undefined, last: number | null | undefined): string {
  if (first == null && last == null) return '';
  if (first == null) return `until ${last}`;
  if (last == null) return `since ${first}`;
  return first === last ? String(first) : `${first}–${last}`;
}

/** A strength as it is shown: two digits that matter. */
export function strength(value: number): string {
  return value >= 100 ? count(Math.round(value)) : value >= 10 ? value.toFixed(0) : value.toFixed(value >= 1 ? 1 : 2);
}

export function percent(share: number): string {
  const value = share * 100;
  if (value > 0 && value < 1) return 'under 1%';
  if (value < 100 && value > 99) return 'over 99%';
  return `${Math.round(value)}%`;
}

export type Evidence = 'ASSERTED' | 'MATCHED' | 'NAME_ONLY';

export interface Attributed {
  readonly evidence: Evidence;
  readonly authorships: number;
}

const EVIDENCE: Readonly<Record<Evidence, string>> = {
  ASSERTED: 'by an id or a decision',
  MATCHED: 'by more than the name',
  NAME_ONLY: 'by the name alone',
};

/** How the papers came to a person: "40 papers by an id or a decision, 12 by the name alone." */
export function evidenceWords(shares: readonly Attributed[]): string {
  const told = shares.filter((one) => one.authorships > 0);
  if (told.length === 0) return 'No paper is attributed to this person.';
  const parts = told.map((one, at) => {
    const many = at === 0 ? counted(one.authorships, 'paper') : count(one.authorships);
    return `${many} ${EVIDENCE[one.evidence]}`;
  });
  return `Attributed: ${parts.join(', ')}.`;
}

export interface Risk {
  readonly concern: 'none' | 'some' | 'much';
  readonly text: string;
}

/** Below it nothing speaks for several people: what the graph gives a person of whom only a computed id is known. */
const LEAST_RISK = 0.05;

/** Whether the papers may belong to several people; where nothing says so, by what they hold together. */
export function riskWords(mergeRisk: number | null, strongest: Evidence | null): Risk {
  if (mergeRisk !== null && mergeRisk >= 0.5) return { concern: 'much', text: 'These papers probably belong to several people.' };
  if (mergeRisk !== null && mergeRisk >= 0.2) return { concern: 'some', text: 'These papers may belong to several people.' };
  if (mergeRisk !== null && mergeRisk >= LEAST_RISK)
    return { concern: 'some', text: 'A few of these papers may belong to somebody else of the same name.' };
  return { concern: 'none', text: heldTogether(strongest) };
}

function heldTogether(strongest: Evidence | null): string {
  switch (strongest) {
    case 'ASSERTED':
      return 'An id that somebody claimed or checked stands behind this person.';
    case 'MATCHED':
      return 'More than the name ties these papers together; no claimed id stands behind this person.';
    case 'NAME_ONLY':
      return 'Only the name ties these papers together. Nothing suggests that they are of several people.';
    case null:
      return 'Nothing is known about how these papers came together.';
  }
}

export type AffiliationStatus = 'KNOWN' | 'SOURCE_SILENT' | 'NOT_IMPORTED' | 'CONFLICTING';

export const AFFILIATION_WORDS: Readonly<Record<AffiliationStatus, string>> = {
  KNOWN: 'Institutions are known from papers or from a source’s profile.',
  SOURCE_SILENT: 'The sources say nothing about this person’s affiliations.',
  NOT_IMPORTED: 'Papers print affiliations, but none of them leads to an institution in this graph.',
  CONFLICTING: 'The sources contradict each other about this person’s affiliations.',
};

export interface Quality {
  readonly internalShare: number | null;
  readonly conductance: number | null;
  readonly isWellConnected: boolean | null;
  readonly seedAgreement: number | null;
}

/** How far a cluster can be trusted, as sentences; empty where nothing was measured. */
export function qualityWords(quality: Quality): string[] {
  const said: string[] = [];
  if (quality.internalShare !== null) said.push(inside(quality.internalShare));
  if (quality.isWellConnected !== null)
    said.push(
      quality.isWellConnected
        ? 'Well connected: no few ties hold it together.'
        : 'Loosely connected: cutting a few ties takes it apart.',
    );
  if (quality.seedAgreement !== null) said.push(`${agreement(quality.seedAgreement)} (${percent(quality.seedAgreement)} agreement between runs).`);
  return said;
}

function inside(share: number): string {
  if (share >= 0.5) return `Most of the members’ ties stay inside (${percent(share)}).`;
  if (share >= 0.2) return `Part of the members’ ties stay inside (${percent(share)}).`;
  return `Few of the members’ ties stay inside (${percent(share)}): a hint, not a team.`;
}

function agreement(value: number): string {
  if (value >= 0.9) return 'Stable: other runs find nearly the same people together';
  if (value >= 0.6) return 'Fairly stable: other runs keep most of these people together';
  return 'Unstable: other runs group these people differently';
}

export const LEVEL_WORDS: Readonly<Record<Level, string>> = {
  FIELD: 'Field: the coarsest division',
  GROUP: 'Group: people who work together more than with others',
  CORE: 'Core: the well-connected part of a group',
};

export type NoPath = 'NO_PATH_WITHIN_LENGTH' | 'NODE_BUDGET' | 'DEADLINE' | 'UNKNOWN_NODE';

/** Why no path was found, said so that "none exists" and "we stopped looking" are told apart. */
export function noPathWords(reason: NoPath, maxLength: number): string {
  switch (reason) {
    case 'NO_PATH_WITHIN_LENGTH':
      return `No chain of at most ${maxLength} co-authorships links these two people. A longer one was not looked for.`;
    case 'NODE_BUDGET':
      return 'The search was stopped: too many people would have to be looked at. There may be a path.';
    case 'DEADLINE':
      return 'The search was stopped: it took too long. There may be a path.';
    case 'UNKNOWN_NODE':
      return 'One of the two people is not in this graph.';
  }
}

/** Neighbors of one kind that were asked for. */
export interface Part {
  readonly kind: Kind;
  readonly shown: number;
  readonly total: number;
}

/** Of what was brought in from a node of a kind, over one relation, the kind of nodes and how many there are. */
export function partOf(from: Kind, { relation, shown, total }: Total): Part | null {
  const reached = REACHES[from].find(([each]) => each === relation);
  return reached ? { kind: reached[2], shown, total } : null;
}

/**
 * What is on the screen against what there is: "Showing 31 of up to 359 nodes", "320 people and 8 topics left out".
 * `parts` are per expanded node and relation; they may overlap, so that their sum is only an upper bound.
 */
export function honesty(shown: number, loaded: number, parts: readonly Part[]): readonly string[] {
  const left = KINDS.flatMap((kind) => {
    const many = parts.reduce((sum, one) => (one.kind === kind ? sum + Math.max(0, one.total - one.shown) : sum), 0);
    return many > 0 ? [{ kind, many }] : [];
  });
  const hidden = loaded - shown;
  const filtered = hidden > 0 ? [`${count(hidden)} filtered out`] : [];
  if (left.length === 0) {
    const all = hidden > 0 ? `${count(shown)} of ` : loaded > 1 ? 'all ' : '';
    return [`Showing ${all}${counted(loaded, 'node')}`, ...filtered];
  }
  const known = left.reduce((sum, { many }) => sum + many, loaded);
  const kinds = listed(left.map(({ kind, many }) => counted(many, KIND_NAMES[kind].one, KIND_NAMES[kind].many)));
  return [`Showing ${count(shown)} of up to ${counted(known, 'node')}`, `${kinds} left out`, ...filtered];
}
