// A microgrid of one load, PV, one battery and appliances by its numbers, three times: as devices of the house; as the equations of the
// report with one binary per battery step, exchange step and start of an appliance; and as a check of a plan by these numbers.
import fc from 'fast-check';
import { testWorld } from '../../../../devices/testing/world.ts';
import { formulate, type OptimisationProblem } from '../../../../optimisation/index.ts';
import { modelsOf } from '../../../feeder/models.ts';
import { placed, viewOf } from '../../../testing/homes.ts';
import type { MicrogridPlan } from '../../terms.ts';
import type { Scheduling } from '../problem.ts';

export interface Numbers {
  /** Steps of one hour from midnight. */
  readonly buy: readonly number[];
  readonly sell: readonly number[];
  readonly load_kw: readonly number[];
  readonly sun: readonly number[];
  readonly pv: readonly { readonly kwp: number; readonly lcoe: number }[];
  readonly battery: {
    readonly p_kw: number;
    readonly cap_kwh: number;
    readonly start: number;
    readonly η: number;
    readonly wear: number;
  };
  /** Classes of appliances: how many, powers of a run over its hours, first and last hour of a start. */
  readonly appliances: readonly {
    readonly n: number;
    readonly cycle_kw: readonly number[];
    readonly from: number;
    readonly to: number;
  }[];
}

const [MIN, MAX] = [0.1, 0.9];
const tenths = (min: number, max: number) => fc.integer({ min: 10 * min, max: 10 * max }).map((n) => n / 10);

/** @param lowest price, below 0 where energy may have a negative value */
export const anyNumbers = (steps: number, lowest = 0): fc.Arbitrary<Numbers> => {
  const over = (value: fc.Arbitrary<number>) => fc.array(value, { minLength: steps, maxLength: steps });
  const appliance = fc
    .record({
      n: fc.integer({ min: 1, max: 2 }),
      cycle_kw: fc.array(tenths(0.5, 3), { minLength: 1, maxLength: 2 }),
      from: fc.integer({ min: 0, max: steps - 3 }),
      width: fc.integer({ min: 0, max: 2 }),
    })
    .map(({ width, ...of }) => ({ ...of, to: Math.min(steps - of.cycle_kw.length, of.from + width) }));
  return fc.record({
    buy: over(tenths(lowest, 5)),
    sell: over(tenths(lowest, 5)),
    load_kw: over(tenths(0, 4)),
    sun: over(tenths(0, 1)),
    pv: fc.array(fc.record({ kwp: tenths(1, 8), lcoe: tenths(0, 3) }), { minLength: 1, maxLength: 2 }),
    battery: fc.record({
      ...{ p_kw: tenths(1, 4), cap_kwh: tenths(2, 10), start: fc.constantFrom(0.1, 0.4, 0.9) },
      ...{ η: fc.constantFrom(0.8, 0.95, 1), wear: fc.constantFrom(0, 0.1, 0.5) },
    }),
    appliances: fc.array(appliance, { maxLength: 2 }),
  });
};

const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`;

/** As devices. */
export function asDevices(of: Numbers): Scheduling {
  const { buy, sell, load_kw, sun, pv, battery } = of;
  const world = testWorld({ profiles: { load: [...load_kw], sun: [...sun] } });
  const day = { from: 0, hours: buy.map((_, t) => clock(t)), dt_h: 1 };
  const device = (kind: string, id: string, params: object) => viewOf(placed(id, kind, params, world));
  const bounds = { soc_min: MIN, soc_max: MAX, soc_start: battery.start };
  const views = [
    device('load', 'load', { p_kw: 1, profile: 'load' }),
    ...pv.map(({ kwp, lcoe }, i) =>
      device('pv', `pv-${i}`, { p_peak_kw: kwp, profile: 'sun', cost_generation_per_kwh: lcoe }),
    ),
    device('battery', 'battery', {
      ...{ p_max_kw: battery.p_kw, e_cap_kwh: battery.cap_kwh, ...bounds },
      ...{ eta_charge: battery.η, eta_discharge: battery.η, cost_throughput_per_kwh: battery.wear },
    }),
    ...of.appliances.flatMap(({ n, cycle_kw, from, to }, a) =>
      Array.from({ length: n }, (_, i) =>
        device('appliance', `appliance-${a}-${i}`, {
          ...{ cycle_kw, cycle_step_min: 60, earliest: clock(from), latest: clock(to) },
        }),
      ),
    ),
  ];
  const { distinct, of: model } = modelsOf(views, day);
  const models = Array.from(model, (m) => distinct[m]!);
  return { microgrid: 'any', day, models, prices: { buy, sell }, currency: 'EUR' };
}

/** Equations 1 to 5 of the report, every binary in place. */
export function asEquations({ buy, sell, load_kw, sun, pv, battery, appliances }: Numbers): OptimisationProblem {
  const T = buy.map((_, t) => `${t}`);
  const m = formulate('equations');
  const drawn = (t: number) =>
    appliances.reduce((sum, { n, cycle_kw }) => sum + n * Math.max(...cycle_kw), load_kw[t]! + battery.p_kw);
  const fed = (t: number) => pv.reduce((sum, { kwp }) => sum + kwp * sun[t]!, battery.p_kw);
  const pb = m.variables('bought', [T], { min: 0, cost: (t) => buy[t]! });
  const ps = m.variables('sold', [T], { min: 0, cost: (t) => -sell[t]! });
  const y = m.variables('buys', [T], { type: 'binary' });
  const g = pv.map(({ kwp, lcoe }, i) =>
    m.variables(`pv-${i}`, [T], { min: 0, max: (t) => kwp * sun[t]!, cost: lcoe }),
  );
  const ch = m.variables('charge', [T], { min: 0, cost: battery.wear });
  const dis = m.variables('discharge', [T], { min: 0, cost: battery.wear });
  const x = m.variables('charging', [T], { type: 'binary' });
  const [min, max] = [MIN * battery.cap_kwh, MAX * battery.cap_kwh];
  const start = battery.start * battery.cap_kwh;
  const e = m.variables('energy', [T], {
    min: (t) => (t === T.length - 1 ? start : min),
    max: (t) => (t === T.length - 1 ? start : max),
  });
  m.rows('energy-of', [T], (row, t) => {
    row
      .term(1, e(t))
      .term(-battery.η, ch(t))
      .term(1 / battery.η, dis(t));
    if (t > 0) row.term(-1, e(t - 1)).equals(0);
    else row.equals(start);
  });
  m.rows('charges', [T], (row, t) => row.term(1, ch(t)).term(-battery.p_kw, x(t)).atMost(0));
  m.rows('discharges', [T], (row, t) => row.term(1, dis(t)).term(battery.p_kw, x(t)).atMost(battery.p_kw));
  m.rows('only-buys', [T], (row, t) => row.term(1, pb(t)).term(-drawn(t), y(t)).atMost(0));
  m.rows('only-sells', [T], (row, t) => row.term(1, ps(t)).term(fed(t), y(t)).atMost(fed(t)));
  const balance = m.rows('balance', [T], (row, t) => {
    row.term(1, pb(t)).term(-1, ps(t)).term(-1, ch(t)).term(1, dis(t)).equals(load_kw[t]!);
    for (const of of g) row.term(1, of(t));
  });
  for (const [a, { n, cycle_kw, from, to }] of appliances.entries()) {
    for (let i = 0; i < n; i++) {
      const starts = T.slice(from, to + 1);
      const s = m.variables(`start-${a}-${i}`, [starts], { type: 'binary' });
      m.row(`once-${a}-${i}`, (row) => {
        for (const k of starts.keys()) row.term(1, s(k));
        row.equals(1);
      });
      for (const k of starts.keys()) {
        for (const [c, kw] of cycle_kw.entries()) m.term(balance(from + k + c), -kw, s(k));
      }
    }
  }
  return m.build();
}

/** Everything that a plan violates, in words; `cost` is that of the report's equation 1. */
export function faultsOf(
  of: Numbers,
  { p_kw, net_kw }: MicrogridPlan,
): { readonly faults: string[]; readonly cost: number } {
  const { buy, sell, load_kw, sun, pv, battery, appliances } = of;
  const faults: string[] = [];
  const check = (holds: boolean, what: string) => {
    if (!holds) faults.push(what);
  };
  const near = (a: number, b: number) => Math.abs(a - b) < 1e-6;
  let cost = 0;
  let e = battery.start * battery.cap_kwh;
  const store = p_kw[1 + pv.length]!;
  for (const t of buy.keys()) {
    const net = p_kw.reduce((sum, power) => sum + power[t]!, 0);
    check(near(net, net_kw[t]!), `balance ${t}`);
    check(near(p_kw[0]![t]!, load_kw[t]!), `load ${t}`);
    cost += net > 0 ? buy[t]! * net : sell[t]! * net;
    for (const [i, { kwp, lcoe }] of pv.entries()) {
      const g = -p_kw[1 + i]![t]!;
      check(g > -1e-6 && g < kwp * sun[t]! + 1e-6, `pv ${i} ${t}`);
      cost += lcoe * g;
    }
    const p = store[t]!;
    check(Math.abs(p) < battery.p_kw + 1e-6, `power of the battery ${t}`);
    e += p > 0 ? battery.η * p : p / battery.η;
    check(e > MIN * battery.cap_kwh - 1e-6 && e < MAX * battery.cap_kwh + 1e-6, `energy of the battery ${t}`);
    cost += battery.wear * Math.abs(p);
  }
  check(near(e, battery.start * battery.cap_kwh), 'energy of the battery at the end');
  let d = 2 + pv.length;
  for (const [a, { n, cycle_kw, from, to }] of appliances.entries()) {
    for (let i = 0; i < n; i++, d++) {
      const begin = p_kw[d]!.findIndex((kw) => kw > 0);
      check(begin >= from && begin <= to, `start of appliance ${a} ${i}`);
      check(
        p_kw[d]!.every((kw, t) => near(kw, cycle_kw[t - begin] ?? 0)),
        `cycle of appliance ${a} ${i}`,
      );
    }
  }
  return { faults, cost };
}
