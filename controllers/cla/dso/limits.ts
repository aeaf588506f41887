// The limits of the DSO on the sum of the net power of all microgrids in each clock hour (equations 6 to 13).
//
//   violated     f[j] ≥ 0 is flexibility bought at load point j, one bid of each at a price of 1:
//                min Σj f[j]   s.t. the AC power flow of every slot of the hour keeps all limits,  0 ≤ f[j] ≤ f_max[j]
//                f_max is all that the load point exports in the hour where exports cause the violation, all that it imports elsewhere.
//                The limit is the sum with f.
//   not violated the limit is the sum to which exports, or imports, can grow at all load points, in proportion to their largest
//                power of the day, before a limit of the network is violated.
//
// A limit on the sum is a proxy. Where load points do not have the same effect on the violated element, plans within the limits can
// violate it: the DSO rejects these, and sets the limit of the hour anew around the rejected schedule.
import { sum } from '../../../base/index.ts';
import { gridOf } from '../../../network/index.ts';
import { type AcOptimum, acOptimum } from '../../../opf/index.ts';
import { formulate, linear, plus } from '../../../optimisation/index.ts';
import type { LoadSchedule } from '../../feeder/messages.ts';
import type { CapacityLimit } from '../messages.ts';
import type { Period } from '../terms.ts';
import { keeps, loadsAt, meanOver, violationsOf, type Watch } from './checks.ts';

/** The limits of some hours, and what no flexibility resolves, in words. */
export interface Limits {
  readonly limits: readonly CapacityLimit[];
  readonly unresolved: readonly string[];
}

/** A change of the net power below this is rounding [kW]. */
const ROUNDING_KW = 1e-6;
/** Sums up to this many times the largest one of the day are searched for a limit. */
const FARTHEST = 10;
/** A limit in an hour without violation is this exact, of the largest sum of the day. */
const EXACT = 1e-4;

/** @param those indices of the periods whose limits are to be set; all when absent */
export async function limitsOf(
  watch: Watch,
  schedule: LoadSchedule,
  periods: readonly Period[],
  dt_h: number,
  those: readonly number[] = [...periods.keys()],
): Promise<Limits> {
  const violations = violationsOf(watch, schedule);
  const limits: CapacityLimit[] = [];
  const unresolved: string[] = [];
  for (const h of those) {
    const bought = violations[h]!.some((of) => of.length > 0)
      ? await leastChange(watch, schedule, h, dt_h * periods[h]!.steps.length)
      : undefined;
    const found = limitOf(watch, schedule, periods[h]!, h, bought?.change_kw);
    limits.push(found);
    if (bought) unresolved.push(...bought.unresolved);
  }
  return { limits, unresolved };
}

function limitOf(
  watch: Watch,
  schedule: LoadSchedule,
  period: Period,
  h: number,
  change_kw: readonly number[] = schedule.load_points.map(() => 0),
): CapacityLimit {
  const total = sum(schedule.p_kw.map((of) => meanOver(of, period))) + sum(change_kw);
  const changed = sum(change_kw);
  const binds = change_kw.some((kw) => Math.abs(kw) > ROUNDING_KW);
  const grows = (sign: 1 | -1) => growth(watch, schedule, h, sign, change_kw);
  const beyond = (sign: 1 | -1) => {
    const by = grows(sign);
    return by === undefined ? null : sign * total + by;
  };
  const bindsExport = binds && changed >= -ROUNDING_KW;
  const bindsImport = binds && changed <= ROUNDING_KW;
  return {
    period: period.hour,
    export_max_kw: bindsExport ? -total : beyond(-1),
    import_max_kw: bindsImport ? total : beyond(1),
  };
}

/** By how much the sum can grow towards imports, or exports, until a limit is violated; undefined where none is in sight [kW]. */
function growth(
  watch: Watch,
  schedule: LoadSchedule,
  h: number,
  sign: 1 | -1,
  change_kw: readonly number[],
): number | undefined {
  const peaks = schedule.p_kw.map((of) => of.reduce((most, kw) => Math.max(most, Math.abs(kw)), 0));
  const largest = sum(peaks);
  if (largest === 0) return undefined;
  const grid = gridOf(watch.network);
  const possible = (by: number) =>
    watch.slots[h]!.every((_, s) => {
      const change = (j: number) => change_kw[j]! + (sign * by * peaks[j]!) / largest;
      return keeps(watch, grid, loadsAt(watch, schedule, h, s, change));
    });
  if (!possible(0)) return 0; // a violation that remains
  let [low, high] = [0, largest / 8];
  while (possible(high)) {
    low = high;
    high *= 2;
    if (high > FARTHEST * largest) return undefined;
  }
  while (high - low > EXACT * largest) {
    const middle = (low + high) / 2;
    if (possible(middle)) low = middle;
    else high = middle;
  }
  return low;
}

interface Bought {
  /** Of the net power of each load point [kW]. */
  readonly change_kw: readonly number[];
  readonly unresolved: readonly string[];
}

/** Mean export of each load point in a period; < 0 where it imports [kW]. */
function meanExport({ slots }: Watch, { p_kw }: LoadSchedule, h: number): number[] {
  const steps = slots[h]!.flatMap((slot) => slot.steps);
  return p_kw.map((of) => -meanOver(of, { steps }));
}

/**
 * The least change of the net powers that keeps the limits of the network; where none does, the least violation.
 * @param export_kw what each load point exports at most less, and imports less where it is below 0
 */
export async function leastChange(
  watch: Watch,
  schedule: LoadSchedule,
  h: number,
  dt_h: number,
  export_kw: readonly number[] = meanExport(watch, schedule, h),
): Promise<Bought> {
  const { load_points, p_kw, q_kvar } = schedule;
  const slots = watch.slots[h]!;
  const into = formulate(`limits of the hour from ${slots[0]!.name}`);
  const flexibility = (name: string, sign: 1 | -1) =>
    into.variables(name, [load_points], { min: 0, max: (j) => Math.max(0, sign * export_kw[j]!), cost: dt_h });
  const less_export = flexibility('less-export', 1);
  const less_import = flexibility('less-import', -1);
  const controls = load_points.map((bus, j) => ({
    name: bus,
    bus,
    p_kw: slots.map((slot) => plus(linear(1, less_export(j), meanOver(p_kw[j]!, slot)), linear(-1, less_import(j)))),
    q_kvar: slots.map((slot) => ({ terms: [], constant: meanOver(q_kvar[j]!, slot) })),
  }));
  const free = slots.map(() => 0);
  const optimum = await acOptimum({
    name: `limits of the hour from ${slots[0]!.name}`,
    network: watch.network,
    hours: slots.map(({ name }) => name),
    dt_h: dt_h / slots.length,
    devices: into.build(),
    controls,
    fixed: watch.others[h]!,
    exchange: {
      import_price: free,
      export_price: free,
      import_max_kw: Number.POSITIVE_INFINITY,
      export_max_kw: Number.POSITIVE_INFINITY,
    },
    limits: { voltage: watch.services.includes('voltage'), branches: watch.services.includes('overload') },
  });
  const change_kw = load_points.map((_, j) => optimum.x[less_export(j)]! - optimum.x[less_import(j)]!);
  return { change_kw, unresolved: [...violated(optimum, slots[0]!.name), ...opposed(change_kw, slots[0]!.name)] };
}

/** Limits that no change of the load points keeps. */
const violated = ({ status, limits }: AcOptimum, hour: string): string[] =>
  status === 'optimal'
    ? []
    : limits
        .filter(({ violation }) => violation > 0)
        .map(
          ({ what, name, violation }) =>
            `${hour}: ${what} of ${name} is violated by ${violation.toPrecision(3)} p.u. whatever the microgrids do`,
        );

/** Changes in both directions, which no limit on the sum expresses. */
function opposed(change_kw: readonly number[], hour: string): string[] {
  const up = sum(change_kw.map((kw) => Math.max(0, kw)));
  const down = sum(change_kw.map((kw) => Math.max(0, -kw)));
  if (Math.min(up, down) <= ROUNDING_KW) return [];
  return [
    `${hour}: some load points have to export ${up.toFixed(2)} kW less and others to import ${down.toFixed(2)} kW less, which a limit on the sum does not express`,
  ];
}
