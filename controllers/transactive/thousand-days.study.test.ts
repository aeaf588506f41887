// Days with random errors of forecasts, on the case of a thousand days, of which some are run: no step is worse with bonuses than without,
// nobody loses but by bonuses above the rational cap, and an interrupted run continues with the same bytes.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grouped } from '../../base/index.ts';
import { readCase } from '../../src/case/index.ts';
import { runCase } from '../../src/run.ts';

const CASE = fileURLToPath(new URL('../../cases/cired-transactive-days/', import.meta.url));
const DAYS = 12;
const ROUNDING_KW = 0.05;

interface Hour {
  readonly imbalance_kw: number;
  readonly residual_kw: number;
  readonly bonus_eur_per_kwh: number;
  readonly cap_eur_per_kwh: number;
}

interface Account {
  readonly time: string;
  readonly agent: string;
  readonly bonuses_eur: number;
  readonly profit_without_eur: number;
  readonly profit_with_eur: number;
}

const root = mkdtempSync(join(tmpdir(), 'feederlab-days-'));
const rowsOf = <R>(folder: string, table: string): R[] =>
  parse(readFileSync(join(folder, 'tables', `${table}.csv`)), { columns: true, cast: true }) as R[];
const study = () => readCase(CASE, { set: [`clock.days=${DAYS}`, 'controllers.transactive.cap=rational'] });

const whole = join(root, 'whole');
beforeAll(async () => {
  await runCase(await study(), { out: whole, plots: 'none' });
}, 120_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('days of wrong forecasts', () => {
  it('have an imbalance in most steps, which no bonus makes larger or turns round', () => {
    const hours = rowsOf<Hour>(whole, 'transactive_hours');
    const imbalances = hours.filter(({ imbalance_kw }) => Math.abs(imbalance_kw) > 1);
    expect(imbalances.length).toBeGreaterThan(0.9 * 24 * DAYS);
    const worse = hours.filter(
      ({ imbalance_kw: before, residual_kw: after }) =>
        Math.abs(after) > Math.abs(before) + ROUNDING_KW || (before * after < 0 && Math.abs(after) > ROUNDING_KW),
    );
    expect(worse).toEqual([]);
    expect(
      hours.filter(({ residual_kw: after, imbalance_kw: e }) => Math.abs(after) < 0.5 * Math.abs(e)).length,
    ).toBeGreaterThan(24);
  });

  it('have bonuses from 0 to the cap', () => {
    const hours = rowsOf<Hour>(whole, 'transactive_hours');
    expect(hours.filter(({ bonus_eur_per_kwh: b, cap_eur_per_kwh: cap }) => b < 0 || b > cap + 1e-12)).toEqual([]);
    expect(hours.some(({ bonus_eur_per_kwh: b }) => b > 0)).toBe(true);
  });

  it('leave no agent, nor the renewables, with less than without bonuses', () => {
    const accounts = rowsOf<Account>(whole, 'transactive_account');
    expect(accounts.length).toBeGreaterThanOrEqual(5 * DAYS);
    const lost = accounts.filter((of) => of.profit_with_eur < of.profit_without_eur - 1e-6);
    expect(lost).toEqual([]);
    const gained = accounts.filter((of) => of.profit_with_eur > of.profit_without_eur + 1);
    expect(gained.length).toBeGreaterThan(DAYS / 2);
  });

  it('have bonuses that sum to zero over the agents and the renewables', () => {
    const accounts = rowsOf<Account>(whole, 'transactive_account');
    const ofDay = grouped(accounts, ({ time }) => time);
    expect(ofDay.size).toBe(DAYS);
    for (const rows of ofDay.values()) {
      expect(rows.reduce((total, i) => total + accounts[i]!.bonuses_eur, 0)).toBeCloseTo(0, 6);
    }
  });

  it('differ from each other, and continue after an interruption with the same bytes', async () => {
    const totals = rowsOf<Account>(whole, 'transactive_account').filter(({ agent }) => agent === 'renewables');
    expect(new Set(totals.map((of) => of.profit_without_eur)).size).toBe(DAYS);

    const out = join(root, 'parts');
    const stop = new AbortController();
    const onProgress = (done: number) => {
      if (done === 24 * 5 + 7) stop.abort();
    };
    const first = await runCase(await study(), { out, plots: 'none', signal: stop.signal, onProgress });
    expect(first.status).toBe('interrupted');
    await runCase(await study(), { out, plots: 'none', resume: true });
    const tables = readdirSync(join(whole, 'tables'));
    expect(tables.length).toBeGreaterThan(3);
    for (const name of tables) {
      expect(existsSync(join(out, 'tables', name))).toBe(true);
      expect(
        readFileSync(join(out, 'tables', name), 'utf8') === readFileSync(join(whole, 'tables', name), 'utf8'),
      ).toBe(true);
    }
  }, 120_000);
});
