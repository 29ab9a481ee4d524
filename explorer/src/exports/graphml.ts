/** GraphML 1.1, for yEd, Cytoscape, igraph and networkx. */

import { EDGE, NODE, type Attribute, type AttributeType } from './attributes';
import { provenance, type Picture } from './picture';
import { xml } from './text';

const TYPES: Readonly<Record<AttributeType, string>> = {
  string: 'string',
  integer: 'int',
  double: 'double',
  boolean: 'boolean',
};

function key(scope: 'graph' | 'node' | 'edge', name: string, type: AttributeType): string {
  return `  <key id="${scope}_${name}" for="${scope}" attr.name="${name}" attr.type="${TYPES[type]}"/>`;
}

function data(scope: 'graph' | 'node' | 'edge', name: string, value: string | number | boolean | null): string {
  return value === null ? '' : `<data key="${scope}_${name}">${xml(value)}</data>`;
}

function all<Of>(scope: 'node' | 'edge', attributes: readonly Attribute<Of>[], of: Of, picture: Picture): string {
  return attributes.map(({ name, value }) => data(scope, name, value(of, picture))).join('');
}

/** The whole file. */
export function graphml(picture: Picture): string {
  const told = provenance(picture).map(([name, value]) => [name.toLowerCase().replaceAll(' ', '_'), value] as const);
  const nodes = picture.nodes.map((node) => {
    const place = picture.place(node.id);
    const where = place ? data('node', 'x', place.x) + data('node', 'y', place.y) : '';
    const told = data('node', 'label', node.name) + all('node', NODE, node, picture);
    return `    <node id="${xml(node.id)}">${told}${where}</node>`;
  });
  const edges = picture.edges.map((edge, number) => {
    const told = all('edge', EDGE, edge, picture);
    return `    <edge id="e${number}" source="${xml(edge.source)}" target="${xml(edge.target)}">${told}</edge>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...told.map(([name]) => key('graph', name, 'string')),
    key('node', 'label', 'string'),
    ...NODE.map(({ name, type }) => key('node', name, type)),
    key('node', 'x', 'double'),
    key('node', 'y', 'double'),
    ...EDGE.map(({ name, type }) => key('edge', name, type)),
    '  <graph id="shown" edgedefault="undirected">',
    ...told.map(([name, value]) => `    ${data('graph', name, value)}`),
    ...nodes,
    ...edges,
    '  </graph>',
    '</graphml>',
    '',
  ].join('\n');
}
