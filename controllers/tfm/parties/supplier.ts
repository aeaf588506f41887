// The energy supplier: buys the cheapest day for every device, and sends the DSO what the load points draw, before the market and
// after it.
import type { Baseline } from '../../feeder/baseline.ts';
import type { FeederDay } from '../../feeder/day.ts';
import {
  agentOf,
  aggregatorOf,
  DSO,
  deviceSchedule,
  deviceState,
  type LoadSchedule,
  SUPPLIER,
  schedulesOnTheWire,
} from '../../feeder/messages.ts';
import { deviceBaseline, loadBaseline, loadFinal, rescheduled } from '../messages.ts';

/** What it sees of the day: devices, prices and its mail; not the network. */
type Sees = Pick<FeederDay<unknown>, 'agents' | 'load_points' | 'baseline' | 'summed' | 'mail'>;

/** Step 1: the baseline from the states of the devices, to aggregators, devices without one, and DSO. */
export async function supplyBaseline(day: Sees): Promise<{ baseline: Baseline; loads: LoadSchedule }> {
  const { agents, mail } = day;
  mail.take(SUPPLIER, deviceState); // the models of the day begin at these states
  const baseline = await day.baseline();
  for (const { aggregator, devices } of agents) {
    const payload = schedulesOnTheWire(devices, baseline);
    if (aggregator === undefined) mail.send(deviceSchedule, { from: SUPPLIER, to: agentOf(undefined), payload });
    else mail.send(deviceBaseline, { from: SUPPLIER, to: aggregatorOf(aggregator), payload });
  }
  const sums = (of: readonly Float64Array[]) => day.summed(of, day.load_points).map((sum) => Array.from(sum));
  const loads = { load_points: day.load_points, p_kw: sums(baseline.p_kw), q_kvar: sums(baseline.q_kvar) };
  mail.send(loadBaseline, { from: SUPPLIER, to: DSO, payload: loads });
  return { baseline, loads };
}

/** Step 6: the baseline with what the aggregators changed, to the DSO. */
export function supplyFinal({ mail }: Pick<Sees, 'mail'>, loads: LoadSchedule): void {
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
