/** Papers as BibTeX, for reference managers and LaTeX. */

import { citationKeys, type Cited } from './citekey';
import { provenance, type Picture } from './picture';
import { printable } from './text';

/** What an entry is made of. */
export interface Reference {
  readonly id: string;
  readonly title: string;
  readonly year: number | null;
  readonly type: string | null;
  readonly doi: string | null;
  readonly url: string | null;
  readonly authors: readonly string[];
  /** Of the first author, where it is known. */
  readonly family: string | null;
  /** False: the paper has more authors than are named here. */
  readonly hasAllAuthors: boolean;
  readonly venue: { readonly name: string; readonly type: string | null } | null;
}

const LATEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
};

/** Text for between braces: what LaTeX would run is shown instead, and lines are one. */
function latex(text: string): string {
  return printable(text)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\{}~^]/g, (found) => LATEX[found] ?? found)
    .replace(/[$&%#_]/g, '\\$&');
}

/** Web addresses stand in \url, where only what would end or unbalance a value has to go. */
function address(text: string): string {
  return printable(text).replace(/[\s\\{}%]/g, encodeURIComponent);
}

/** A name as BibTeX takes it whole: " and " within one would make it two people. */
function person(name: string): string {
  const text = latex(name);
  return /\sand\s/i.test(` ${text} `) || text.split(',').length > 3 ? `{${text}}` : text;
}

type Entry = 'article' | 'inproceedings' | 'incollection' | 'book' | 'misc';

function entry({ type, venue }: Reference): Entry {
  if (type === 'book') return 'book';
  if (type === 'chapter') return 'incollection';
  if (venue === null || type === 'preprint' || type === 'dataset') return 'misc';
  return venue.type === 'journal' ? 'article' : 'inproceedings';
}

const VENUE_FIELD: Readonly<Record<Entry, string>> = {
  article: 'journal',
  inproceedings: 'booktitle',
  incollection: 'booktitle',
  book: 'series',
  misc: 'howpublished',
};

function written(reference: Reference, key: string): string {
  const kind = entry(reference);
  const people = [...reference.authors.map(person), ...(reference.hasAllAuthors ? [] : ['others'])];
  const fields: (readonly [string, string | null])[] = [
    ['title', `{${latex(reference.title)}}`],
    ['author', people.join(' and ') || null],
    ['year', reference.year === null ? null : String(reference.year)],
    [VENUE_FIELD[kind], reference.venue && latex(reference.venue.name)],
    ['doi', reference.doi && address(reference.doi)],
    ['url', reference.url && address(reference.url)],
    ['researchgraph', reference.id],
  ];
  const lines = fields.filter(([, value]) => value !== null).map(([name, value]) => `  ${name} = {${value}},`);
  return [`@${kind}{${key},`, ...lines, '}', ''].join('\n');
}

function first([name]: readonly string[], family: string | null): Cited['first'] {
  return name === undefined ? null : { name, family };
}

/** The whole file; where it is from stands first, outside of all entries, where BibTeX reads past it. */
export function bibtex(picture: Picture, references: readonly Reference[]): string {
  const told = provenance(picture).map(([name, value]) => `${name}: ${printable(value).replace(/[@\s]+/g, ' ')}`);
  const keys = citationKeys(references.map(({ authors, family, ...paper }) => ({ ...paper, first: first(authors, family) })));
  const entries = references.map((reference) => written(reference, keys.get(reference.id) ?? reference.id));
  return [...told.map((line) => `% ${line}`), '', ...entries].join('\n');
}
