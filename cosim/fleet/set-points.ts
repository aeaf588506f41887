// Set points of all controllers for every device in one round. A later controller overrides an earlier one, separately for active
// and reactive power; without a set point a device has its default behaviour.
import { RunError } from '../../base/index.ts';
import type { Powers, SetPoint } from '../contracts.ts';

/** Devices whose set points have changed: `devices[0]` to `devices[count − 1]`. */
export interface Changed {
  readonly devices: Int32Array;
  count: number;
  /** Whether an active set point is among them. */
  active: boolean;
}

export interface SetPoints extends Powers {
  clear(): void;
  /** Overrides the present set points with those of one controller. */
  add(controller: string, answer: ReadonlyMap<number, SetPoint>): void;
  /**
   * Marks the devices whose set points have changed since they were last marked (1, else 0); all of them in a first round.
   * @returns which have changed; overwritten by the next
   */
  mark(due: Uint8Array, firstRound: boolean): Changed;
  /** The set point of device d, completed by its default behaviour. */
  complete(d: number, defaultSetPoint: () => SetPoint): SetPoint;
}

/** Set points of the devices with these ids, allocated once. */
export function createSetPoints(ids: readonly string[]): SetPoints {
  const n = ids.length;
  const p_kw = new Float64Array(n).fill(Number.NaN);
  const q_kvar = new Float64Array(n).fill(Number.NaN);
  const last_p_kw = p_kw.slice();
  const last_q_kvar = q_kvar.slice();
  /** Devices that a controller has given a set point; only theirs can change. */
  const given: number[] = [];
  const isGiven = new Uint8Array(n);
  const changed: Changed = { devices: new Int32Array(n), count: 0, active: false };

  return {
    p_kw,
    q_kvar,
    clear() {
      p_kw.fill(Number.NaN);
      q_kvar.fill(Number.NaN);
    },
    add(controller, answer) {
      answer.forEach((setPoint, d) => {
        const known = d >= 0 && d < n && Number.isInteger(d);
        if (!known || !isSetPoint(setPoint.p_kw) || !isSetPoint(setPoint.q_kvar)) {
          const expected = known ? 'a finite number' : `a device from 0 to ${n - 1}`;
          throw new RunError(
            `controller ${controller} asked device ${known ? ids[d] : d} for ${quantities(setPoint)}; expected ${expected}`,
          );
        }
        if (isGiven[d] === 0) given.push(d);
        isGiven[d] = 1;
        if (setPoint.p_kw !== undefined) p_kw[d] = setPoint.p_kw;
        if (setPoint.q_kvar !== undefined) q_kvar[d] = setPoint.q_kvar;
      });
    },
    mark(due, firstRound) {
      due.fill(firstRound ? 1 : 0);
      changed.count = 0;
      changed.active = false;
      for (let i = 0; i < given.length; i++) {
        const d = given[i]!;
        const isActive = !isSame(p_kw[d]!, last_p_kw[d]!);
        if (isActive || !isSame(q_kvar[d]!, last_q_kvar[d]!)) {
          due[d] = 1;
          changed.devices[changed.count++] = d;
          changed.active ||= isActive;
        }
        last_p_kw[d] = p_kw[d]!;
        last_q_kvar[d] = q_kvar[d]!;
      }
      return changed;
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

/** As `Object.is`, which V8 calls with numbers on the heap. */
const isSame = (a: number, b: number): boolean =>
  a === b ? a !== 0 || 1 / a === 1 / b : Number.isNaN(a) && Number.isNaN(b);

const isSetPoint = (x: number | undefined) => x === undefined || Number.isFinite(x);

/** `NaN kW, 2 kvar`, without what is absent. */
const quantities = ({ p_kw, q_kvar }: SetPoint): string =>
  [p_kw === undefined ? [] : `${p_kw} kW`, q_kvar === undefined ? [] : `${q_kvar} kvar`].flat().join(', ') || 'nothing';
