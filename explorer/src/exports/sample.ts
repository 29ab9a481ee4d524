/** A small picture for tests: every kind, hostile names, characters that no file may hold. */

import type { GraphEdge, GraphNode, Kind, Relation, View } from '../model/types';
import type { Picture } from './picture';

export const HOSTILE = `<img src=x onerror="alert(1)"> & ]]> 'q' \u0000\u0008\ud800 {\\input{x}} $1 % "`;
export const FORMULAS = ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'];

export function node(id: string, name: string, more: Partial<GraphNode> = {}): GraphNode {
  const kinds: Readonly<Record<string, Kind>> = {
    A: 'AUTHOR',
    P: 'PAPER',
    T: 'TOPIC',
    I: 'INSTITUTION',
    V: 'VENUE',
    C: 'CLUSTER',
  };
  const kind = kinds[id.slice(0, 1)] ?? 'AUTHOR';
  return { id, kind, name, degree: 2, year: 2020, weight: 3, cluster: null, ...more };
}

export function edge(source: string, target: string, kind: Relation, more: Partial<GraphEdge> = {}): GraphEdge {
  return { source, target, kind, strength: null, paperCount: null, firstYear: null, lastYear: null, ...more };
}

export const VIEW: View = {
  roots: ['A1'],
  expansions: [{ id: 'A1', relations: null, first: 25 }],
  dismissed: [],
  pins: {},
  path: null,
  cluster: null,
  filters: { fromYear: 2001, toYear: 2020, minStrength: 0.5, text: '', hiddenKinds: ['VENUE'] },
  colorBy: 'kind',
  sizeBy: 'papers',
  selected: null,
};

export function picture(more: Partial<Picture> = {}): Picture {
  const places: Readonly<Record<string, readonly [number, number]>> = {
    A1: [0, 0],
    A2: [100, 50],
    P1: [-30, 10.125],
    T1: [5, -60],
  };
  return {
    nodes: [
      node('A1', HOSTILE, { cluster: 'C9' }),
      node('A2', 'Łukasz Kaiser'),
      node('P1', 'A, "quoted"\nTitle', { year: null, weight: null }),
      node('T1', 'Topic'),
      node('I1', 'Nowhere yet'),
    ],
    edges: [
      edge('A1', 'A2', 'CO_AUTHORED_WITH', { strength: 1.5, paperCount: 2, firstYear: 2001, lastYear: 2019 }),
      edge('A1', 'P1', 'AUTHORED'),
      edge('P1', 'T1', 'ABOUT'),
    ],
    place: (id) => {
      const found = places[id];
      return found ? { x: found[0], y: found[1] } : null;
    },
    look: ({ kind }) => ({ color: kind === 'AUTHOR' ? '#0072b2' : '#6b7785', radius: 6 }),
    view: VIEW,
    origin: {
      build: 'b'.repeat(64),
      asOf: '2025-10-01',
      sources: [{ name: 'acl-anthology', release: '2025-10-01', license: 'CC-BY-4.0' }],
    },
    address: 'https://graph.example/explorer?roots=A1&from=2001',
    made: new Date('2026-01-02T03:04:05Z'),
    ...more,
  };
}
