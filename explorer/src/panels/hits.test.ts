import { expect, test } from 'vitest';
import { hitLine, type Hit } from './hits';

const PERSON = {
  id: 'A1',
  kind: 'AUTHOR',
  name: 'Wei Wang',
  paperCount: 2,
  firstYear: 2019,
  lastYear: 2021,
  affiliation: 'School of Information Science and Engineering, Northeastern University, Shenyang, Liaoning, China',
  authors: [],
  node: { __typename: 'Author', topics: [{ topic: { name: 'Parsing' } }] },
} as unknown as Hit;

test('a long affiliation is cut before papers and years are', () => {
  expect(hitLine(PERSON)).toEqual(['2 papers', '2019–2021', PERSON.affiliation, 'Parsing']);
  expect(hitLine({ ...PERSON, affiliation: null, paperCount: null })).toEqual(['2019–2021', 'Parsing']);
});

test('many authors are cut before the year is', () => {
  const node = { __typename: 'Paper', venue: { name: 'Annual Meeting', acronym: 'ACL' } } as Hit['node'];
  const paper = { ...PERSON, kind: 'PAPER', authors: ['Qun Liu', 'Andy Way'], firstYear: 2020, lastYear: 2020, node } as Hit;
  expect(hitLine(paper)).toEqual(['2020', 'Qun Liu, Andy Way', 'ACL']);
});
