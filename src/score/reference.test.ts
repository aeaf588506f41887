// The committed scorecards: results/reference/CASE.csv, each a scorecard.csv as `feederlab score` writes it.
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageFolder } from '../package.ts';
import { readReference, regressions, SCORE_FILE, type Scorecard, type ScoreRow, scoreCase } from './index.ts';

const root = fileURLToPath(packageFolder());
const studies = readdirSync(join(root, 'cases')).filter((name) => existsSync(join(root, 'cases', name, SCORE_FILE)));
const results = mkdtempSync(join(tmpdir(), 'feederlab-reference-'));
afterAll(() => rmSync(results, { recursive: true }));

const row = (id: string, ours: ScoreRow['ours'], status: ScoreRow['status']): ScoreRow => {
  return { id, published: 2.5, ours, unit: 'kW', deviation: null, status, provenance: [], note: '' };
};

describe('against its reference a scorecard', () => {
  const csv = 'id,published,ours,unit,deviation,status\na,2.5,2.48,kW,-0.02,inferred\nb,true,true,boolean,,pattern\n';
  const told = (...rows: ScoreRow[]) => regressions(readReference(csv), rows);

  it('may move within the digits printed, and may get better', () => {
    expect(told(row('a', 2.53, 'exact'), row('b', true, 'pattern'))).toEqual([]);
  });

  it.each<[string, ScoreRow[], string[]]>([
    ['a worse status', [row('a', 2.48, 'missed'), row('b', true, 'pattern')], ['a: was inferred, is missed']],
    [
      'a value beyond its digits',
      [row('a', 2.54, 'inferred'), row('b', true, 'pattern')],
      ['a: ours was 2.48, is 2.54'],
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
  ])('is told of %s', (_what, rows, expected) => {
    expect(told(...rows)).toEqual(expected);
  });
});

describe.each(studies)('the scorecard of %s', (name) => {
  const folder = join(root, 'cases', name);
  let card: Scorecard;
  beforeAll(async () => {
    card = await scoreCase(folder, { results });
  }, 60_000);

  it('is as good as the one committed', () => {
    const reference = readReference(readFileSync(join(root, 'results/reference', `${name}.csv`), 'utf8'));
    expect(regressions(reference, card.rows)).toEqual([]);
  });
});

describe('ieee33-microgrid with thermal units 3 % dearer', () => {
  it('moves the cost of every scenario that has them, and nothing else that is a cost', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'feederlab-dearer-')), 'ieee33-microgrid');
    cpSync(join(root, 'cases/ieee33-microgrid'), folder, { recursive: true });
    const file = join(folder, 'thermal.csv');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replaceAll(/0\.02\d+/g, (cost) => (1.03 * Number(cost)).toFixed(7)),
    );
    const [before, after] = [
      await scoreCase(join(root, 'cases/ieee33-microgrid'), { results }),
      await scoreCase(folder, { results }),
    ];
    rmSync(folder, { recursive: true });
    const moved = before.rows.filter(({ ours }, i) => after.rows[i]!.ours !== ours).map(({ id }) => id);
    const scenario = ['pv-wind', 'wind-pv', 'wind-ess'];
    const dearer = scenario.flatMap((s) => ['daily-cost', 'reduction'].map((q) => `ieee33.table-3.${s}.${q}`));
    expect(moved).toEqual(expect.arrayContaining(dearer));
    expect(moved).not.toContain('ieee33.table-3.stock.daily-cost');
    const statuses = new Map(after.rows.map(({ id, status }) => [id, status]));
    expect(statuses.get('ieee33.table-3.pv-wind.daily-cost')).toBe('missed');
  }, 60_000);
});
