// What an aggregator bids with: the devices of its customers at a load point, and what is required there.
import type { Models } from '../../feeder/models.ts';
import type { Day, Schedule } from '../../feeder/schedule.ts';
import type { Requirement } from '../terms.ts';

/** Customers of one aggregator at one load point. */
export interface Portfolio {
  readonly aggregator: string;
  readonly load_point: string;
  /** Indices of their devices. */
  readonly devices: readonly number[];
}

/** What an aggregator knows when it bids or reschedules. Arrays over devices run over all of them, as `Portfolio` counts. */
export interface Offering {
  readonly day: Day;
  readonly models: Models;
  readonly baseline: Schedule;
  /** c over the steps of the day [currency/kWh]. */
  readonly spot: readonly number[];
  /** κ of each device [currency/(kW² h)]. */
  readonly discomfort_per_kw2h: ArrayLike<number>;
}

/** What the requirement table requires of a load point. */
export interface Call {
  /** K: steps in which its load is to be reduced. */
  readonly steps: readonly number[];
  /** H: steps in which it may be paid back. */
  readonly payback_steps: readonly number[];
  readonly payback_share_max: number;
  readonly price_max: number;
}

/** All that the table requires of a load point, undefined where it requires nothing; the payback must suit every line of it. */
export function callAt(load_point: string, requirements: readonly Requirement[]): Call | undefined {
  const lines = requirements.filter(({ load_points }) => load_points.includes(load_point));
  const [first] = lines;
  if (!first) return undefined;
  const steps = [...first.max_kw.keys()].filter((t) => lines.some(({ max_kw }) => max_kw[t]! > 0));
  return {
    steps,
    payback_steps: first.payback_steps.filter((h) => lines.every(({ payback_steps }) => payback_steps.includes(h))),
    payback_share_max: Math.min(...lines.map((line) => line.payback_share_max)),
    price_max: Math.min(...lines.map((line) => line.price_max)),
  };
}
