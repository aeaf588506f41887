// All devices of a scene: their states, their results in the present round, their loads at the buses. States change only in
// `advance`, so that a round can be repeated from the same states.
import { InputError, nearest, partsOf } from '../../base/index.ts';
import type { BusLoads, Device, DeviceView } from '../contracts.ts';
import { createChannels } from './channels.ts';
import { membershipOf } from './members.ts';
import { createMoves } from './moves.ts';
import type { SetPoints } from './set-points.ts';
import { createInputs, createStates, failed, zipsOf } from './states.ts';
import { areFinite, createSums } from './sums.ts';
import { viewOf } from './view.ts';

export interface Fleet {
  /** The devices in their present states, for controllers. */
  readonly views: readonly DeviceView[];
  /** Power at the solved voltage, over the devices [kW, kvar]; filled by `draw`. */
  readonly p_kw: Float64Array;
  readonly q_kvar: Float64Array;
  /** Where the channels of each device begin in `channels`. */
  readonly channelsAt: Int32Array;
  /** Present channel values of all devices; computed when first read after `advance`. */
  channels(): Float64Array;
  /** Those of device d, as a new list. */
  channelsOf(d: number): readonly number[];
  /** Reads the external inputs of step k; the views show them. */
  observe(k: number): void;
  /** Shows forecasts of the present step in the views, as of the step `known`; of none when absent, a day ahead. */
  foresee(known?: number): void;
  /** Shows the truth of the present step in the views. */
  reveal(): void;
  /** Applies the set points within the limits of the devices; in a later round only those that changed. */
  move(setPoints: SetPoints, firstRound: boolean): void;
  /** Sums the powers over the buses, split into constant power, current and impedance. @throws RunError where one is not finite */
  sum(loads: BusLoads): void;
  /** Power of each device at these bus voltages [p.u.]: p (Z v² + I v + P); at 1 p.u. without a solution. */
  draw(vm_pu: Float64Array | undefined): void;
  /** Ends the step: every device takes its next state. */
  advance(): void;
  /** Present states of the devices. States are never changed in place, so the list remains valid. */
  states(): readonly unknown[];
}

/**
 * `from` are the initial states; each device's own initial state when absent.
 * @throws InputError (source `scene`) when a device is at an unknown bus.
 */
export function createFleet(devices: readonly Device[], buses: readonly string[], from?: readonly unknown[]): Fleet {
  const n = devices.length;
  const busOf = placeAt(devices, buses);
  const parts = partsOf(busOf, buses.length);
  const within = <T>(d: number, hook: keyof Device, call: () => T): T => {
    try {
      return call();
    } catch (error) {
      throw failed(devices[d]!, error, hook);
    }
  };
  const initial = from ?? devices.map((device, d) => within(d, 'start', () => device.start()));
  const membership = membershipOf(devices);
  const x = createStates(initial, membership);
  const u = createInputs(devices, membership);
  /** Powers of the round at 1 p.u., and how they depend on the voltage. */
  const powers = { p_kw: new Float64Array(n), q_kvar: new Float64Array(n) };
  const zips = zipsOf(n, membership);
  /** Devices that may depend on the voltage: those that are stepped by themselves may in any round. */
  const dependents = Int32Array.from(devices.keys()).filter((d) => membership.groupOf[d]! < 0 || zips[d] !== undefined);
  const p_kw = new Float64Array(n);
  const q_kvar = new Float64Array(n);
  const channels = createChannels(devices, membership, x.of, (error, d, hook) => failed(devices[d]!, error, hook));

  /** The present step, and whether the views show its truth; otherwise its forecast as of `known`. */
  const sight = { now: -1, truth: true, known: undefined as number | undefined };
  const views = devices.map((device, d) =>
    viewOf(device, {
      state: () => x.of(d),
      inputs: () => (sight.truth || !device.forecast ? u.of(d) : device.forecast(sight.now, sight.known)),
      over: () => (sight.truth ? sight.now : sight.now - 1),
      within: (hook, call) => within(d, hook, call),
    }),
  );
  const moves = createMoves(devices, membership, { x, u, powers, zips });
  const sums = createSums(parts, powers, zips, dependents);
  let applied: SetPoints | undefined;

  return {
    views,
    p_kw,
    q_kvar,
    channelsAt: channels.at,
    channels: channels.read,
    channelsOf: channels.of,
    foresee(known) {
      Object.assign(sight, { truth: false, known });
    },
    reveal() {
      sight.truth = true;
    },
    observe(k) {
      Object.assign(sight, { now: k, truth: true });
      u.read(k);
    },
    move(setPoints, firstRound) {
      applied = setPoints;
      if (moves.apply(setPoints, firstRound)) sums.change();
    },
    sum(loads) {
      sums.into(loads);
      if (applied && !areFinite(loads)) moves.check(applied);
    },
    draw(vm_pu) {
      p_kw.set(powers.p_kw);
      q_kvar.set(powers.q_kvar);
      for (const d of dependents) {
        const zip = zips[d];
        if (zip === undefined) continue;
        const v = vm_pu ? vm_pu[busOf[d]!]! : 1;
        const share = zip.z * v * v + zip.i * v + zip.p;
        p_kw[d] = powers.p_kw[d]! * share;
        q_kvar[d] = powers.q_kvar[d]! * share;
      }
    },
    advance() {
      x.advance();
      channels.change();
    },
    states: () => devices.map((_, d) => x.of(d)),
  };
}

function placeAt(devices: readonly Device[], buses: readonly string[]): Int32Array {
  const place = new Map(buses.map((bus, i) => [bus, i]));
  const strays = devices.filter((device) => !place.has(device.bus));
  const problems = strays.map(({ id, bus }) => {
    const near = nearest(bus, buses);
    const hint = near === undefined ? {} : { hint: `did you mean "${near}"?` };
    return { where: `device ${id}, bus`, found: bus, expected: 'a bus of the grid', ...hint };
  });
  if (problems.length > 0) throw new InputError('scene', problems);
  return Int32Array.from(devices, (device) => place.get(device.bus)!);
}
