// A schedule without losses: every branch carries the sum of the loads behind it, and no reactive power beside its rating.
//   f[l] = Σj PTDF[l,j] P[j]
import type { Network } from '../../network/index.ts';
import { type AcCheck, ratings } from './ac-check.ts';
import type { AtBus } from './flows.ts';
import { summedAt } from './load-points.ts';
import { ptdf } from './ptdf.ts';
import type { Schedule } from './schedule.ts';

/** The validation with lossless flows and bare ratings in place of its own; voltages stay those of the AC power flow. */
export function withoutLosses(
  network: Network,
  devices: readonly AtBus[],
  { p_kw }: Pick<Schedule, 'p_kw'>,
  check: AcCheck,
): AcCheck {
  const steps = check.loss_kw.length;
  const buses = [...new Set(devices.map(({ bus }) => bus))];
  const loads = summedAt(devices, buses, p_kw, steps);
  const flow_kw = ptdf(network, buses).map((factors) =>
    Float64Array.from({ length: steps }, (_, t) => factors.reduce((sum, factor, j) => sum + factor * loads[j]![t]!, 0)),
  );
  const limit_kw = Array.from(ratings(network), (rating) => new Float64Array(steps).fill(rating));
  const loading_percent = flow_kw.map((of, l) =>
    of.map((f, t) => (limit_kw[l]![t]! < Infinity ? (100 * Math.abs(f)) / limit_kw[l]![t]! : Number.NaN)),
  );
  return { ...check, flow_kw, limit_kw, loading_percent };
}
