/** Nodes and edges as tables (RFC 4180, UTF-8 with a mark that spreadsheets need to see names right). */

import { pageOf } from '../panels/words';
import { filterWords, isDirected, type Picture } from './picture';
import { cell } from './text';

type Cell = string | number | boolean | null;

const MARK = '\ufeff';

function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return MARK + [head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** Where the rows are from stands in each: a table has no other place that every reader keeps. */
const ORIGIN = ['data_as_of', 'build', 'filters'] as const;

function origin({ origin: known, view }: Picture): readonly Cell[] {
  return [known?.asOf ?? null, known?.build ?? null, filterWords(view.filters)];
}

/** One row a node. */
export function nodesCsv(picture: Picture): string {
  const from = origin(picture);
  return table(
    ['id', 'kind', 'name', 'year', 'weight', 'degree', 'cluster', 'x', 'y', 'page', 'level', ...ORIGIN],
    picture.nodes.map((node) => {
      const place = picture.place(node.id);
      return [
        node.id,
        node.kind,
        node.name,
        node.year,
        node.weight,
        node.degree,
        node.cluster,
        place?.x ?? null,
        place?.y ?? null,
        new URL(pageOf(node.kind, node.id), picture.address).href,
        node.level ?? null,
        ...from,
      ];
    }),
  );
}

/** One row an edge, with the names of its ends. */
export function edgesCsv(picture: Picture): string {
  const from = origin(picture);
  const names = new Map(picture.nodes.map((node) => [node.id, node.name]));
  return table(
    [
      'source',
      'target',
      'kind',
      'source_name',
      'target_name',
      'directed',
      'strength',
      'paper_count',
      'first_year',
      'last_year',
      ...ORIGIN,
    ],
    picture.edges.map((edge) => [
      edge.source,
      edge.target,
      edge.kind,
      names.get(edge.source) ?? null,
      names.get(edge.target) ?? null,
      isDirected(edge),
      edge.strength,
      edge.paperCount,
      edge.firstYear,
      edge.lastYear,
      ...from,
    ]),
  );
}
