// The comparison of a scorecard with its reference, and the summaries of the references in the documents.
// reference.study.test.ts computes the scorecards.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { packageFolder } from '../../package.ts';
import { readReference, regressions, SCORE_FILE, type ScoreRow, summaryOf } from '../index.ts';

const root = fileURLToPath(packageFolder());
const studies = readdirSync(join(root, 'cases')).filter((name) => existsSync(join(root, 'cases', name, SCORE_FILE)));

const row = (id: string, ours: ScoreRow['ours'], status: ScoreRow['status']): ScoreRow => {
  return { id, published: 2.5, ours, unit: 'kW', deviation: null, status, sides: null, provenance: [], note: '' };
};

describe('the comparison of a scorecard with its reference', () => {
  const csv = 'id,published,ours,unit,deviation,status\na,2.5,2.48,kW,-0.02,inferred\nb,true,true,boolean,,pattern\n';
  const found = (...rows: ScoreRow[]) => regressions(readReference(csv), rows);

  it('allows a change of 0.1 %, and improvements', () => {
    expect(found(row('a', 2.482, 'exact'), row('b', true, 'pattern'))).toEqual([]);
  });

  it.each<[string, ScoreRow[], string[]]>([
    ['a worse status', [row('a', 2.48, 'missed'), row('b', true, 'pattern')], ['a: was inferred, is missed']],
    [
      'a value that drifts, its status unchanged',
      [row('a', 2.483, 'inferred'), row('b', true, 'pattern')],
      ['a: ours was 2.48, is 2.483'],
    ],
    [
      'a truth turned',
      [row('a', 2.48, 'inferred'), row('b', false, 'missed')],
      ['b: was pattern, is missed', 'b: ours was true, is false'],
    ],
    [
      'a value lost',
      [row('a', null, 'missed'), row('b', true, 'pattern')],
      ['a: was inferred, is missed', 'a: ours was 2.48, is null'],
    ],
    [
      'a row lost and one added',
      [row('a', 2.48, 'inferred'), row('c', 1, 'exact')],
      ['b: no longer scored', 'c: not in the reference'],
    ],
  ])('reports %s', (_what, rows, expected) => {
    expect(found(...rows)).toEqual(expected);
  });
});

it('allows at most half of the last digit for a value printed with more than three digits', () => {
  const csv = 'id,published,ours,unit,deviation,status\na,16.54,16.5384,%,-0.0016,fitted\n';
  const found = (ours: number) => regressions(readReference(csv), [row('a', ours, 'fitted')]);
  expect([found(16.543).length, found(16.544).length]).toEqual([0, 1]);
});

it('allows for a value of 0 only another one within its tolerance', () => {
  const csv = 'id,published,ours,unit,deviation,status\na,0.00066,2.4e-8,DKK,-0.00066,inferred\n';
  const found = (ours: number) => regressions(readReference(csv), [row('a', ours, 'inferred')]);
  expect([found(-7e-7).length, found(2e-6).length]).toEqual([0, 1]);
});

const referenceOf = (name: string) =>
  readReference(readFileSync(join(root, 'results/reference', `${name}.csv`), 'utf8'));

it.each(studies)('%s: its README and docs/tour.md have the summary of the reference', (name) => {
  const summary = summaryOf({ case: name, rows: referenceOf(name) });
  for (const page of ['docs/tour.md', `cases/${name}/README.md`])
    expect(readFileSync(join(root, page), 'utf8').split('\n'), page).toContain(summary);
});
