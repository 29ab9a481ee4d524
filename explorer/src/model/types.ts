/** The words that every part of the explorer shares. Names are those of the GraphQL schema. */

export type Kind = 'AUTHOR' | 'PAPER' | 'TOPIC' | 'INSTITUTION' | 'VENUE' | 'CLUSTER';

export type Relation =
  | 'CO_AUTHORED_WITH'
  | 'AUTHORED'
  | 'CITES'
  | 'ABOUT'
  | 'PUBLISHED_IN'
  | 'AFFILIATED_WITH'
  | 'WORKS_ON'
  | 'SUBTOPIC_OF'
  | 'PART_OF'
  | 'SUCCEEDED_BY'
  | 'MEMBER_OF'
  | 'DESCENDS_FROM'
  | 'POSSIBLY_SAME_AS';

/** How fine a cluster is. */
export type Level = 'FIELD' | 'GROUP' | 'CORE';

/** A node as the neighborhood query answers it. */
export interface GraphNode {
  readonly id: string;
  readonly kind: Kind;
  readonly name: string;
  /** Edges it has in the whole graph, over the relations that were asked for. */
  readonly degree: number;
  readonly year: number | null;
  readonly weight: number | null;
  readonly cluster: string | null;
  /** Of a cluster: a group and its core may bear one name. */
  readonly level?: Level;
}

export interface GraphEdge {
  readonly source: string;
  readonly target: string;
  readonly kind: Relation;
  readonly strength: number | null;
  readonly paperCount: number | null;
  readonly firstYear: number | null;
  readonly lastYear: number | null;
}

/**
 * One step of walking: the best neighbors of a node over some relations. "More" adds a step with a larger `first`, and
 * a step without relations only says when its node came in: the layout places in the order of the steps, so that the
 * same view gives the same picture.
 */
export interface Expansion {
  readonly id: string;
  /** null: all relations. */
  readonly relations: readonly Relation[] | null;
  readonly first: number;
}

export type ColorBy = 'kind' | 'cluster' | 'year';
export type SizeBy = 'papers' | 'strength' | 'same';

export interface Filters {
  readonly fromYear: number | null;
  readonly toYear: number | null;
  readonly minStrength: number;
  readonly text: string;
  readonly hiddenKinds: readonly Kind[];
}

/**
 * Everything that decides what is shown, and nothing else: the URL holds it, undo steps through it,
 * and the same value gives the same picture.
 */
export interface View {
  /** Nodes put there by search, by a link from a page, or as the ends of a path. */
  readonly roots: readonly string[];
  readonly expansions: readonly Expansion[];
  readonly dismissed: readonly string[];
  /** Places that the reader gave to nodes, rounded to whole units, and after how many expansions. */
  readonly pins: Readonly<Record<string, readonly [x: number, y: number, after: number]>>;
  readonly path: { readonly from: string; readonly to: string } | null;
  /** Members of this cluster are shown as a whole. */
  readonly cluster: string | null;
  readonly filters: Filters;
  readonly colorBy: ColorBy;
  readonly sizeBy: SizeBy;
  readonly selected: string | null;
}

/** In units of the layout, y upwards. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Of the window or of the canvas, from its left and its top: in CSS pixels, y downwards. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What the canvas does for others; nothing happens while there is none. */
export interface Stage {
  /** Brings all shown nodes into sight. */
  fit(): void;
  /** Above 1 comes nearer. */
  zoom(factor: number): void;
}
