// How the aggregator allocates the room below the limits: a microgrid that schedules again may move energy to hours without a call, and
// all of them together must not exceed the limits there.
import type { CapacityLimit } from '../messages.ts';
import type { Allowance, Period } from '../terms.ts';
import { meanIn } from './schedules.ts';

interface Room {
  /** Hours without a call. */
  readonly periods: readonly Period[];
  readonly limits: readonly CapacityLimit[];
  /** Limits are for every step of an hour, or for its mean power. */
  readonly eachStep: boolean;
  /** Sum of all schedules over the steps [kW]. */
  readonly sum_kw: ArrayLike<number>;
}

/** @param share of the room, in proportion to what is accepted: those of all microgrids sum to 1 */
export function allowancesOf(own_kw: ArrayLike<number>, share: number, room: Room): Allowance[] {
  return room.periods.flatMap(({ hour, steps }) => {
    const limit = room.limits.find(({ period }) => period === hour);
    if (!limit) return [];
    const { export_max_kw, import_max_kw } = limit;
    return (room.eachStep ? steps.map((t) => [t]) : [steps]).map((of): Allowance => {
      const period = { hour, steps: of };
      const [own, sum] = [meanIn(own_kw, period), meanIn(room.sum_kw, period)];
      return {
        steps: of,
        least_kw: export_max_kw === null ? null : own - share * Math.max(0, export_max_kw + sum),
        most_kw: import_max_kw === null ? null : own + share * Math.max(0, import_max_kw - sum),
      };
    });
  });
}
