// Day-ahead: every agent plans the cheapest day of its devices against the energy price, and nominates it at its load points.

import { baseline } from '../../feeder/baseline.ts';
import type { FeederDay } from '../../feeder/day.ts';
import { connectionOf, forecastLoads, leastOf } from '../control-unit/connection.ts';
import { pricesOf } from '../control-unit/prices.ts';
import { CONTROL_UNIT, schedule } from '../messages.ts';
import type { Options } from '../options.ts';
import type { BonusPlan } from '../plan.ts';
import { agentsOf } from './agents.ts';
import { nominate } from './nomination.ts';

/** A source that is curtailed by less is not [kW]. */
const CURTAILED_KW = 1e-6;

export async function planDayAhead(day: FeederDay<Options>): Promise<BonusPlan> {
  const { devices, models, seed, solveAll, mail } = day;
  const { energy } = pricesOf(day);
  const planned = await baseline(devices, day, energy, seed, models, solveAll);
  const agents = agentsOf(devices, planned.flexible);
  const schedules = devices.map((_, d) => {
    if (!planned.flexible[d]) return undefined;
    const p_kw = planned.p_kw[d]!;
    if (!isSource(models.distinct[models.of[d]!]!.flexibility.shows)) return p_kw;
    return p_kw.map((kw, t) => (kw - leastOf(models, d, t) > CURTAILED_KW ? kw : Number.NaN));
  });
  for (const agent of agents) nominate(agent, devices, planned.p_kw, 0, mail);
  mail.take(CONTROL_UNIT, schedule);
  return {
    agents,
    day_ahead_kw: schedules,
    plan_kw: schedules,
    forecast: forecastLoads(connectionOf(day.network, devices), models, planned),
    balances: [],
    log: [],
  };
}

/** A source has all available power by default, and its power in a step depends on no other step. */
export const isSource = (shows: readonly { readonly name: string }[]): boolean =>
  shows.some(({ name }) => name === 'curtailment_kw');
