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

/** The line below the name: what is known, most telling first. */
export function hitLine(hit: Hit): string[] {
  const span = years(hit.firstYear, hit.lastYear);
  const papers = hit.paperCount === null ? '' : counted(hit.paperCount, 'paper');
  const node = hit.node;
  switch (node.__typename) {
    case 'Author':
      return some([hit.affiliation ?? '', papers, span, node.topics.map((one) => one.topic.name).join(', ')]);
    case 'Paper':
      return some([hit.authors.join(', '), span, node.venue?.acronym ?? node.venue?.name ?? '']);
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

function some(parts: readonly string[]): string[] {
  return parts.filter((part) => part !== '');
}
