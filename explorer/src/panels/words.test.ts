import { expect, test } from 'vitest';

import { counted, evidenceWords, honesty, noPathWords, pageOf, partOf, percent, qualityWords, riskWords, strength, years } from './words';

test('counts', () => {
  expect(counted(1, 'paper')).toBe('1 paper');
  expect(counted(4120, 'paper')).toBe('4,120 papers');
  expect(counted(0, 'match', 'matches')).toBe('0 matches');
});

test('years, also where an end is unknown', () => {
  expect([years(2010, 2024), years(2024, 2024), years(2010, null), years(null, 2024), years(null, null)]).toEqual([
    '2010–2024',
    '2024',
    'since 2010',
    'until 2024',
    '',
  ]);
});

test('percent is 0 only for none and 100 only for all', () => {
  expect([0, 0.001, 0.5, 0.999, 1].map(percent)).toEqual(['0%', 'under 1%', '50%', 'over 99%', '100%']);
});

test('strengths show the digits that matter', () => {
  expect([0.04, 1.25, 12.4, 1234].map(strength)).toEqual(['0.04', '1.3', '12', '1,234']);
});

test('how papers were attributed', () => {
  expect(
    evidenceWords([
      { evidence: 'ASSERTED', authorships: 1 },
      { evidence: 'MATCHED', authorships: 0 },
      { evidence: 'NAME_ONLY', authorships: 1200 },
    ]),
  ).toBe('Attributed: 1 paper by an id or a decision, 1,200 by the name alone.');
  expect(evidenceWords([])).toBe('No paper is attributed to this person.');
});

test('the concern about several people grows with the risk', () => {
  expect([null, 0.049, 0.05, 0.2, 0.5].map((risk) => riskWords(risk, 'NAME_ONLY').concern)).toEqual(['none', 'none', 'some', 'some', 'much']);
  expect(riskWords(0, 'NAME_ONLY').text).toContain('Only the name');
  expect(riskWords(0, 'ASSERTED').text).toContain('id that somebody claimed');
  expect(riskWords(null, null).text).toContain('Nothing is known');
});

test('quality is told only where it was measured', () => {
  expect(qualityWords({ internalShare: null, conductance: null, isWellConnected: null, seedAgreement: null })).toEqual([]);
  const said = qualityWords({ internalShare: 0.016, conductance: 0.98, isWellConnected: false, seedAgreement: 0.4 });
  expect(said).toEqual([
    'Few of the members’ ties stay inside (2%): a hint, not a team.',
    'Loosely connected: cutting a few ties takes it apart.',
    'Unstable: other runs group these people differently (40% agreement between runs).',
  ]);
});

test('that no path exists and that the search was stopped are told apart', () => {
  expect(noPathWords('NO_PATH_WITHIN_LENGTH', 6)).toContain('at most 6');
  for (const stopped of ['NODE_BUDGET', 'DEADLINE'] as const) expect(noPathWords(stopped, 6)).toContain('There may be a path');
});

test('what is shown against what there is, and of which kinds the rest is', () => {
  expect(honesty(26, 26, [{ kind: 'AUTHOR', shown: 25, total: 25 }])).toEqual(['Showing all 26 nodes']);
  expect(honesty(20, 26, [])).toEqual(['Showing 20 of 26 nodes', '6 filtered out']);
  expect(honesty(300, 300, [{ kind: 'AUTHOR', shown: 25, total: 3845 }])).toEqual(['Showing 300 of up to 4,120 nodes', '3,820 people left out']);
  expect(
    honesty(30, 31, [
      { kind: 'TOPIC', shown: 4, total: 5 },
      { kind: 'AUTHOR', shown: 25, total: 40 },
      { kind: 'INSTITUTION', shown: 2, total: 2 },
      { kind: 'AUTHOR', shown: 5, total: 6 },
    ]),
  ).toEqual(['Showing 30 of up to 48 nodes', '16 people and 1 topic left out', '1 filtered out']);
  expect(honesty(1, 1, [])).toEqual(['Showing 1 node']);
});

test('what a relation leads to depends on where it is walked from', () => {
  const authored = { relation: 'AUTHORED', shown: 2, total: 9 } as const;
  expect(partOf('AUTHOR', authored)).toEqual({ kind: 'PAPER', shown: 2, total: 9 });
  expect(partOf('PAPER', authored)).toEqual({ kind: 'AUTHOR', shown: 2, total: 9 });
  expect(partOf('VENUE', authored)).toBeNull();
});

test('addresses of pages; an id cannot leave its place', () => {
  expect(pageOf('AUTHOR', 'A123')).toBe('/authors/A123');
  expect(pageOf('TOPIC', '../x?y')).toBe('/topics/..%2Fx%3Fy');
});
