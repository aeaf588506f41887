// The committed scorecards: results/reference/CASE.csv, each a scorecard.csv as `feederlab score` writes it.
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageFolder } from '../../package.ts';
import {
  readReference,
  regressions,
  SCORE_FILE,
  type Scorecard,
  type ScoreRow,
  scoreCase,
  summaryOf,
} from '../index.ts';

const root = fileURLToPath(packageFolder());
const studies = readdirSync(join(root, 'cases')).filter((name) => existsSync(join(root, 'cases', name, SCORE_FILE)));
const results = mkdtempSync(join(tmpdir(), 'feederlab-reference-'));
afterAll(() => rmSync(results, { recursive: true }));

const row = (id: string, ours: ScoreRow['ours'], status: ScoreRow['status']): ScoreRow => {
  return { id, published: 2.5, ours, unit: 'kW', deviation: null, status, sides: null, provenance: [], note: '' };
};

describe('against its reference a scorecard', () => {
  const csv = 'id,published,ours,unit,deviation,status\na,2.5,2.48,kW,-0.02,inferred\nb,true,true,boolean,,pattern\n';
  const found = (...rows: ScoreRow[]) => regressions(readReference(csv), rows);

  it('may move by a thousandth, and may get better', () => {
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
  ])('is told of %s', (_what, rows, expected) => {
    expect(found(...rows)).toEqual(expected);
  });
});

it('a value printed with more digits than three may drift by half of the last one at most', () => {
  const csv = 'id,published,ours,unit,deviation,status\na,16.54,16.5384,%,-0.0016,fitted\n';
  const found = (ours: number) => regressions(readReference(csv), [row('a', ours, 'fitted')]);
  expect([found(16.543).length, found(16.544).length]).toEqual([0, 1]);
});

it('a value that came to nothing may come to another nothing, and to no more', () => {
  const csv = 'id,published,ours,unit,deviation,status\na,0.00066,2.4e-8,DKK,-0.00066,inferred\n';
  const found = (ours: number) => regressions(readReference(csv), [row('a', ours, 'inferred')]);
  expect([found(-7e-7).length, found(2e-6).length]).toEqual([0, 1]);
});

const referenceOf = (name: string) =>
  readReference(readFileSync(join(root, 'results/reference', `${name}.csv`), 'utf8'));
const cards = new Map<string, Scorecard>();

it.each(studies)('%s: its README and docs/tour.md have the summary of the reference', (name) => {
  const summary = summaryOf({ case: name, rows: referenceOf(name) });
  for (const page of ['docs/tour.md', `cases/${name}/README.md`])
    expect(readFileSync(join(root, page), 'utf8').split('\n'), page).toContain(summary);
});

describe.each(studies)('the scorecard of %s', (name) => {
  let card: Scorecard;
  beforeAll(async () => {
    card = await scoreCase(join(root, 'cases', name), { results, draw: false });
    cards.set(name, card);
  }, 240_000);

  it('is as good as the one committed', () => {
    expect(regressions(referenceOf(name), card.rows)).toEqual([]);
  });

  it('would be told to be worse with any row of it a status worse, or a number a hundredth and 2e-6 off', () => {
    const reference = referenceOf(name);
    for (const [i, row] of card.rows.entries()) {
      const others = card.rows.with(i, { ...row, status: 'missed' });
      if (row.status !== 'missed') expect(regressions(reference, others)).toEqual([expect.stringContaining(row.id)]);
      if (typeof row.ours !== 'number' || row.ours === 0) continue;
      const off = card.rows.with(i, { ...row, ours: 1.01 * row.ours + 2e-6 * Math.sign(row.ours) });
      expect(regressions(reference, off)).toEqual([expect.stringContaining(`${row.id}: ours was`)]);
    }
  });
});

/** Every number in a column of a table of the case, times a factor. */
function scaled(folder: string, file: string, column: string, factor: number): void {
  const lines = readFileSync(join(folder, file), 'utf8').split('\n');
  const head = lines.findIndex((line) => line !== '' && !line.startsWith('#'));
  const at = lines[head]!.split(',').indexOf(column);
  const text = lines.map((line, i) => {
    if (i <= head || line === '') return line;
    const cells = line.split(',');
    return cells.with(at, String(factor * Number(cells[at]))).join(',');
  });
  writeFileSync(join(folder, file), text.join('\n'));
}

describe('ieee33-microgrid with an input 3 % off', () => {
  const scenarios = ['pv-wind', 'wind-pv', 'wind-ess'];
  const costs = (...of: string[]) => of.map((s) => `ieee33.table-3.${s}.daily-cost`);
  const reductions = scenarios.map((s) => `ieee33.table-3.${s}.reduction`);

  // the input in inputs.csv, where it stands, and what it must move
  it.each([
    ['thermal.cost_b_per_kwh', 'thermal.csv', 'cost_b_per_kwh', [...costs(...scenarios), ...reductions]],
    ['loads.p_kw', 'loads.csv', 'p_kw', [...costs('stock', ...scenarios), ...reductions]],
    ['profiles.wind_pu', 'profiles.csv', 'wind_pu', [...costs(...scenarios), ...reductions]],
  ])(
    '%s moves the costs and reductions that rest on it, no other row, and the reference tells',
    async (input, file, column, expected) => {
      const folder = join(mkdtempSync(join(tmpdir(), 'feederlab-off-')), 'ieee33-microgrid');
      cpSync(join(root, 'cases/ieee33-microgrid'), folder, { recursive: true });
      scaled(folder, file, column, 1.03);
      const before = cards.get('ieee33-microgrid')!;
      const after = await scoreCase(folder, { results, draw: false });
      rmSync(folder, { recursive: true });
      const moved = before.rows.filter(({ ours }, i) => after.rows[i]!.ours !== ours);
      expect(moved.map(({ id }) => id)).toEqual(expect.arrayContaining(expected));
      for (const { id, provenance } of moved)
        expect(
          provenance.map((p) => p.id),
          id,
        ).toContain(input);
      const found = regressions(referenceOf('ieee33-microgrid'), after.rows);
      for (const id of costs(...scenarios)) expect(found).toContainEqual(expect.stringContaining(`${id}: ours was`));
      const statuses = new Map(after.rows.map(({ id, status }) => [id, status]));
      expect(statuses.get('ieee33.table-3.pv-wind.daily-cost')).toBe('missed');
    },
    120_000,
  );
});
