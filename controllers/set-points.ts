// Set points of a planned day: checked when they are planned, sent step by step.
import { RunError, show } from '../base/index.ts';
import type { DeviceView, SetPoint } from '../cosim/index.ts';
import { type Models, unlessCurtailed } from './feeder/models.ts';

/** A power over the steps [kW, kvar]; NaN in a step in which the device has its default behaviour. */
export interface Powers {
  readonly p_kw?: Float64Array | undefined;
  /** Of a converter alone: p² + q² ≤ s². */
  readonly q_kvar?: Float64Array | undefined;
}

/** What a device is to draw over the planned steps: p_kw, or both powers; undefined for one that keeps its default behaviour. */
export type PlannedSetPoint = Float64Array | Powers | undefined;

type Rated = Pick<DeviceView, 'id' | 'rating_kva'>;

/** A power may be this much beyond the rating of its converter, relative to 1 + the rating: rounding of a solver. */
const ROUNDING = 1e-6;

/**
 * Set points with both powers by name.
 * @throws RunError when they are not those of the devices, those of a device not those of the steps, or reactive power is set beyond
 *   the rating of a converter or without one
 */
export function checkedSetPoints(
  kind: string,
  setPoints: readonly PlannedSetPoint[],
  devices: readonly Rated[],
  hours: readonly string[],
): (Powers | undefined)[] {
  const expected = `expected one for each of the ${devices.length} devices, undefined for one that keeps its default`;
  if (setPoints.length !== devices.length) {
    throw new RunError(`${kind}, setPoints: found a list of ${setPoints.length}, ${expected}`);
  }
  return setPoints.map((given, d) => {
    if (given === undefined || given === null) return undefined;
    const powers: Powers = isPowers(given) ? given : { p_kw: given };
    const fail = (found: string, expected: string): never => {
      throw new RunError(`${kind}, setPoints, device ${devices[d]!.id}: found ${found}, expected ${expected}`);
    };
    for (const [name, values] of Object.entries(powers) as [string, ArrayLike<number> | undefined][]) {
      if (values === undefined || values?.length === hours.length) continue;
      const what = isPowers(given) ? `${name}: ` : '';
      const found = typeof values === 'object' && values !== null ? `${values.length} numbers` : show(values);
      fail(`${what}${found}`, `one for each of the ${hours.length} planned steps`);
    }
    withinRating(powers, devices[d]!, hours, fail);
    return powers;
  });
}

/** An earlier plan: its set points, those that are sent of them, and how many steps earlier it begins. */
export interface Earlier {
  readonly given: readonly (Powers | undefined)[];
  readonly sent: readonly (Powers | undefined)[];
  readonly steps: number;
}

/**
 * Set points without active power where a source is not curtailed, so that it feeds in what it has in truth, not what was forecast.
 * A power that is that of an earlier plan was decided by its forecast.
 */
export const withoutForecast = (
  given: readonly (Powers | undefined)[],
  models: Models,
  earlier?: Earlier,
): (Powers | undefined)[] =>
  given.map((powers, d) => {
    const { p_kw } = powers ?? {};
    if (!p_kw) return powers;
    const sent = unlessCurtailed(models, d, p_kw);
    const at = (of: readonly (Powers | undefined)[] = [], t: number) => of[d]?.p_kw?.[t + (earlier?.steps ?? 0)];
    const isKept = (t: number) => at(earlier?.given, t) === p_kw[t] && Number.isNaN(at(earlier?.sent, t));
    return { ...powers, p_kw: sent.map((kw, t) => (isKept(t) ? Number.NaN : kw)) };
  });

/** What a device is to do in a step. */
export const at = ({ p_kw, q_kvar }: Powers, t: number): SetPoint => ({
  ...(isSet(p_kw?.[t]) && { p_kw: p_kw![t]! }),
  ...(isSet(q_kvar?.[t]) && { q_kvar: q_kvar![t]! }),
});

const isSet = (power: number | undefined): boolean => power !== undefined && !Number.isNaN(power);

const isPowers = (given: Float64Array | Powers): given is Powers =>
  typeof given === 'object' && ('p_kw' in given || 'q_kvar' in given);

function withinRating(
  { p_kw, q_kvar }: Powers,
  { rating_kva }: Rated,
  hours: readonly string[],
  fail: (found: string, expected: string) => never,
): void {
  if (q_kvar === undefined) return;
  if (rating_kva === undefined) fail('q_kvar', 'p_kw alone, for the reactive power of the device is not controllable');
  for (const [t, q] of q_kvar.entries()) {
    const p = p_kw?.[t] ?? 0;
    if (Math.hypot(p, q) <= rating_kva! + ROUNDING * (1 + rating_kva!)) continue;
    fail(`${p} kW and ${q} kvar at ${hours[t]}`, `at most the rating of the converter, ${rating_kva} kVA`);
  }
}
