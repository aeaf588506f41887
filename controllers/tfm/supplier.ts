// The energy supplier: buys the cheapest day for every device, tells the DSO what its load points draw, and after the market
// what they draw then.
import type { DeviceView, Mail } from '../../cosim/index.ts';
import { type Baseline, baseline } from '../feeder/baseline.ts';
import { summedAt } from '../feeder/load-points.ts';
import {
  agentOf,
  aggregatorOf,
  DSO,
  deviceSchedule,
  deviceState,
  type LoadSchedule,
  SUPPLIER,
  schedulesOnTheWire,
} from '../feeder/messages.ts';
import { type Models, modelsOf } from '../feeder/models.ts';
import type { Today } from '../feeder/today.ts';
import { deviceBaseline, loadBaseline, loadFinal, rescheduled } from './messages.ts';

export interface Supply {
  readonly models: Models;
  readonly baseline: Baseline;
  /** The baseline of every load point. */
  readonly loads: LoadSchedule;
}

/** Step 1: where the devices stand, what is cheapest for them, and who has to know. */
export async function supply(today: Today, mail: Mail): Promise<Supply> {
  const { day, devices, agents, energy_price, seed } = today;
  for (const { aggregator, devices: own } of agents) {
    const payload = { shows: own.map((d) => devices[d]!.observe()) };
    mail.send(deviceState, { from: agentOf(aggregator), to: SUPPLIER, payload });
    if (aggregator !== undefined) {
      mail.send(deviceState, { from: agentOf(aggregator), to: aggregatorOf(aggregator), payload });
    }
  }
  const models = modelsOf(devices, day);
  const cheapest = await baseline(devices, day, energy_price, seed, models);
  for (const { aggregator, devices: own } of agents) {
    const payload = schedulesOnTheWire(own, cheapest);
    if (aggregator === undefined) mail.send(deviceSchedule, { from: SUPPLIER, to: agentOf(undefined), payload });
    else mail.send(deviceBaseline, { from: SUPPLIER, to: aggregatorOf(aggregator), payload });
  }
  const loads = loadsOf(devices, cheapest, day.hours.length);
  mail.send(loadBaseline, { from: SUPPLIER, to: DSO, payload: loads });
  return { models, baseline: cheapest, loads };
}

/** Step 6: the baseline with what the aggregators changed, to the DSO. */
export function supplyFinal({ loads }: Supply, mail: Mail): void {
  const final = { ...loads, p_kw: loads.p_kw.map((of) => [...of]), q_kvar: loads.q_kvar.map((of) => [...of]) };
  const place = new Map(loads.load_points.map((name, j) => [name, j]));
  for (const { payload } of mail.take(SUPPLIER, rescheduled)) {
    for (const [i, name] of payload.load_points.entries()) {
      const j = place.get(name)!;
      for (const t of payload.p_kw[i]!.keys()) {
        final.p_kw[j]![t]! += payload.p_kw[i]![t]!;
        final.q_kvar[j]![t]! += payload.q_kvar[i]![t]!;
      }
    }
  }
  mail.send(loadFinal, { from: SUPPLIER, to: DSO, payload: final });
}

function loadsOf(devices: readonly DeviceView[], { p_kw, q_kvar }: Baseline, steps: number): LoadSchedule {
  const load_points = [...new Set(devices.map(({ bus }) => bus))];
  const sums = (of: readonly Float64Array[]) => summedAt(devices, load_points, of, steps).map((sum) => Array.from(sum));
  return { load_points, p_kw: sums(p_kw), q_kvar: sums(q_kvar) };
}
