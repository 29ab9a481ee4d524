import { describe, expect, it } from 'vitest';
import { citationKey, citationKeys } from './citekey';

describe('keys of citations', () => {
  it.each([
    ['Engines & {braces} at 100%', 'A. Byron', 'Byron', 2010, 'byron2010engines'],
    ['On the Use of the Treebank', 'Qun Liu', 'Liu', 2005, 'liu2005use'],
    ['BERT-based Ranking', 'Jan van der Berg', 'van der Berg', 2020, 'vanderberg2020bert'],
    ['Don’t Stop Pretraining', 'Suchin Gururangan', 'Gururangan', 2020, 'gururangan2020dont'],
    ['Über große Modelle', 'Jörg Müller', 'Müller', 1999, 'muller1999uber'],
    ['Straßen', 'Łukasz Østby', 'Østby', 2001, 'ostby2001strassen'],
    ['25 Years of Parsing', 'Yajuan Lü', null, 2015, 'lu201525'],
    ['Translation', 'Zhou, Yao', null, 2003, 'zhou2003translation'],
    ['To Be', "O'Neill Smith", "O'Neill", 2003, 'oneill2003to'],
    ['词语语义', '刘群', '刘', 2002, 'anon2002'],
    ['Undated', 'Plato', null, null, 'platondundated'],
  ])('%s by %s: %s %s', (title, name, family, year, key) => {
    expect(citationKey({ title, year, first: { name, family } })).toBe(key);
  });

  it('has a key for a paper of nobody', () => {
    expect(citationKey({ title: 'Proceedings of the Meeting', year: 2019, first: null })).toBe('anon2019proceedings');
  });

  it('tells papers of one key apart by their ids, whatever their order', () => {
    const paper = { title: 'Parsing', year: 2019, first: { name: 'A. Byron', family: 'Byron' } };
    const papers = ['Pc', 'Pa', 'Pb'].map((id) => ({ ...paper, id }));
    const expected = { Pa: 'byron2019parsing', Pb: 'byron2019parsing-2', Pc: 'byron2019parsing-3' };
    expect(Object.fromEntries(citationKeys(papers))).toEqual(expected);
    expect(Object.fromEntries(citationKeys([...papers].reverse()))).toEqual(expected);
  });
});
