// What all controllers together ask of every device in one round. A later controller refines an earlier one, active and
// reactive power apart; what nobody asks is the device's own habit.
import { RunError } from '../base/index.ts';
import type { SetPoint } from './contracts.ts';

export interface SetPoints {
  clear(): void;
  /** Lays one controller's answer over what is asked already. */
  add(controller: string, answer: ReadonlyMap<number, SetPoint>): void;
  /** Whether device d is asked something else than when this was last said of it. */
  changed(d: number): boolean;
  /** The ask of device d, completed by its habit. */
  complete(d: number, defaultSetPoint: () => SetPoint): SetPoint;
}

/** Asks for n devices, allocated once. NaN stands for “nobody asks”. */
export function createSetPoints(n: number): SetPoints {
  const p_kw = new Float64Array(n).fill(Number.NaN);
  const q_kvar = new Float64Array(n).fill(Number.NaN);
  const last_p_kw = p_kw.slice();
  const last_q_kvar = q_kvar.slice();

  return {
    clear() {
      p_kw.fill(Number.NaN);
      q_kvar.fill(Number.NaN);
    },
    add(controller, answer) {
      for (const [d, setPoint] of answer) {
        const known = d >= 0 && d < n && Number.isInteger(d);
        if (!known || !isSetPoint(setPoint.p_kw) || !isSetPoint(setPoint.q_kvar)) {
          throw new RunError(
            `controller ${controller} asked device ${d} of ${n} for ${setPoint.p_kw} kW, ${setPoint.q_kvar} kvar`,
          );
        }
        if (setPoint.p_kw !== undefined) p_kw[d] = setPoint.p_kw;
        if (setPoint.q_kvar !== undefined) q_kvar[d] = setPoint.q_kvar;
      }
    },
    changed(d) {
      const same = Object.is(p_kw[d], last_p_kw[d]) && Object.is(q_kvar[d], last_q_kvar[d]);
      last_p_kw[d] = p_kw[d]!;
      last_q_kvar[d] = q_kvar[d]!;
      return !same;
    },
    complete(d, defaultSetPoint) {
      const p = p_kw[d]!;
      const q = q_kvar[d]!;
      const hasP = !Number.isNaN(p);
      const hasQ = !Number.isNaN(q);
      if (hasP && hasQ) return { p_kw: p, q_kvar: q };
      const own = defaultSetPoint();
      if (hasP) return own.q_kvar === undefined ? { p_kw: p } : { p_kw: p, q_kvar: own.q_kvar };
      if (hasQ) return own.p_kw === undefined ? { q_kvar: q } : { p_kw: own.p_kw, q_kvar: q };
      return own;
    },
  };
}

const isSetPoint = (x: number | undefined) => x === undefined || Number.isFinite(x);
