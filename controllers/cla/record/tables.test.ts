// The tables of a day of the published microgrids, of which CM2 gives up 20 kW of its export from 12 to 14 h.
import { describe, expect, it } from 'vitest';
import { solve } from '../../../optimisation/index.ts';
import type { Cell } from '../../../record/index.ts';
import { periodsOf } from '../microgrid/microgrids.ts';
import { schedule } from '../microgrid/schedule.ts';
import { day, names, published } from '../microgrid/testing/published.ts';
import type { PlannedCla } from '../plan.ts';
import { tables } from './tables.ts';

const solver = {
  seed: 0,
  solveAll: (problems: Parameters<typeof solve>[0][], options: Parameters<typeof solve>[1]) =>
    Promise.all(problems.map((problem) => solve(problem, options))),
};
const CUT_KW = 20;
const initial = await schedule(names.map(published), solver as never);
const cm2 = initial[names.indexOf('CM2')]!;
const agreed_kw = new Map([48, 49, 50, 51, 52, 53, 54, 55].map((t) => [t, cm2.net_kw[t]! + CUT_KW]));
const [changed] = await schedule([{ ...published('CM2'), agreed_kw }], solver as never);
const bid = (period: number, more: object) => ({
  bid: {
    id: `b${period}`,
    microgrid: 'CM2',
    period,
    direction: 'less-export',
    min_kw: 0,
    max_kw: 40,
    price: 0.1,
    ...more,
  },
  round: 1,
  state: 'accepted',
  accepted_kw: CUT_KW,
});
let next = 0;
const microgrids = names.map((name, i) => ({
  microgrid: { name, devices: initial[i]!.p_kw.map(() => next++) },
  initial: initial[i]!,
  final: name === 'CM2' ? changed! : initial[i]!,
}));
const of = {
  ...day,
  currency: 'EUR',
  devices: microgrids.flatMap(({ initial: { devices } }) => devices.map(({ role }) => ({ kind: role, labels: {} }))),
  plan: {
    microgrids,
    periods: periodsOf(day),
    prices: published('CM1').prices,
    reference_price: day.hours.map(() => 0.2),
    limits: [{ period: 12, export_max_kw: 330, import_max_kw: null }],
    bids: [bid(12, {}), bid(13, { follow_up_kw: day.hours.map((_, t) => (t === 60 ? -8 : 0)) })],
    log: [],
  },
} as unknown as PlannedCla;

/** The rows of a table in a step, by the keys of its columns. */
function rowsAt(name: string, t: number): Record<string, Cell>[] {
  const { table, rows } = tables.find((source) => source.table.name === name)!;
  return rows(of)!(t).map((row) => Object.fromEntries(table.columns.map((column) => [column.key, column.of(row, t)])));
}

describe('the tables of capacity limit allocation', () => {
  it('have schedules whose net power is consumption and storage less generation, within the forecast', () => {
    for (const t of day.hours.keys()) {
      for (const row of rowsAt('schedules', t)) {
        const at = (key: string) => Number(row[key]);
        for (const which of ['initial', 'final']) {
          const sum = at(`${which}_consumption_kw`) + at(`${which}_storage_kw`) - at(`${which}_generation_kw`);
          expect(at(`${which}_net_kw`)).toBeCloseTo(sum, 6);
          expect(at(`${which}_generation_kw`)).toBeLessThanOrEqual(at('available_kw') + 1e-6);
        }
      }
    }
  });

  it('have the sum of the microgrids, and limits in the hours that have them', () => {
    const [at] = rowsAt('limits', 50);
    expect(Number(at!['final_kw']) - Number(at!['initial_kw'])).toBeCloseTo(CUT_KW, 6);
    expect([at!['export_max_kw'], at!['import_max_kw']]).toEqual([330, Number.NaN]);
    expect(rowsAt('limits', 40)[0]!['export_max_kw']).toBeNaN();
  });

  it('have bids in the steps of their hour, and their changes with a share of what follows', () => {
    expect([47, 48, 51, 52, 56].map((t) => rowsAt('bids', t).map((row) => row['bid']))).toEqual([
      [],
      ['b12'],
      ['b12'],
      ['b13'],
      [],
    ]);
    expect([47, 48, 55, 60].map((t) => rowsAt('activations', t).map((row) => row['change_kw']))).toEqual([
      [],
      [CUT_KW],
      [CUT_KW],
      [-4],
    ]);
  });

  it('have the consumption that a microgrid can move, without its other load', () => {
    const kwh = day.hours
      .flatMap((_, t) => rowsAt('flexible-consumption', t))
      .map((row) => Number(row['initial_kw']) / 4);
    expect(kwh.reduce((a, b) => a + b)).toBeCloseTo(7 * 3.345 + 5 * 1.875, 6);
  });

  it('have accounts with the payments of accepted bids', () => {
    const value = (quantity: string) =>
      Number(rowsAt('accounts', 0).find((row) => row['microgrid'] === 'CM2' && row['quantity'] === quantity)!['value']);
    expect(value('payments')).toBeCloseTo(2 * CUT_KW * 0.1, 9);
    expect(value('MF')).toBeCloseTo(changed!.costs['sold']! + changed!.costs['bought']! - 4, 9);
    expect(value('MFnolim')).toBeCloseTo(-500.56, 2);
  });
});
