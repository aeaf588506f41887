// The devices of the agents that can change their power in the needed direction, with their answers. Equal devices share one.
import { reach } from '../../../optimisation/index.ts';
import type { FeederDay } from '../../feeder/day.ts';
import { isSource, leastOf } from '../../feeder/models.ts';
import type { Day } from '../../feeder/schedule.ts';
import type { Options } from '../options.ts';
import type { Sign } from '../plan.ts';
import type { Answering } from './agent.ts';
import { type DeviceResponse, openResponse } from './response.ts';

/** Powers apart by less are equal [kW]. */
const SAME_KW = 1e-9;

export interface Asking {
  readonly rest: FeederDay<Options>;
  readonly devices: readonly number[];
  /** Schedules in force from the present step on; NaN where a source feeds in all it has. */
  readonly plan_kw: readonly (Float64Array | undefined)[];
  /** Power by the plan in the present step [kW]. */
  readonly present_kw: readonly number[];
  readonly price: readonly number[];
  readonly sign: Sign;
  readonly cap: number;
}

export interface Questions {
  readonly answering: readonly Answering[];
  /** Nearest feasible plans of devices that cannot keep theirs, by device, over the horizon [kW]. */
  readonly corrected: ReadonlyMap<number, Float64Array>;
  close(): void;
}

export async function openQuestions(asking: Asking): Promise<Questions> {
  const { rest, devices, sign, cap, price } = asking;
  const known = new Map<string, Awaited<ReturnType<typeof openResponse>>>();
  const answering: Answering[] = [];
  const corrected = new Map<number, Float64Array>();
  for (const d of devices) {
    if (!hasRoom(asking, d)) continue;
    const model = rest.models.distinct[rest.models.of[d]!]!;
    const steps = isSource(model) ? 1 : horizonSteps(rest);
    const plan_kw = planOf(asking, d, steps);
    const key = `${rest.models.of[d]} ${plan_kw.join(' ')}`;
    let opened = known.get(key);
    if (!opened) {
      const day: Day = { ...rest, hours: rest.hours.slice(0, steps) };
      const question = { device: rest.devices[d]!, day, plan_kw, price: price.slice(0, steps), sign, cap };
      opened = await openResponse({ ...question, seed: rest.seed });
      known.set(key, opened);
    }
    if (opened.answers) answering.push({ device: d, answers: opened.answers });
    else corrected.set(d, opened.corrected);
  }
  const responses = [...known.values()].flatMap(({ answers }): DeviceResponse[] => (answers ? [answers] : []));
  const close = () => {
    for (const one of responses) one.close();
  };
  return { answering, corrected, close };
}

/** Whether the bounds of its variables let a device draw more, or less, than planned in the present step. */
function hasRoom({ rest: { models }, present_kw, sign }: Asking, d: number): boolean {
  const { problem, flexibility } = models.distinct[models.of[d]!]!;
  const { lower, upper } = reach(flexibility.p_kw.at(0), problem.variables);
  return sign > 0 ? upper > present_kw[d]! + SAME_KW : lower < present_kw[d]! - SAME_KW;
}

/** The schedule in force, with all available power where a source is not curtailed. */
function planOf({ rest, plan_kw, present_kw }: Asking, d: number, steps: number): Float64Array {
  return plan_kw[d]!.slice(0, steps).map((kw, t) =>
    t === 0 ? present_kw[d]! : Number.isNaN(kw) ? leastOf(rest.models, d, t) : kw,
  );
}

const horizonSteps = ({ options: { horizon_h }, hours, dt_h }: FeederDay<Options>): number =>
  horizon_h === undefined ? hours.length : Math.min(hours.length, Math.max(1, Math.round(horizon_h / dt_h)));
