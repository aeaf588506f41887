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

export interface Moves {
  /**
   * Applies the set points; in a later round only those that changed.
   * @returns whether active powers may have changed
   */
  apply(setPoints: SetPoints, firstRound: boolean): boolean;
  /** Looks for a member of a group whose power is not finite; devices that are stepped by themselves are checked by `apply`. @throws RunError */
  check(setPoints: SetPoints): void;
}

export function createMoves(
  devices: readonly Device[],
  { groups, alone, groupOf }: Membership,
  { x, u, powers, zips }: Round,
): Moves {
  const due = new Uint8Array(devices.length);

  /** Steps devices one by one, in one try: the loop is hot. */
  const each = (at: Int32Array, setPoints: SetPoints, take: (d: number, did: Step<unknown>) => void) => {
    let hook: keyof Device = 'step';
    let i = 0;
    try {
      for (; i < at.length; i++) {
        const d = at[i]!;
        if (due[d] === 0) continue;
        const device = devices[d]!;
        const state = x.of(d);
        const inputs = u.of(d);
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
  /** Whether a group has members that are due. */
  const isDue = new Uint8Array(groups.length);
  return {
    apply(setPoints, firstRound) {
      const changed = setPoints.mark(due, firstRound);
      isDue.fill(firstRound ? 1 : 0);
      for (let i = 0; i < changed.count; i++) {
        const g = groupOf[changed.devices[i]!]!;
        if (g >= 0) isDue[g] = 1;
      }
      const reactive = !firstRound && !changed.active;
      let active = firstRound;
      for (let g = 0; g < groups.length; g++) {
        if (isDue[g] === 0) continue;
        const { group, at } = groups[g]!;
        try {
          if (reactive && group.react) group.react(setPoints, due, powers);
          else {
            group.step(setPoints, due, powers);
            active = true;
          }
        } catch (error) {
          each(at, setPoints, () => {}); // names the device
          throw error;
        }
      }
      each(alone, setPoints, (d, did) => {
        powers.p_kw[d] = did.p_kw;
        powers.q_kvar[d] = did.q_kvar;
        zips[d] = did.zip;
        x.next[d] = did.next;
        active = true;
      });
      return active;
    },
    check(setPoints) {
      for (const { at } of groups) {
        const d = at.find((d) => !Number.isFinite(powers.p_kw[d]! + powers.q_kvar[d]!));
        if (d === undefined) continue;
        each(at, setPoints, () => {}); // names the device and its set point
        throw notFinite(devices[d]!, { p_kw: powers.p_kw[d]!, q_kvar: powers.q_kvar[d]! }, {});
      }
    },
  };
}

const notFinite = ({ id }: Device, { p_kw, q_kvar }: Required<SetPoint>, setPoint: SetPoint): RunError =>
  new RunError(`device ${id} gave ${p_kw} kW, ${q_kvar} kvar for ${JSON.stringify(setPoint)}`);
