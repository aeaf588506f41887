// Day-ahead schedules of microgrids as MILPs: a battery, a photovoltaic plant, a load and appliances behind one connection, of sizes
// drawn from a seed. They are of the size and kind of a real batch, which is what their use is.
import { stream } from '../../base/index.ts';
import { formulate } from '../flexibility/formulate.ts';
import type { OptimisationProblem } from '../problem/problem.ts';

/** Power of a cycle of each class of appliances in quarters of an hour [kW]. */
const CYCLES_KW = [
  [3, 2.9, 0.7, 0.6, 0.9, 0.9, 0.9, 1.2, 1.4, 0.9],
  [3, 1, 0.5, 0.5, 2, 0.5],
];
const EFFICIENCY = 0.97;
/** Wear of the battery per kWh in and out, costs of the plant per kWh. */
const WEAR = 0.01;
const PV_COST = 0.05;

/**
 *   min   Δt Σt ( pt bt − 0.8 pt st + cᴾⱽ vt + cᴮ (charget + discharget) )
 *   s.t.  bt − st + vt + discharget − charget = loadt + cycles begun before t
 *         energy of the battery, empty at no time, at the end as at the beginning
 *         charge or discharge, buy or sell; every appliance runs once within its window
 */
export function microgridProblem(seed: number, steps = 96): OptimisationProblem {
  const random = stream(seed, 'microgrid', steps);
  const h = 24 / steps;
  const hour = (t: number) => (t + 0.5) * h;
  const price = Array.from({ length: steps }, (_, t) => 0.15 + 0.05 * Math.sin((hour(t) / 12 - 0.8) * Math.PI));
  const sun = (t: number) => Math.max(0, Math.sin(((hour(t) - 6) / 13) * Math.PI));
  const [pvMax, pMax, eMax] = [random.uniform(10, 300), random.uniform(20, 100), random.uniform(50, 200)];
  const load = price.map((_, t) => random.uniform(20, 60) * (1 - 0.4 * Math.cos((hour(t) / 12) * Math.PI)));
  const m = formulate(`microgrid ${seed}`);
  const limit = 2 * pvMax + 200;
  const bought = m.variables('bought', [steps], { min: 0, max: limit, cost: (t) => h * price[t]! });
  const sold = m.variables('sold', [steps], { min: 0, max: limit, cost: (t) => -0.8 * h * price[t]! });
  const pv = m.variables('pv', [steps], { min: 0, max: (t) => pvMax * sun(t), cost: h * PV_COST });
  const charge = m.variables('charge', [steps], { min: 0, max: pMax, cost: h * WEAR });
  const discharge = m.variables('discharge', [steps], { min: 0, max: pMax, cost: h * WEAR });
  const end = (t: number, other: number) => (t === steps - 1 ? eMax / 2 : other);
  const energy = m.variables('energy', [steps], { min: (t) => end(t, 0.1 * eMax), max: (t) => end(t, 0.9 * eMax) });
  const charging = m.variables('charging', [steps], { type: 'binary' });
  const buying = m.variables('buying', [steps], { type: 'binary' });
  const starts = CYCLES_KW.map((cycle, c) => {
    const [first, last] = [Math.floor(((5 + c) / 24) * steps), Math.floor((22 / 24) * steps) - cycle.length];
    const owned = 2 + Math.floor(random.uniform(0, 8));
    const started = m.variables(`started_${c}`, [steps], {
      type: 'integer',
      min: 0,
      max: (t) => (t >= first && t <= last ? owned : 0),
      cost: (t) => 1e-6 * t,
    });
    m.row(`owned_${c}`, (row) => price.reduce((sum, _, t) => sum.term(1, started(t)), row).equals(owned));
    return started;
  });
  m.rows('store', [steps], (row, t) => {
    row
      .term(1, energy(t))
      .term(-EFFICIENCY * h, charge(t))
      .term(h / EFFICIENCY, discharge(t));
    if (t > 0) row.term(-1, energy(t - 1)).equals(0);
    else row.equals(eMax / 2);
  });
  m.rows('balance', [steps], (row, t) => {
    row.term(1, bought(t)).term(-1, sold(t)).term(1, pv(t)).term(1, discharge(t)).term(-1, charge(t)).equals(load[t]!);
    for (const [c, started] of starts.entries()) {
      for (const [after, kw] of CYCLES_KW[c]!.entries()) if (t >= after) row.term(-kw, started(t - after));
    }
  });
  m.rows('one_way', [steps], (row, t) => row.term(1, charge(t)).term(-pMax, charging(t)).atMost(0));
  m.rows('other_way', [steps], (row, t) => row.term(1, discharge(t)).term(pMax, charging(t)).atMost(pMax));
  m.rows('buys', [steps], (row, t) => row.term(1, bought(t)).term(-limit, buying(t)).atMost(0));
  m.rows('sells', [steps], (row, t) => row.term(1, sold(t)).term(limit, buying(t)).atMost(limit));
  return m.build();
}
