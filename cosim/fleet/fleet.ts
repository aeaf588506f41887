// All devices of a scene: their states, their results in the present round, their loads at the buses. States change only in
// `advance`, so that a round can be repeated from the same states.
import { InputError, namedError, nearest, RunError } from '../../base/index.ts';
import type { Horizon } from '../../optimisation/index.ts';
import type { BusLoads, Device, DeviceView, Step } from '../contracts.ts';
import { createChannels } from './channels.ts';
import type { SetPoints } from './set-points.ts';

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
  /** Reads the external inputs of step k; the views show them. */
  observe(k: number): void;
  /** Shows forecasts of the present step in the views, as of the step `known`; of none when absent, a day ahead. */
  foresee(known?: number): void;
  /** Shows the truth of the present step in the views. */
  reveal(): void;
  /** Applies the set points within the limits of the devices; in a later round only those that changed. */
  move(setPoints: SetPoints, firstRound: boolean): void;
  /** Sums the powers over the buses, split into constant power, current and impedance. */
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
  const failed = (error: unknown, d: number, hook: keyof Device) => namedError(error, deviceHook(devices[d]!, hook));
  const within = <T>(d: number, hook: keyof Device, call: () => T): T => {
    try {
      return call();
    } catch (error) {
      throw failed(error, d, hook);
    }
  };
  const states = from ? [...from] : devices.map((device, d) => within(d, 'start', () => device.start()));
  const inputs: unknown[] = new Array(n).fill(undefined);
  const moves: Step<unknown>[] = new Array(n);
  const p_kw = new Float64Array(n);
  const q_kvar = new Float64Array(n);

  /** The present step, and whether the views show its truth; otherwise its forecast as of `known`. */
  const sight = { now: -1, truth: true, known: undefined as number | undefined };
  const defaultSetPoint = (d: number) => devices[d]!.defaultSetPoint(states[d], inputs[d]);
  const views = devices.map((device, d) =>
    viewOf(device, {
      state: () => states[d],
      inputs: () => (sight.truth || !device.forecast ? inputs[d] : device.forecast(sight.now, sight.known)),
      over: () => (sight.truth ? sight.now : sight.now - 1),
      within: (hook, call) => within(d, hook, call),
    }),
  );

  const channels = createChannels(devices, (d) => devices[d]!.observe(states[d]), failed);

  return {
    views,
    p_kw,
    q_kvar,
    channelsAt: channels.at,
    channels: channels.read,
    foresee(known) {
      Object.assign(sight, { truth: false, known });
    },
    reveal() {
      sight.truth = true;
    },
    observe(k) {
      Object.assign(sight, { now: k, truth: true });
      let d = 0; // one try for all devices: the loop is hot
      try {
        for (; d < n; d++) inputs[d] = devices[d]!.inputs(k);
      } catch (error) {
        throw failed(error, d, 'inputs');
      }
    },
    move(setPoints, firstRound) {
      let d = 0;
      let hook: keyof Device = 'step';
      try {
        for (; d < n; d++) {
          if (!setPoints.changed(d) && !firstRound) continue;
          hook = 'defaultSetPoint';
          const setPoint = setPoints.complete(d, () => defaultSetPoint(d));
          hook = 'step';
          const did = devices[d]!.step(states[d], inputs[d], setPoint);
          if (!Number.isFinite(did.p_kw + did.q_kvar)) {
            throw new RunError(
              `device ${devices[d]!.id} gave ${did.p_kw} kW, ${did.q_kvar} kvar for ${JSON.stringify(setPoint)}`,
            );
          }
          moves[d] = did;
        }
      } catch (error) {
        throw failed(error, d, hook);
      }
    },
    sum(loads) {
      for (const part of Object.values(loads) as Float64Array[]) part.fill(0);
      for (let d = 0; d < n; d++) addLoad(loads, busOf[d]!, moves[d]!);
    },
    draw(vm_pu) {
      for (let d = 0; d < n; d++) {
        const { p_kw: p, q_kvar: q, zip } = moves[d]!;
        const v = vm_pu ? vm_pu[busOf[d]!]! : 1;
        const share = zip ? zip.z * v * v + zip.i * v + zip.p : 1;
        p_kw[d] = p * share;
        q_kvar[d] = q * share;
      }
    },
    advance() {
      for (let d = 0; d < n; d++) states[d] = moves[d]!.next;
      channels.change();
    },
    states: () => [...states],
  };
}

interface Sight {
  state(): unknown;
  /** Of the present step, as they may be seen. */
  inputs(): unknown;
  /** The last step whose truth may be known. */
  over(): number;
  within<T>(hook: keyof Device, call: () => T): T;
}

function viewOf(device: Device, { state, inputs, over, within }: Sight): DeviceView {
  const { id, kind, bus, labels, rating_kva, discomfort_per_kw2h } = device;
  /** The truth of a later step is no part of a plan, whatever it says is known. */
  const bounded = (horizon: Horizon): Horizon =>
    horizon.known === undefined ? horizon : { ...horizon, known: Math.min(horizon.known, over()) };
  // without spreads, so that all views share a hidden class of V8: controllers read thousands of them in every round
  const view: { -readonly [field in keyof DeviceView]: DeviceView[field] } = {
    id,
    kind,
    bus,
    labels,
    rating_kva,
    discomfort_per_kw2h,
    limits: () => within('limits', () => device.limits(state(), inputs())),
    defaultSetPoint: () => within('defaultSetPoint', () => device.defaultSetPoint(state(), inputs())),
    observe: () => within('observe', () => device.observe(state())),
    respond: (setPoint) =>
      within('step', () => {
        const u = inputs();
        return device.step(state(), u, { ...device.defaultSetPoint(state(), u), ...setPoint });
      }),
  };
  if (device.flexibility)
    view.flexibility = (horizon, into) =>
      within('flexibility', () => device.flexibility!(state(), bounded(horizon), into));
  return view;
}

/** Loads of 0 at every bus. */
export function noLoads(buses: number): BusLoads {
  const zeros = () => new Float64Array(buses);
  return { p_kw: zeros(), q_kvar: zeros(), pi_kw: zeros(), qi_kvar: zeros(), pz_kw: zeros(), qz_kvar: zeros() };
}

/** Adds what a device draws to the loads of bus b. */
export function addLoad(
  loads: BusLoads,
  b: number,
  { p_kw: p, q_kvar: q, zip }: Pick<Step<unknown>, 'p_kw' | 'q_kvar' | 'zip'>,
): void {
  loads.p_kw[b]! += zip ? p * zip.p : p;
  loads.q_kvar[b]! += zip ? q * zip.p : q;
  if (zip === undefined) return;
  loads.pi_kw[b]! += p * zip.i;
  loads.qi_kvar[b]! += q * zip.i;
  loads.pz_kw[b]! += p * zip.z;
  loads.qz_kvar[b]! += q * zip.z;
}

/** What failed, in an error of a device. */
const deviceHook = ({ id, kind }: Device, hook: keyof Device): string => `device ${id} (${kind}) failed in ${hook}`;

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
