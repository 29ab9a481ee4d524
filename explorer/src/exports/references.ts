/** Asks for what BibTeX needs of papers: those shown, then those of the selected person. */

import type { Ask } from '../api/ask';
import { AUTHOR_REFERENCES, REFERENCES } from '../api/documents';
import type { ResultOf } from '../api/graphql';
import { counted } from '../panels/words';
import type { Reference } from './bibtex';
import type { Picture } from './picture';

const AT_ONCE = 50;
/** Of the selected person; what one reader may ask a minute sets the bound. */
const PAGES = 10;

type Found = NonNullable<ResultOf<typeof AUTHOR_REFERENCES>['author']>['papers']['nodes'][number];

function reference({ authors, ...paper }: Found): Reference {
  return {
    ...paper,
    authors: authors.edges.map((edge) => edge.name),
    family: authors.edges[0]?.node.family ?? null,
    hasAllAuthors: !authors.pageInfo.hasNextPage,
  };
}

/** Each paper once, the newest first, then by title. Fails with an AskError, or an Error where there is no paper. */
export async function references(picture: Picture, ask: Ask): Promise<Reference[]> {
  const found = new Map<string, Reference>();
  const ids = picture.nodes.filter((node) => node.kind === 'PAPER').map((node) => node.id);
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const { nodes } = await ask(REFERENCES, { ids: ids.slice(from, from + AT_ONCE) });
    for (const node of nodes) if (node && 'title' in node) found.set(node.id, reference(node));
  }
  const selected = picture.nodes.find((node) => node.id === picture.view.selected);
  if (selected?.kind === 'AUTHOR') {
    for await (const each of papersOf(selected.id, ask)) found.set(each.id, each);
  }
  if (found.size === 0) throw new Error('No paper is shown: expand a person by papers, or select a person.');
  return [...found.values()].sort(
    (one, other) => (other.year ?? 0) - (one.year ?? 0) || one.title.localeCompare(other.title, 'en'),
  );
}

/** What the references are, for the toast and the file's name: `248 papers of Qun Liu`. */
export function contents({ nodes, view }: Picture, references: readonly Reference[]): string {
  const person = nodes.find((node) => node.id === view.selected && node.kind === 'AUTHOR');
  const papers = counted(references.length, 'paper');
  if (!person) return `${papers} shown`;
  return nodes.some((node) => node.kind === 'PAPER') ? `${papers}, shown or of ${person.name}` : `${papers} of ${person.name}`;
}

async function* papersOf(id: string, ask: Ask): AsyncGenerator<Reference> {
  let after: string | null = null;
  for (let page = 0; page < PAGES; page += 1) {
    const { author }: ResultOf<typeof AUTHOR_REFERENCES> = await ask(AUTHOR_REFERENCES, { id, after });
    if (author === null) return;
    yield* author.papers.nodes.map(reference);
    if (!author.papers.pageInfo.hasNextPage) return;
    after = author.papers.pageInfo.endCursor;
  }
}
