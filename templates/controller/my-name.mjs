// my-name: a day ahead, one planner shifts cars, heat pumps and batteries so that the whole street pays least for its energy and
// for its peak.
//
//   min   Σt πt gt Δt + c P       gt = Σd pd,t, the load of the street; pd,t within what device d can do over the day
//   s.t.  gt ≤ P                  in every step t; λt is the shadow price of this row
//
// πt is the import price, c the demand charge. Losses and limits of the network are not part of the problem: the power flow of
// the run shows them. Devices with costs of their own (generators) are planned as if they had none.
import { eachStep, mechanism } from 'feederlab/controllers';
import { evaluate, formulate, shifted, solve, writeTerms } from 'feederlab/optimisation';
import { averaging, columns, indicator, panel, plot, seriesOf, table, WIDTH } from 'feederlab/record';
import { z } from 'zod';

/** @typedef {{ demand_charge_per_kw: number }} Options */
/** @typedef {{ p_kw: Float64Array[], load_kw: Float64Array, baseline_kw: Float64Array, peak_price: Float64Array }} Plan [device][t], then [t] */
/** @typedef {import('feederlab/controllers').FeederDay<Options>} Day */
/** @typedef {import('feederlab/controllers').Planned<Options, Plan>} Planned */

/** Options that a case may write: `controllers: [{ kind: my-name, demand_charge_per_kw: 0.5 }]`. */
const options = z.strictObject({
  demand_charge_per_kw: z.number().min(0).default(0.2).describe('Price of the highest load of the day [currency/kW]'),
});

/** @param {Day} day */
async function plan(day) {
  const { models, hours, dt_h, energy_price, options, seed } = day;
  const m = formulate('my-name');
  const load = m.variables('load', [hours], { cost: (t) => energy_price[t] * dt_h });
  const peak = m.variable('peak', { cost: options.demand_charge_per_kw });

  // What each device can do: its own variables and rows, and p_kw as expressions of them.
  const power = day.devices.map(({ id }, d) => {
    const { problem, flexibility } = models.distinct[models.of[d]];
    const first = m.scope(id).include(problem);
    return flexibility.p_kw.map((p) => shifted(p, first));
  });
  m.rows('balance', [hours], (row, t) => {
    row.term(-1, load(t));
    const fixed = power.reduce((sum, p) => sum + writeTerms(row, 1, p[t]), 0);
    row.equals(-fixed);
  });
  const below = m.rows('peak', [hours], (row, t) => row.term(1, load(t)).term(-1, peak).atMost(0));

  const solution = await solve(m.build(), { seed, prices: true });
  const baseline = await day.baseline();
  return {
    p_kw: power.map((p) => Float64Array.from(p, (of) => evaluate(of, solution.x))),
    load_kw: solution.values(load),
    baseline_kw: Float64Array.from(hours, (_, t) => baseline.p_kw.reduce((sum, p) => sum + p[t], 0)),
    peak_price: solution.dualsOf(below).map((dual) => Math.abs(dual)),
  };
}

// A column is name, unit, title, and where its value comes from. The names are also those of the CSV file.
/** @type {import('feederlab/record').Columns<Plan>} */
const { column } = columns();
const load = table('my-name-load', 'Load of the street', [
  column('baseline_kw', 'kW', 'Load if each device had its cheapest day by itself', (plan, t) => plan.baseline_kw[t]),
  column('load_kw', 'kW', 'Planned load', (plan, t) => plan.load_kw[t]),
  column('peak_price', '{currency}/kW', 'Shadow price of the peak', (plan, t) => plan.peak_price[t]),
]);

/** @type {import('feederlab/record').Plot<any>} */
const loadBeforeAfter = {
  id: 'my-name-load',
  reads: { load: seriesOf(load, ['baseline_kw', 'load_kw']) },
  caption: () => 'Load of the street as planned, and with the cheapest day of each device by itself (baseline).',
  draw: (run, { load }) => {
    const series = { baseline: load.baseline_kw, final: load.load_kw };
    const lines = panel(run, '', series, { title: 'Load [kW]' });
    return plot(run, 'Load of the street', { ...lines, width: WIDTH, height: 260 }, averaging(run));
  },
};

export const controllers = [
  mechanism({
    kind: 'my-name',
    title: 'least cost of energy and peak, one planner for all devices',
    options,
    needs: { market: true },
    dayAhead: plan,
    setPoints: ({ plan }) => plan.p_kw,
    planned: {
      heading: 'Peak of the street',
      tables: [
        eachStep(load, (/** @type {Planned} */ { plan }) => () => [plan]),
      ],
      indicators: [indicator('peak_kw', 'kW', 'Highest planned load', ({ plan }) => Math.max(...plan.load_kw), 'max')],
    },
    plots: [loadBeforeAfter],
  }),
];
