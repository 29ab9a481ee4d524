import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { bibtex, type Reference } from './bibtex';
import { edgesCsv, nodesCsv } from './csv';
import { gexf } from './gexf';
import { graphml } from './graphml';
import { json } from './json';
import { fileName, filterWords, provenance } from './picture';
import { FORMULAS, HOSTILE, node, picture, VIEW } from './sample';
import { svg } from './svg';
import { cell } from './text';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

/** Every element in the order of the file; fails where it is not well-formed with all prefixes bound. */
function parsed(text: string): Element[] {
  const found: Element[] = [];
  const open: Element[] = [];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    const attributes = Object.fromEntries(Object.values(tag.attributes).map((one) => [one.name, one.value]));
    const element = { name: tag.name, attributes, text: '' };
    found.push(element);
    open.push(element);
  });
  parser.on('text', (more) => {
    const last = open.at(-1);
    if (last) last.text += more;
  });
  parser.on('closetag', () => void open.pop());
  parser.write(text).close();
  return found;
}

function named(elements: readonly Element[], name: string): Element[] {
  return elements.filter((element) => element.name === name);
}

/** RFC 4180: rows of cells. */
function rows(text: string): string[][] {
  const found: string[][] = [[]];
  let rest = text.replace(/^\ufeff/, '');
  while (rest) {
    const match = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest);
    if (!match) throw new Error(`not a cell: ${rest.slice(0, 80)}`);
    found.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    rest = rest.slice(match[0].length);
    if (match[3] === '\r\n' && rest) found.push([]);
  }
  return found;
}

const SHOWN_HOSTILE = HOSTILE.replace('\u0000\u0008\ud800', '\ufffd\ufffd\ufffd');

describe('GEXF', () => {
  const elements = parsed(gexf(picture()));

  it('is of version 1.3 with declared attributes', () => {
    expect(elements[0]).toMatchObject({ name: 'gexf', attributes: { xmlns: 'http://gexf.net/1.3', version: '1.3' } });
    const declared = new Set(named(elements, 'attribute').map((one) => one.attributes['id']));
    expect(named(elements, 'attvalue').filter((one) => !declared.has(one.attributes['for'] ?? ''))).toEqual([]);
  });

  it('has names, places, colors and sizes', () => {
    expect(named(elements, 'node').map((one) => one.attributes)).toMatchObject([
      { id: 'A1', label: SHOWN_HOSTILE },
      { id: 'A2', label: 'Łukasz Kaiser' },
      { id: 'P1', label: 'A, "quoted"\nTitle' },
      { id: 'T1' },
      { id: 'I1' },
    ]);
    expect(named(elements, 'viz:position').map((one) => one.attributes)).toEqual([
      { x: '0', y: '0', z: '0' },
      { x: '100', y: '50', z: '0' },
      { x: '-30', y: '10.125', z: '0' },
      { x: '5', y: '-60', z: '0' },
    ]);
    expect(named(elements, 'viz:color')[0]?.attributes).toEqual({ r: '0', g: '114', b: '178' });
    expect(named(elements, 'viz:size')[0]?.attributes).toEqual({ value: '6' });
  });

  it('tells what an edge is made of', () => {
    const edge = named(elements, 'edge')[0]?.attributes;
    expect(edge).toEqual({ id: '0', source: 'A1', target: 'A2', weight: '1.5' });
    const at = elements.findIndex((one) => one.name === 'edge');
    const values = elements.slice(at + 2, at + 8).map(({ attributes }) => [attributes['for'], attributes['value']]);
    expect(Object.fromEntries(values)).toEqual({
      kind: 'CO_AUTHORED_WITH',
      directed: 'false',
      strength: '1.5',
      paper_count: '2',
      first_year: '2001',
      last_year: '2019',
    });
  });

  it('names data, build and filters', () => {
    const text = named(elements, 'description')[0]?.text ?? '';
    expect(text).toContain('Data as of: 2025-10-01');
    expect(text).toContain(`Build: ${'b'.repeat(64)}`);
    expect(text).toContain('Filters: years 2001 to 2020; strength at least 0.5; without venues');
  });
});

describe('GraphML', () => {
  const elements = parsed(graphml(picture()));

  it('uses declared keys only, and tells where it is from', () => {
    const keys = new Set(named(elements, 'key').map((one) => one.attributes['id']));
    const data = named(elements, 'data');
    expect(data.filter((one) => !keys.has(one.attributes['key'] ?? ''))).toEqual([]);
    const told = Object.fromEntries(data.slice(0, 7).map((one) => [one.attributes['key'], one.text]));
    expect(told).toMatchObject({ graph_data_as_of: '2025-10-01', graph_view: picture().address });
  });

  it('keeps names and places', () => {
    const data = named(elements, 'data');
    const of = (key: string) => data.filter((one) => one.attributes['key'] === key).map((one) => one.text);
    expect(of('node_label')[0]).toBe(SHOWN_HOSTILE);
    expect(of('node_label')[2]).toBe('A, "quoted"\nTitle');
    expect(of('node_x')).toEqual(['0', '100', '-30', '5']);
    expect(of('node_page')[2]).toBe('https://graph.example/papers/P1');
    expect(of('edge_directed')).toEqual(['false', 'true', 'true']);
  });
});

describe('CSV', () => {
  it('quotes as RFC 4180 has it', () => {
    const [head, ...found] = rows(nodesCsv(picture()));
    expect(head?.slice(0, 3)).toEqual(['id', 'kind', 'name']);
    expect(found.map((row) => row.length)).toEqual(Array(5).fill(head?.length));
    expect(found.map((row) => row[2])).toEqual([
      SHOWN_HOSTILE,
      'Łukasz Kaiser',
      'A, "quoted"\nTitle',
      'Topic',
      'Nowhere yet',
    ]);
    expect(found[2]?.slice(7, 9)).toEqual(['-30', '10.125']);
    expect(found[4]?.slice(7, 9)).toEqual(['', '']);
  });

  it('tells a group and its core apart, as every form does', () => {
    const of = picture({ nodes: [node('C1', 'parsing', { level: 'GROUP' }), node('C2', 'parsing', { level: 'CORE' })], place: () => ({ x: 0, y: 0 }) });
    const [head, ...found] = rows(nodesCsv(of));
    expect(found.map((row) => row[head?.indexOf('level') ?? -1])).toEqual(['GROUP', 'CORE']);
    expect(graphml(of)).toMatch(/key="node_level">GROUP<[^]*key="node_level">CORE</);
    expect(svg(of).text).toMatch(/parsing \(group\)[^]*parsing \(core\)/);
  });

  it.each(FORMULAS)('makes %j inert', (formula) => {
    expect(rows(`${cell(formula)}\r\n`)).toEqual([[`'${formula}`]]);
    const shown = picture({ nodes: [node('A1', formula)], edges: [] });
    expect(rows(nodesCsv(shown))[1]?.[2]).toBe(`'${formula}`);
  });

  it('leaves negative numbers as they are', () => {
    expect(cell(-1.5)).toBe('-1.5');
  });

  it('says of which data each row is', () => {
    const [head, first] = rows(edgesCsv(picture()));
    const row = Object.fromEntries((head ?? []).map((name, at) => [name, first?.[at]]));
    expect(row).toMatchObject({
      source_name: SHOWN_HOSTILE,
      target_name: 'Łukasz Kaiser',
      directed: 'false',
      strength: '1.5',
      data_as_of: '2025-10-01',
      filters: 'years 2001 to 2020; strength at least 0.5; without venues',
    });
  });
});

describe('JSON', () => {
  it('has nodes with places, edges, view and origin', () => {
    const found = JSON.parse(json(picture())) as Record<string, unknown>;
    expect(found).toMatchObject({ origin: { asOf: '2025-10-01' }, view: VIEW, exported: '2026-01-02T03:04:05.000Z' });
    expect((found['nodes'] as unknown[])[3]).toMatchObject({ id: 'T1', x: 5, y: -60 });
    expect((found['nodes'] as unknown[])[4]).toMatchObject({ id: 'I1', x: null, y: null });
    expect(found['edges']).toHaveLength(3);
  });
});

describe('SVG', () => {
  it('draws what has a place, with inert names', () => {
    const { text, width, height } = svg(picture());
    const elements = parsed(text);
    expect(elements[0]?.attributes).toMatchObject({ width: String(width), height: String(height) });
    expect(new Set(elements.map((one) => one.name))).toEqual(
      new Set(['svg', 'title', 'desc', 'rect', 'g', 'line', 'path', 'text']),
    );
    expect(named(elements, 'line')).toHaveLength(3);
    expect(named(elements, 'title').map((one) => one.text)).toContain(SHOWN_HOSTILE);
    expect(named(elements, 'desc')[0]?.text).toContain('Data as of: 2025-10-01');
    expect(text).not.toMatch(/ style=| on\w+="|<img/);
  });

  it('puts the higher y above', () => {
    const shown = picture({ nodes: [node('A1', 'Low'), node('A2', 'High')], edges: [] });
    const moved = named(parsed(svg(shown).text), 'g').map((one) => /^translate\(\S+ (\S+)\) scale/.exec(one.attributes['transform'] ?? ''));
    const [low, high] = moved.flatMap((found) => (found ? [Number(found[1])] : []));
    expect(high).toBeLessThan(low ?? 0);
  });

  it('names nobody over another name or node', () => {
    const shown = picture({
      nodes: Array.from({ length: 9 }, (_, number) => node(`A${number}`, `Person number ${number}`)),
      edges: [],
      place: () => ({ x: 1, y: 1 }),
    });
    const names = named(parsed(svg(shown).text), 'text').map((one) => one.text);
    expect(names.filter((name) => name.startsWith('Person'))).toHaveLength(2);
    expect(names).toContain('Person number 1');
  });

  it('is a drawing without any node too', () => {
    expect(parsed(svg(picture({ nodes: [], edges: [] })).text)).not.toEqual([]);
  });
});

describe('BibTeX', () => {
  const reference: Reference = {
    id: 'P1',
    title: 'A {Study} of 50% $x_1$\nand \\more',
    year: 2020,
    type: 'article',
    doi: '10.1/a_b',
    url: 'https://example.org/a b}',
    authors: ['Qun Liu', 'Barnes and Noble', 'Łukasz Kaiser'],
    family: 'Liu',
    hasAllAuthors: false,
    venue: { name: 'ACL & friends', type: 'conference' },
  };

  it('is one entry a paper, with all braces balanced', () => {
    const text = bibtex(picture(), [reference]);
    expect(text.slice(text.indexOf('@inproceedings'))).toBe(
      [
        '@inproceedings{liu2020study,',
        '  title = {{A \\{Study\\} of 50\\% \\$x\\_1\\$ and \\textbackslash{}more}},',
        '  author = {Qun Liu and {Barnes and Noble} and Łukasz Kaiser and others},',
        '  year = {2020},',
        '  booktitle = {ACL \\& friends},',
        '  doi = {10.1/a_b},',
        '  url = {https://example.org/a%20b%7D},',
        '  researchgraph = {P1},',
        '}',
        '',
      ].join('\n'),
    );
  });

  it.each([
    [{ type: 'article', venue: { name: 'J', type: 'journal' } }, '@article{', 'journal'],
    [{ type: 'preprint', venue: { name: 'arXiv', type: 'repository' } }, '@misc{', 'howpublished'],
    [{ type: 'chapter', venue: { name: 'B', type: null } }, '@incollection{', 'booktitle'],
    [{ type: 'article', venue: null }, '@misc{', 'doi'],
  ])('calls %j by its type', (more, begin, field) => {
    const text = bibtex(picture(), [{ ...reference, ...more }]);
    expect(text).toContain(begin);
    expect(text).toContain(`  ${field} = {`);
  });

  it('begins with where it is from, which no reader takes for an entry', () => {
    const [head] = bibtex(picture({ address: 'https://x@y/' }), [reference]).split('\n\n');
    expect(head).toContain('% Data as of: 2025-10-01');
    expect(head).not.toContain('@');
  });
});

describe('provenance', () => {
  it('says nothing that it does not know', () => {
    expect(Object.fromEntries(provenance(picture({ origin: null })))).toMatchObject({
      'Data as of': 'unknown',
      Build: 'unknown',
      Sources: 'unknown',
    });
  });

  it('puts filters in words', () => {
    const none = { fromYear: null, toYear: null, minStrength: 0, text: '', hiddenKinds: [] };
    expect(filterWords(none)).toBe('none');
    expect(filterWords({ ...none, fromYear: 2001 })).toBe('years from 2001');
    expect(filterWords({ ...none, toYear: 2001, text: 'liu' })).toBe('years to 2001; names with "liu" brought out');
  });

  it('names files by data', () => {
    expect(fileName(picture(), '.gexf')).toBe('research-graph-2025-10-01.gexf');
    const origin = { build: 'abcdef0123456789', asOf: null, sources: [] };
    expect(fileName(picture({ origin }), '-nodes.csv')).toBe('research-graph-abcdef012345-nodes.csv');
  });
});
