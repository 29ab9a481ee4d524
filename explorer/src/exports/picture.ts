/** What is exported: the shown part of the graph with where it is from, taken from the store at one moment. */

import type { Look } from '../model/look';
import type { Filters, GraphEdge, GraphNode, Relation, View } from '../model/types';
import { KIND_NAMES } from '../panels/words';

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Of the graph's info, what every file names. */
export interface Origin {
  readonly build: string;
  /** The newest release among the sources. */
  readonly asOf: string | null;
  readonly sources: readonly {
    readonly name: string;
    readonly release: string | null;
    readonly license: string | null;
  }[];
}

/** A value: exports read nothing else. */
export interface Picture {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Units of the layout, y upwards. */
  readonly place: (id: string) => Place | null;
  /** On light ground. */
  readonly look: (node: GraphNode) => Look;
  readonly view: View;
  readonly origin: Origin | null;
  /** The address that shows the same view again. */
  readonly address: string;
  readonly made: Date;
}

/** Relations that have two equal ends; of every other one the source acts on the target. */
const MUTUAL: ReadonlySet<Relation> = new Set(['CO_AUTHORED_WITH', 'POSSIBLY_SAME_AS']);

/** Whether the ends of the edge have different parts in it. */
export function isDirected(edge: GraphEdge): boolean {
  return !MUTUAL.has(edge.kind);
}

/** The filters in words; `none` where nothing is filtered. */
export function filterWords(filters: Filters): string {
  const { fromYear, toYear, minStrength, text, hiddenKinds } = filters;
  const words: string[] = [];
  if (fromYear !== null && toYear !== null) words.push(`years ${fromYear} to ${toYear}`);
  else if (fromYear !== null) words.push(`years from ${fromYear}`);
  else if (toYear !== null) words.push(`years to ${toYear}`);
  if (minStrength > 0) words.push(`strength at least ${minStrength}`);
  if (text) words.push(`names with "${text}" brought out`);
  if (hiddenKinds.length > 0) words.push(`without ${hiddenKinds.map((kind) => KIND_NAMES[kind].many).join(', ')}`);
  return words.join('; ') || 'none';
}

/** Name and value of everything that tells where an export is from, for people to read. */
export function provenance(picture: Picture): readonly (readonly [name: string, value: string])[] {
  const { origin, nodes, edges, view } = picture;
  const sources = origin?.sources.map((each) => {
    const release = each.release ? ` ${each.release}` : '';
    return `${each.name}${release}${each.license ? ` (${each.license})` : ''}`;
  });
  return [
    ['Data as of', origin?.asOf ?? 'unknown'],
    ['Build', origin?.build ?? 'unknown'],
    ['Sources', sources?.join('; ') || 'unknown'],
    ['Shown', `${nodes.length} nodes, ${edges.length} edges`],
    ['Filters', filterWords(view.filters)],
    ['View', picture.address],
    ['Exported', picture.made.toISOString()],
  ];
}

/** Words as a part of a file's name. */
export function slug(words: string): string {
  return words.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, '-').slice(0, 60).replace(/^-|-$/g, '');
}

/** A file's name: what it is, of which data. */
export function fileName(picture: Picture, ending: string): string {
  const data = picture.origin?.asOf ?? picture.origin?.build.slice(0, 12) ?? 'undated';
  return `research-graph-${data.replace(/[^A-Za-z0-9._-]+/g, '-')}${ending}`;
}
