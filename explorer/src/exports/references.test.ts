import { describe, expect, it } from 'vitest';
import type { Ask } from '../api/ask';
import { AUTHOR_REFERENCES, REFERENCES } from '../api/documents';
import { slug } from './picture';
import { contents, references } from './references';
import { node, picture, VIEW } from './sample';

function paper(id: string, year: number | null, title = id) {
  const authors = { edges: [{ name: 'Qun Liu', node: { family: 'Liu' } }], pageInfo: { hasNextPage: id === 'P1' } };
  return { id, title, year, type: 'article', doi: null, url: null, authors, venue: null };
}

/** A service that knows the papers of one person, two a page, and notes what it is asked. */
function service(own: readonly ReturnType<typeof paper>[]): { ask: Ask; asked: [unknown, unknown][] } {
  const asked: [unknown, unknown][] = [];
  const ask = (document: unknown, variables: { ids?: string[]; after?: string | null }) => {
    asked.push([document, variables]);
    if (document === REFERENCES) {
      return Promise.resolve({ nodes: variables.ids?.map((id) => (id === 'P404' ? null : paper(id, 2000))) });
    }
    const from = Number(variables.after ?? 0);
    const pageInfo = { hasNextPage: from + 2 < own.length, endCursor: String(from + 2) };
    return Promise.resolve({ author: { papers: { nodes: own.slice(from, from + 2), pageInfo } } });
  };
  return { ask: ask as unknown as Ask, asked };
}

describe('references', () => {
  it('asks for 50 shown papers at once and leaves out what is not there', async () => {
    const ids = Array.from({ length: 51 }, (_, number) => `P${number + 400}`);
    const { ask, asked } = service([]);
    const found = await references(picture({ nodes: [...ids.map((id) => node(id, id)), node('A1', 'A')] }), ask);
    expect(asked.map(([, variables]) => (variables as { ids: string[] }).ids.length)).toEqual([50, 1]);
    expect(found.map((one) => one.id)).toEqual(ids.filter((id) => id !== 'P404'));
  });

  it('adds all papers of the selected person, each once, the newest first, then by title', async () => {
    const { ask, asked } = service([paper('P3', 2021, 'b'), paper('P1', 2000), paper('P2', 2021, 'a'), paper('P4', null)]);
    const shown = picture({ nodes: [node('P1', 'P1'), node('A1', 'A')], view: { ...VIEW, selected: 'A1' } });
    const found = await references(shown, ask);
    expect(asked.slice(1)).toEqual([
      [AUTHOR_REFERENCES, { id: 'A1', after: null }],
      [AUTHOR_REFERENCES, { id: 'A1', after: '2' }],
    ]);
    expect(found.map((one) => one.id)).toEqual(['P2', 'P3', 'P1', 'P4']);
    expect(found.map((one) => one.hasAllAuthors)).toEqual([true, true, false, true]);
  });

  it('tells what they are', async () => {
    const { ask } = service([paper('P3', 2021), paper('P1', 2000)]);
    const selected = { ...VIEW, selected: 'A1' };
    const person = picture({ nodes: [node('A1', 'Qun Liu')], view: selected });
    expect(contents(person, await references(person, ask))).toBe('2 papers of Qun Liu');
    const both = picture({ nodes: [node('A1', 'Qun Liu'), node('P1', 'P1')], view: selected });
    expect(contents(both, await references(both, ask))).toBe('2 papers, shown or of Qun Liu');
    const shown = picture({ nodes: [node('P1', 'P1')] });
    expect(contents(shown, await references(shown, ask))).toBe('1 paper shown');
    expect(slug('2 papers of <Éva/../Nagy>')).toBe('2-papers-of-éva-nagy');
  });

  it('says where to go where there is no paper', async () => {
    await expect(references(picture({ nodes: [node('A1', 'A')] }), service([]).ask)).rejects.toThrow('No paper is shown');
  });
});
