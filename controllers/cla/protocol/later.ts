// The rest of a plan, from a later step on.
import type { AcCheck } from '../../feeder/ac-check.ts';
import type { ClaPlan, Event } from '../plan.ts';
import type { MicrogridPlan, Prices } from '../terms.ts';
import type { Participants } from './participants.ts';

interface Later {
  /** Steps of the plan that are over. */
  readonly passed: number;
  readonly participants: Pick<Participants, 'periods' | 'others'>;
  /** Those that still take part, and their control agents. */
  readonly members: ReadonlyMap<string, string>;
  readonly log: readonly Event[];
}

/** The same schedules, limits and bids for the rest of the day, in an intraday stage. */
export function laterPlan(plan: ClaPlan, { passed, participants, members, log }: Later): ClaPlan {
  const { periods, others } = participants;
  const hours = new Set(periods.map(({ hour }) => hour));
  const prices = ({ buy, sell }: Prices): Prices => ({ buy: buy.slice(passed), sell: sell.slice(passed) });
  const rest = (of: readonly (readonly number[])[]) => of.map((one) => one.slice(passed));
  return {
    ...plan,
    stage: 'intraday',
    microgrids: plan.microgrids.flatMap((day) => {
      const agent = members.get(day.microgrid.name);
      if (agent === undefined) return [];
      const { initial, final, orders_kw, counted } = day;
      return {
        ...{ ...day, agent },
        initial: laterSchedule(initial, passed),
        final: laterSchedule(final, passed),
        orders_kw: orders_kw.map((p_kw) => p_kw?.slice(passed)),
        counted: { ...counted, p_kw: rest(counted.p_kw), q_kvar: rest(counted.q_kvar) },
      };
    }),
    periods,
    prices: prices(plan.prices),
    aggregator_prices: prices(plan.aggregator_prices),
    reference_price: plan.reference_price.slice(passed),
    others_kw: plan.others_kw.map((p_kw, d) => (others.has(d) ? p_kw?.slice(passed) : undefined)),
    limits: plan.limits.filter(({ period }) => hours.has(period)),
    before: laterCheck(plan.before, passed),
    after: laterCheck(plan.after, passed),
    log,
  };
}

/** Values of variables of the models remain those of the whole plan. */
export function laterSchedule(plan: MicrogridPlan, passed: number): MicrogridPlan {
  const over = (of: readonly Float64Array[]) => of.map((one) => one.slice(passed));
  return {
    ...plan,
    p_kw: over(plan.p_kw),
    q_kvar: over(plan.q_kvar),
    net_kw: plan.net_kw.slice(passed),
    missing_kw: plan.missing_kw.slice(passed),
    devices: plan.devices.map((device) => ({
      ...device,
      shown: device.shown.map((of) => ({ ...of, values: of.values.slice(passed) })),
    })),
    agreed: plan.agreed.flatMap(({ t, ...of }) => (t >= passed ? [{ ...of, t: t - passed }] : [])),
    committed: plan.committed.map(({ device, starts }) => ({
      device,
      starts: starts.flatMap((t) => (t >= passed ? [t - passed] : [])),
    })),
  };
}

function laterCheck(check: AcCheck, passed: number): AcCheck {
  const over = (of: readonly Float64Array[]) => of.map((one) => one.slice(passed));
  const { flow_kw, limit_kw, loading_percent, overload_kva, vm_pu, loss_kw } = check;
  return {
    flow_kw: over(flow_kw),
    limit_kw: over(limit_kw),
    loading_percent: over(loading_percent),
    overload_kva: over(overload_kva),
    vm_pu: over(vm_pu),
    loss_kw: loss_kw.slice(passed),
  };
}
