// The committed scorecards: results/reference/CASE.csv, each a scorecard.csv as `feederlab score` writes it.
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageFolder } from '../../package.ts';
import { readReference, regressions, SCORE_FILE, type Scorecard, scoreCase } from '../index.ts';

const root = fileURLToPath(packageFolder());
const studies = readdirSync(join(root, 'cases')).filter((name) => existsSync(join(root, 'cases', name, SCORE_FILE)));
const results = mkdtempSync(join(tmpdir(), 'feederlab-reference-'));
afterAll(() => rmSync(results, { recursive: true }));

const referenceOf = (name: string) =>
  readReference(readFileSync(join(root, 'results/reference', `${name}.csv`), 'utf8'));
const cards = new Map<string, Scorecard>();

describe.each(studies)('the scorecard of %s', (name) => {
  let card: Scorecard;
  beforeAll(async () => {
    card = await scoreCase(join(root, 'cases', name), { results, plots: 'none' });
    cards.set(name, card);
  }, 240_000);

  it('is as good as the one committed', () => {
    expect(regressions(referenceOf(name), card.rows)).toEqual([]);
  });

  it('is reported as worse with any row a status worse, or with a number 1 % and 2e-6 off', () => {
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

  // the input in inputs.csv, its place, and the rows that it must change
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
      const after = await scoreCase(folder, { results, plots: 'none' });
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
