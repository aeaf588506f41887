// Set points of an answer by device, in either of its forms.
import type { SetPoint, SetPointsOf } from '../contracts.ts';

export function byDevice(answer: SetPointsOf): ReadonlyMap<number, SetPoint> {
  if (!('devices' in answer)) return answer;
  const { devices, p_kw, q_kvar } = answer;
  return new Map(
    Array.from(devices, (d, i): [number, SetPoint] => [
      d,
      { ...(p_kw && { p_kw: p_kw[i]! }), ...(q_kvar && { q_kvar: q_kvar[i]! }) },
    ]),
  );
}
