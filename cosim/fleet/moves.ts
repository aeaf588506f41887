// The set points of a round, applied within the limits of the devices: groups first, then the devices that are stepped by themselves.
import { RunError } from '../../base/index.ts';
import type { Device, Powers, SetPoint, Step, Zip } from '../device.ts';
import type { Membership } from './members.ts';
import type { SetPoints } from './set-points.ts';
import { type createInputs, type createStates, failed } from './states.ts';

/** The devices before the step, and the results of the round. */
interface Round {
  readonly x: ReturnType<typeof createStates>;
  readonly u: ReturnType<typeof createInputs>;
  /** Powers at 1 p.u. voltage, over the devices. */
  readonly powers: Powers;
  readonly zips: (Zip | undefined)[];
}

/** Applies the set points; in a later round only those that changed. */
export function createMoves(
  devices: readonly Device[],
  { groups, alone }: Membership,
  { x, u, powers, zips }: Round,
): (setPoints: SetPoints, firstRound: boolean) => void {
  const due = new Uint8Array(devices.length);

  /** Steps devices one by one, in one try: the loop is hot. */
  const each = (at: Int32Array, setPoints: SetPoints, take: (d: number, did: Step<unknown>) => void) => {
    let hook: keyof Device = 'step';
    let i = 0;
    try {
      for (; i < at.length; i++) {
        const d = at[i]!;
        if (due[d] === 0) continue;
        const [device, state, inputs] = [devices[d]!, x.of(d), u.of(d)];
        hook = 'defaultSetPoint';
        const setPoint = setPoints.complete(d, () => device.defaultSetPoint(state, inputs));
        hook = 'step';
        const did = device.step(state, inputs, setPoint);
        if (!Number.isFinite(did.p_kw + did.q_kvar)) throw notFinite(device, did, setPoint);
        take(d, did);
      }
    } catch (error) {
      throw failed(devices[at[i]!]!, error, hook);
    }
  };
  return (setPoints, firstRound) => {
    const active = setPoints.mark(due, firstRound);
    for (const { group, at } of groups) {
      if (!firstRound && !isAnyDue(due, at)) continue;
      try {
        if (!active && group.react) group.react(setPoints, due, powers);
        else group.step(setPoints, due, powers);
      } catch (error) {
        each(at, setPoints, () => {}); // names the device
        throw error;
      }
      if (areFinite(powers, at)) continue;
      each(at, setPoints, () => {}); // names the device and its set point
      const d = at.find((d) => !Number.isFinite(powers.p_kw[d]! + powers.q_kvar[d]!))!;
      throw notFinite(devices[d]!, { p_kw: powers.p_kw[d]!, q_kvar: powers.q_kvar[d]! }, {});
    }
    each(alone, setPoints, (d, did) => {
      powers.p_kw[d] = did.p_kw;
      powers.q_kvar[d] = did.q_kvar;
      zips[d] = did.zip;
      x.next[d] = did.next;
    });
  };
}

function isAnyDue(due: Uint8Array, at: Int32Array): boolean {
  for (let i = 0; i < at.length; i++) if (due[at[i]!] === 1) return true;
  return false;
}

/** In one sum, which is 0 exactly where they are. */
function areFinite({ p_kw, q_kvar }: Powers, at: Int32Array): boolean {
  let sum = 0;
  for (let i = 0; i < at.length; i++) sum += 0 * (p_kw[at[i]!]! + q_kvar[at[i]!]!);
  return sum === 0;
}

const notFinite = ({ id }: Device, { p_kw, q_kvar }: Required<SetPoint>, setPoint: SetPoint): RunError =>
  new RunError(`device ${id} gave ${p_kw} kW, ${q_kvar} kvar for ${JSON.stringify(setPoint)}`);
