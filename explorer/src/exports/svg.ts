/** The picture as SVG, for print: light ground, shapes, names where there is room, a legend, and where it is from. */

import { placeNames, SIZE, type Written } from '../canvas/names';
import { lineWidth } from '../model/look';
import type { GraphNode, Kind } from '../model/types';
import { fullName, tailOf } from '../model/words';
import { SHAPES } from '../panels/Icon';
import { counted, KIND_NAMES, KINDS } from '../panels/words';
import { filterWords, provenance, type Picture, type Place } from './picture';
import { xml } from './text';

export interface Drawing {
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

const INK = '#1b2430';
const MUTED = '#5b6875';
const TIE = '#b4bec8';
const MARGIN = 48;
/** Room for names at the sides. */
const BESIDE = 80;
const LINE = 18;
const LETTER = 6.8;
const COLORED: Readonly<Record<Picture['view']['colorBy'], string>> = {
  kind: 'Colors tell kinds',
  cluster: 'Colors tell clusters of people',
  year: 'Colors tell years, the latest darkest',
};

interface Spot {
  readonly node: GraphNode;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly color: string;
}

/** The drawing, its width and height in CSS pixels. Nodes that have no place yet are left out. */
export function svg(picture: Picture): Drawing {
  const there = picture.nodes.flatMap((node) => {
    const place = picture.place(node.id);
    return place ? [{ node, place, ...picture.look(node) }] : [];
  });
  const frame = framed(there.map(({ place }) => place));
  const spots = there.map(({ node, place, radius, color }) => ({ node, radius, color, ...frame.at(place) }));
  const footer = below(picture, spots);
  const width = Math.max(frame.width, 640);
  const height = frame.height + LINE * (footer.length + 2);
  const shown = [
    `<g stroke="${TIE}" stroke-opacity="0.7">${ties(picture, spots)}</g>`,
    `<g stroke="#ffffff" stroke-width="1">${spots.map(shape).join('')}</g>`,
    `<g font-size="${SIZE}" fill="${INK}" stroke="#ffffff" stroke-width="3" paint-order="stroke" stroke-linejoin="round">`,
    ...named(spots, picture, width).map(
      ({ x, y, text, strong }) =>
        `<text x="${round(x)}" y="${round(y)}"${strong ? ' font-weight="600"' : ''}>${xml(text)}</text>`,
    ),
    '</g>',
    `<g transform="translate(${MARGIN / 2} ${frame.height + LINE})" font-size="12" fill="${MUTED}">`,
    ...footer.map((line, number) => `<g transform="translate(0 ${number * LINE})">${line}</g>`),
    '</g>',
  ];
  const told = provenance(picture).map(([name, value]) => `${name}: ${value}`);
  const text = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`,
    ' font-family="system-ui, sans-serif">',
    `<title>Research graph: ${counted(picture.nodes.length, 'node')}, ${counted(picture.edges.length, 'edge')}</title>`,
    `<desc>${xml(told.join('\n'))}</desc>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...shown,
    '</svg>',
    '',
  ].join('\n');
  return { text, width, height };
}

/** Room for all places, larger the more there are, and where in it a place is; y grows downwards from here on. */
function framed(places: readonly Place[]) {
  const [left, right] = extent(places.map(({ x }) => x));
  const [bottom, top] = extent(places.map(({ y }) => y));
  const side = Math.min(Math.max(90 * Math.sqrt(places.length), 560), 4000);
  const scale = side / Math.max(right - left, top - bottom, 1);
  return {
    width: Math.ceil((right - left) * scale) + 2 * MARGIN + 2 * BESIDE,
    height: Math.ceil((top - bottom) * scale) + 2 * MARGIN,
    at: ({ x, y }: Place): Place => ({ x: MARGIN + BESIDE + (x - left) * scale, y: MARGIN + (top - y) * scale }),
  };
}

function extent(values: readonly number[]): readonly [number, number] {
  return values.reduce<readonly [number, number]>(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [values[0] ?? 0, values[0] ?? 0],
  );
}

function ties(picture: Picture, spots: readonly Spot[]): string {
  const at = new Map(spots.map((spot) => [spot.node.id, spot]));
  const drawn = picture.edges.map((edge) => {
    const from = at.get(edge.source);
    const to = at.get(edge.target);
    if (!from || !to) return '';
    const line = `x1="${round(from.x)}" y1="${round(from.y)}" x2="${round(to.x)}" y2="${round(to.y)}"`;
    return `<line ${line} stroke-width="${round(lineWidth(edge))}"/>`;
  });
  return drawn.join('');
}

function shape({ node, x, y, radius, color }: Spot): string {
  // A cluster is a ring.
  const ground = node.kind === 'CLUSTER' ? '<circle cx="8" cy="8" r="5" fill="#ffffff"/>' : '';
  return `<g ${placed(x, y, radius)}>${ground}<path d="${SHAPES[node.kind]}" fill="${xml(color)}"/><title>${xml(fullName(node))}</title></g>`;
}

/** Brings a shape, which lies in its box, to a place and a radius. */
function placed(x: number, y: number, radius: number): string {
  return `transform="translate(${round(x)} ${round(y)}) scale(${round(radius / 6)}) translate(-8 -8)"`;
}

/** To hundredths, so that files stay small. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Names where there is room: those of roots and of the selected node first, then those of the largest nodes. */
function named(spots: readonly Spot[], { view }: Picture, width: number): Written[] {
  const first = new Set([...view.roots, ...(view.selected === null ? [] : [view.selected])]);
  const wanted = spots.map(({ node, x, y, radius }) => {
    const { id, name } = node;
    return { text: name, tail: tailOf(node), x, y, radius, always: false, strong: first.has(id) };
  });
  const rank = ({ strong, radius }: (typeof wanted)[number]) => (strong ? 1000 : 0) + radius;
  return placeNames(wanted.sort((one, other) => rank(other) - rank(one)), width, aboutWide);
}

/** Width of a text in an unknown font, rather too much than too little. */
function aboutWide(text: string, strong: boolean): number {
  const letters = [...text].reduce((sum, letter) => sum + (letter > '\u2e80' ? 2 : 1), 0);
  return letters * LETTER * (strong ? 1.1 : 1);
}

/** Lines below the picture: the legend, then where it is from. */
function below(picture: Picture, spots: readonly Spot[]): string[] {
  const { origin, view } = picture;
  let x = 0;
  const legend = KINDS.flatMap((kind) => {
    const ofKind = spots.filter(({ node }) => node.kind === kind);
    const [first] = ofKind;
    if (!first) return [];
    const entry = legendEntry(kind, ofKind.length, view.colorBy === 'kind' ? first.color : MUTED, x);
    x += entry.width;
    return [entry.text];
  });
  const sources = origin?.sources.map(({ name, release }) => `${name}${release ? ` ${release}` : ''}`).join(', ');
  const lines = [
    `${COLORED[view.colorBy]} · filters: ${filterWords(view.filters)}`,
    `Data as of ${origin?.asOf ?? 'unknown'} · build ${origin?.build.slice(0, 12) ?? 'unknown'} · ${sources || 'sources unknown'}`,
  ];
  return [legend.join(''), ...lines.map((line) => `<text>${xml(line)}</text>`)];
}

function legendEntry(kind: Kind, many: number, color: string, x: number): { text: string; width: number } {
  const words = counted(many, KIND_NAMES[kind].one, KIND_NAMES[kind].many);
  const text = `<g ${placed(x + 5, -4, 5)}><path d="${SHAPES[kind]}" fill="${color}"/></g><text x="${x + 14}">${words}</text>`;
  return { text, width: 14 + words.length * LETTER + 16 };
}
