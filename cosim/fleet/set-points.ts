// Set points of all controllers for every device in one round. A later controller overrides an earlier one, separately for active
// and reactive power; without a set point a device has its default behaviour.
import { RunError } from '../../base/index.ts';
import type { Powers, SetPoint, SetPointColumns, SetPointsOf } from '../contracts.ts';

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
  add(controller: string, answer: SetPointsOf): void;
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
  /** Whether an active set point was ever given; a droop gives none. */
  let actives = false;
  const changed: Changed = { devices: new Int32Array(n), count: 0, active: false };

  const refused = (controller: string, d: number, setPoint: SetPoint): RunError => {
    const known = isGiven[d] !== undefined;
    const expected = known ? 'a finite number' : `a device from 0 to ${n - 1}`;
    return new RunError(
      `controller ${controller} asked device ${known ? ids[d] : d} for ${quantities(setPoint)}; expected ${expected}`,
    );
  };
  const give = (d: number) => {
    if (isGiven[d] === 1) return;
    isGiven[d] = 1;
    given.push(d);
  };
  const addColumn = (controller: string, devices: Int32Array, of: keyof Powers, column: Float64Array) => {
    const into = of === 'p_kw' ? p_kw : q_kvar;
    for (let i = 0; i < devices.length; i++) {
      const d = devices[i]!;
      const value = column[i] ?? Number.NaN; // a column that is too short
      if (isGiven[d] === undefined || !Number.isFinite(value)) throw refused(controller, d, { [of]: value });
      give(d);
      into[d] = value;
    }
  };

  return {
    p_kw,
    q_kvar,
    clear() {
      for (let i = 0; i < given.length; i++) q_kvar[given[i]!] = Number.NaN;
      if (actives) for (let i = 0; i < given.length; i++) p_kw[given[i]!] = Number.NaN;
    },
    add(controller, answer) {
      if (isColumns(answer)) {
        if (answer.p_kw) {
          actives = true;
          addColumn(controller, answer.devices, 'p_kw', answer.p_kw);
        }
        if (answer.q_kvar) addColumn(controller, answer.devices, 'q_kvar', answer.q_kvar);
        return;
      }
      answer.forEach((setPoint, d) => {
        if (isGiven[d] === undefined || !isSetPoint(setPoint.p_kw) || !isSetPoint(setPoint.q_kvar))
          throw refused(controller, d, setPoint);
        give(d);
        if (setPoint.p_kw !== undefined) {
          actives = true;
          p_kw[d] = setPoint.p_kw;
        }
        if (setPoint.q_kvar !== undefined) q_kvar[d] = setPoint.q_kvar;
      });
    },
    mark(due, firstRound) {
      due.fill(firstRound ? 1 : 0);
      changed.count = 0;
      changed.active = false;
      for (let i = 0; i < given.length; i++) {
        const d = given[i]!;
        const isActive = actives && !isSame(p_kw[d]!, last_p_kw[d]!);
        if (isActive || !isSame(q_kvar[d]!, last_q_kvar[d]!)) {
          due[d] = 1;
          changed.devices[changed.count++] = d;
          changed.active ||= isActive;
        }
        last_q_kvar[d] = q_kvar[d]!;
        if (actives) last_p_kw[d] = p_kw[d]!;
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

const isColumns = (answer: SetPointsOf): answer is SetPointColumns => 'devices' in answer;

const isSetPoint = (x: number | undefined) => x === undefined || Number.isFinite(x);

/** `NaN kW, 2 kvar`, without what is absent. */
const quantities = ({ p_kw, q_kvar }: SetPoint): string =>
  [p_kw === undefined ? [] : `${p_kw} kW`, q_kvar === undefined ? [] : `${q_kvar} kvar`].flat().join(', ') || 'nothing';
