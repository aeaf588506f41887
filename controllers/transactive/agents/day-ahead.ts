// Day-ahead: every agent plans the cheapest day of its devices against the energy price, and nominates it at its load points.

import { baseline } from '../../feeder/baseline.ts';
import type { FeederDay } from '../../feeder/day.ts';
import { unlessCurtailed } from '../../feeder/models.ts';
import { connectionOf, forecastLoads } from '../control-unit/connection.ts';
import { pricesOf } from '../control-unit/prices.ts';
import { CONTROL_UNIT, schedule } from '../messages.ts';
import type { Options } from '../options.ts';
import type { BonusPlan } from '../plan.ts';
import { agentsOf } from './agents.ts';
import { nominate } from './nomination.ts';

export async function planDayAhead(day: FeederDay<Options>): Promise<BonusPlan> {
  const { devices, models, seed, solveAll, mail } = day;
  const { energy } = pricesOf(day);
  const planned = await baseline(devices, day, energy, seed, models, solveAll);
  const agents = agentsOf(devices, planned.flexible);
  const schedules = devices.map((_, d) => {
    if (!planned.flexible[d]) return undefined;
    return unlessCurtailed(models, d, planned.p_kw[d]!);
  });
  for (const agent of agents) nominate(agent, devices, planned.p_kw, 0, mail);
  mail.take(CONTROL_UNIT, schedule);
  return {
    agents,
    day_ahead_kw: schedules,
    plan_kw: schedules,
    forecast_kw: planned.p_kw,
    forecast: forecastLoads(connectionOf(day.network, devices), models, planned),
    balances: [],
    log: [],
  };
}
