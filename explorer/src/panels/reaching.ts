/** How many neighbors a node has in the whole graph, over each relation. */
import { ask } from '../api/ask';
import { REACH } from '../api/documents';
import type { Relation } from '../model/types';
import { useAnswer, type Answer } from './answer';

/** Of each relation; one that is missing has none. */
export interface ReachCounts {
  get(relation: Relation): number;
}

/** null asks nothing. */
export function useReach(id: string | null): Answer<ReachCounts> {
  return useAnswer(id === null ? null : `reach ${id}`, async (signal) => {
    const { neighborhood } = await ask(REACH, { id: id ?? '' }, signal);
    const totals = new Map(neighborhood.counts.map((one) => [one.kind, one.total]));
    return { get: (relation) => totals.get(relation) ?? 0 };
  });
}
