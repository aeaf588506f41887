// Re-dispatch of a microgrid whose bids were accepted: in the periods of the bids its net power is the planned one and the
// accepted change; accepted appliances run at their new times; all else is scheduled again by the same problem. So what becomes of
// energy that is not exported, curtailment or storage and a later sale, is an outcome of the costs.
import type { DeviceModel } from '../../feeder/models.ts';
import { type MicrogridPlan, type Period, signOf } from '../terms.ts';
import type { OwnBid, Scheduled } from './bids/offer.ts';
import { withStarts } from './bids/runs.ts';
import { energyOf } from './problem.ts';
import { type Solver, schedule } from './schedule.ts';

/** A bid and its accepted power [kW]; an on-off bid is accepted whole. */
export interface Accepted extends OwnBid {
  readonly accepted_kw: number;
}

export interface Redispatch {
  readonly before: Scheduled;
  readonly accepted: readonly Accepted[];
}

/** The schedules after acceptance, all in one batch. What a schedule cannot keep is in `plan.missing_kw`. */
export async function redispatch(
  microgrids: readonly Redispatch[],
  periods: readonly Period[],
  solver: Solver,
): Promise<Scheduled[]> {
  const agreed = microgrids.map((of) => withAccepted(of, periods));
  const plans = await schedule(
    agreed.map(({ scheduling }) => scheduling),
    solver,
  );
  return agreed.map((of, i) => ({ ...of, plan: plans[i]! }));
}

/** The problem of a microgrid with what is agreed, earlier and now. */
function withAccepted({ before, accepted }: Redispatch, periods: readonly Period[]): Omit<Scheduled, 'plan'> {
  const { scheduling, usable, plan } = before;
  const net_kw = new Map(scheduling.agreed_kw);
  const runs = new Map(scheduling.committed?.map((of) => [of.device, of]));
  const models = scheduling.models.slice();
  for (const { bid, basis, accepted_kw } of accepted) {
    const sign = signOf(bid.direction);
    const { steps } = periods.find(({ hour }) => hour === bid.period)!;
    for (const t of steps) {
      const planned = net_kw.get(t) ?? plan.net_kw[t]!;
      const shape = bid.type === 'on-off' ? (bid.follow_up_kw?.[t] ?? 0) : 0;
      net_kw.set(t, planned + sign * accepted_kw + shape);
    }
    if (basis.kind !== 'appliances') continue;
    for (const { device, starts, values } of basis.runs) {
      models[device] = fixedAt(usable[device]!, values);
      runs.set(device, { device, starts });
    }
  }
  const agreed_kw = new Map([...net_kw].toSorted(([a], [b]) => a - b));
  return { scheduling: { ...scheduling, models, agreed_kw, committed: [...runs.values()] }, usable };
}

/** A model in which nothing remains to be decided. */
function fixedAt(model: DeviceModel, values: Float64Array): DeviceModel {
  const { problem } = model;
  return { ...model, problem: { ...problem, variables: { ...problem.variables, min: values, max: values } } };
}

/**
 * The problem of the rest of a day, from the present states of the devices, with what an earlier plan has agreed for it: net powers,
 * runs of appliances that have not started, and the energy of stores at the end of the day.
 * @param now the problem without agreements, and `usable` as in `Scheduled`
 * @param passed steps of the earlier plan before the first of this one
 */
export function continued(
  now: Pick<Scheduled, 'scheduling' | 'usable'>,
  before: Pick<MicrogridPlan, 'agreed' | 'committed' | 'devices'>,
  passed: number,
): Pick<Scheduled, 'scheduling' | 'usable'> {
  const end_kwh = before.devices.map(({ shown }) => shown.find(({ name }) => name === 'e_kwh')?.values.at(-1));
  const models = now.scheduling.models.map((model, d) => withFreeEnd(model, end_kwh[d]));
  const committed = before.committed.flatMap(({ device, starts }) => {
    const ahead = starts.map((t) => t - passed).filter((t) => t >= 0);
    const values = ahead.length > 0 ? withStarts(now.usable[device]!, ahead) : undefined;
    if (!values) return [];
    models[device] = fixedAt(now.usable[device]!, values);
    return [{ device, starts: ahead }];
  });
  const agreed = before.agreed.filter(({ t }) => t >= passed).map(({ t, net_kw }) => [t - passed, net_kw] as const);
  const scheduling = { ...now.scheduling, models, committed, end_kwh, agreed_kw: new Map(agreed) };
  return { ...now, scheduling };
}

/** A model whose energy at the end of the horizon has the bounds of the step before, and may be that of an earlier plan. */
function withFreeEnd(model: DeviceModel, end_kwh: number | undefined): DeviceModel {
  const { problem } = model;
  const [last, before = last] = [...(energyOf(model) ?? [])]
    .slice(-2)
    .reverse()
    .map(({ terms }) => terms[0]?.[1]);
  if (end_kwh === undefined || last === undefined) return model;
  const { min, max } = { min: problem.variables.min.slice(), max: problem.variables.max.slice() };
  min[last] = Math.min(min[last]!, min[before!]!, end_kwh);
  max[last] = Math.max(max[last]!, max[before!]!, end_kwh);
  return { ...model, problem: { ...problem, variables: { ...problem.variables, min, max } } };
}
