/** GEXF 1.3, for Gephi: with the places, colors and sizes of the picture. */

import type { Look } from '../model/look';
import type { Kind } from '../model/types';
import { EDGE, NODE, type Attribute } from './attributes';
import { provenance, type Picture, type Place } from './picture';
import { xml } from './text';

/** The shapes that the format has. */
const SHAPES: Readonly<Record<Kind, 'disc' | 'square' | 'triangle' | 'diamond'>> = {
  AUTHOR: 'disc',
  PAPER: 'square',
  TOPIC: 'diamond',
  INSTITUTION: 'triangle',
  VENUE: 'square',
  CLUSTER: 'disc',
};

function declared<Of>(scope: 'node' | 'edge', attributes: readonly Attribute<Of>[]): string[] {
  return [
    `    <attributes class="${scope}" mode="static">`,
    ...attributes.map(({ name, type }) => `      <attribute id="${name}" title="${name}" type="${type}"/>`),
    '    </attributes>',
  ];
}

function values<Of>(attributes: readonly Attribute<Of>[], of: Of, picture: Picture): string {
  const found = attributes.map(({ name, value }) => {
    const given = value(of, picture);
    return given === null ? '' : `<attvalue for="${name}" value="${xml(given)}"/>`;
  });
  return `<attvalues>${found.join('')}</attvalues>`;
}

function drawn({ color, radius }: Look, place: Place | null, kind: Kind): string {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  const where = place ? `<viz:position x="${place.x}" y="${place.y}" z="0"/>` : '';
  const size = `<viz:size value="${radius}"/><viz:shape value="${SHAPES[kind]}"/>`;
  return `<viz:color r="${r}" g="${g}" b="${b}"/>${where}${size}`;
}

/** The whole file. */
export function gexf(picture: Picture): string {
  const told = provenance(picture).map(([name, value]) => `${name}: ${value}`);
  const nodes = picture.nodes.map((node) => {
    const inner = values(NODE, node, picture) + drawn(picture.look(node), picture.place(node.id), node.kind);
    return `      <node id="${xml(node.id)}" label="${xml(node.name)}">${inner}</node>`;
  });
  const edges = picture.edges.map((edge, number) => {
    const ends = `source="${xml(edge.source)}" target="${xml(edge.target)}"`;
    return `      <edge id="${number}" ${ends} weight="${edge.strength ?? 1}">${values(EDGE, edge, picture)}</edge>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">',
    `  <meta lastmodifieddate="${picture.made.toISOString().slice(0, 10)}">`,
    '    <creator>research-graph</creator>',
    `    <description>${xml(told.join('. '))}</description>`,
    '  </meta>',
    '  <graph mode="static" defaultedgetype="undirected">',
    ...declared('node', NODE),
    ...declared('edge', EDGE),
    '    <nodes>',
    ...nodes,
    '    </nodes>',
    '    <edges>',
    ...edges,
    '    </edges>',
    '  </graph>',
    '</gexf>',
    '',
  ].join('\n');
}
