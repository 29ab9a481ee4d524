/** Every form in which what is shown can be taken away. */

import { ask } from '../api/ask';
import { LIGHT, looks } from '../model/look';
import { store } from '../model/store';
import { bibtex } from './bibtex';
import { edgesCsv, nodesCsv } from './csv';
import { gexf } from './gexf';
import { graphml } from './graphml';
import { json } from './json';
import { fileName, slug, type Picture } from './picture';
import { png } from './png';
import { contents, references } from './references';
import { svg } from './svg';

export interface Made {
  readonly name: string;
  readonly blob: Blob;
  /** What is in it, where the picture does not show that. */
  readonly contents?: string;
}

export interface Export {
  readonly id: string;
  readonly label: string;
  /** Fails with an AskError, or with an Error whose message is for readers. */
  readonly make: () => Promise<Made>;
}

/** What the store shows now. */
function picture(): Picture {
  const view = store.view.value;
  const shown = store.shown.value;
  return {
    ...shown,
    place: (id) => store.position(id),
    look: looks(shown, view.colorBy, view.sizeBy, LIGHT),
    view,
    origin: store.info.value,
    address: location.href,
    made: new Date(),
  };
}

function text(id: string, label: string, ending: string, type: string, write: (of: Picture) => string | Promise<string>) {
  return of(id, label, ending, async (from) => new Blob([await write(from)], { type: `${type};charset=utf-8` }));
}

function of(id: string, label: string, ending: string, write: (of: Picture) => Promise<Blob>): Export {
  const make = async () => {
    const from = picture();
    return { name: fileName(from, ending), blob: await write(from) };
  };
  return { id, label, make };
}

async function bibtexFile(): Promise<Made> {
  const from = picture();
  const papers = await references(from, ask);
  const held = contents(from, papers);
  const blob = new Blob([bibtex(from, papers)], { type: 'application/x-bibtex;charset=utf-8' });
  return { name: fileName(from, `-${slug(held)}.bib`), blob, contents: held };
}

export const EXPORTS: readonly Export[] = [
  of('png', 'Image (PNG)', '.png', (from) => png(svg(from))),
  text('svg', 'Drawing (SVG)', '.svg', 'image/svg+xml', (from) => svg(from).text),
  text('nodes-csv', 'Table of nodes (CSV)', '-nodes.csv', 'text/csv', nodesCsv),
  text('edges-csv', 'Table of edges (CSV)', '-edges.csv', 'text/csv', edgesCsv),
  text('json', 'Data (JSON)', '.json', 'application/json', json),
  text('gexf', 'Gephi (GEXF)', '.gexf', 'application/gexf+xml', gexf),
  text('graphml', 'Cytoscape, yEd, igraph (GraphML)', '.graphml', 'application/graphml+xml', graphml),
  { id: 'bibtex', label: 'References (BibTeX)', make: bibtexFile },
];
