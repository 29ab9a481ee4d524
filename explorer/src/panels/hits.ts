/** Search hits, and the words that tell one from another of the same name. */
import { ask } from '../api/ask';
import { FIND_NODES } from '../api/documents';
import type { ResultOf } from '../api/graphql';
import type { Kind } from '../model/types';
import { LEVELS } from '../model/words';
import { counted, years } from './words';

export type Hit = ResultOf<typeof FIND_NODES>['search']['nodes'][number];

export async function findNodes(text: string, kinds: readonly Kind[] | undefined, signal: AbortSignal): Promise<readonly Hit[]> {
  const answer = await ask(FIND_NODES, { text, kinds: kinds ? [...kinds] : null, first: 8 }, signal);
  return answer.search.nodes;
}

/** The line below the name: what is known. Where it is too long its end is cut, so the short parts come first. */
export function hitLine(hit: Hit): string[] {
  const span = years(hit.firstYear, hit.lastYear);
  const papers = hit.paperCount === null ? '' : counted(hit.paperCount, 'paper');
  const node = hit.node;
  switch (node.__typename) {
    case 'Author':
      return personLine(hit, hit.affiliation, node.topics);
    case 'Paper':
      return some([span, hit.authors.join(', '), node.venue?.acronym ?? node.venue?.name ?? '']);
    case 'Topic':
      return some([papers, node.level ?? '', node.scheme]);
    case 'Institution':
      return some([node.city ?? '', node.countryCode ?? '', papers]);
    case 'Venue':
      return some([node.acronym ?? '', node.type ?? '', papers]);
    case 'Cluster':
      return some([LEVELS[node.grain], counted(node.size, 'member'), papers, span]);
  }
}

interface Figures {
  readonly paperCount: number | null;
  readonly firstYear: number | null;
  readonly lastYear: number | null;
}

/** The same of a person who was not searched for. */
export function personLine(
  { paperCount, firstYear, lastYear }: Figures,
  affiliation: string | null | undefined,
  topics: readonly { readonly topic: { readonly name: string } }[],
): string[] {
  const papers = paperCount === null ? '' : counted(paperCount, 'paper');
  return some([papers, years(firstYear, lastYear), affiliation ?? '', topics.map(({ topic }) => topic.name).join(', ')]);
}

function some(parts: readonly string[]): string[] {
  return parts.filter((part) => part !== '');
}
