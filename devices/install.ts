// A device of the engine: a kind with its parameters and its world bound.
import type { Flexibility, Formulation, Horizon } from '../optimisation/index.ts';
import type { Channel, DeviceKind, Range, SetPoint, Step, World } from './device.ts';

/** Bus, labels and parameters of a device; the parameters have been completed by the schema of its kind. */
export interface Place<P> {
  readonly id: string;
  readonly bus: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly params: P;
}

/** A device with its parameters and its world bound. Its functions are pure; the state is an argument. */
export interface Installed<X, U> {
  readonly id: string;
  readonly kind: string;
  readonly bus: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly channels: readonly Channel[];
  /** Rated apparent power of a converter with controllable reactive power [kVA]. */
  readonly rating_kva: number | undefined;
  /** Cost to the owner of drawing Δ kW less than planned: this times Δ² [currency/(kW² h)]. */
  readonly discomfort_per_kw2h: number | undefined;
  start(): X;
  inputs(k: number): U;
  limits(state: X, inputs: U): Range;
  defaultSetPoint(state: X, inputs: U): SetPoint;
  step(state: X, inputs: U, setPoint: SetPoint): Step<X>;
  /** Variables and constraints in an optimisation, named after the device; its forecast is its own inputs. */
  flexibility(state: X, horizon: Horizon, into: Formulation): Flexibility;
  observe(state: X): readonly number[];
}

/** Makes a device of this kind at a bus; the step width is that of the world. */
export function install<P, X, U>(kind: DeviceKind<P, X, U>, place: Place<P>, world: World): Installed<X, U> {
  const { id, bus, labels } = place;
  const params = rebuilt(place.params);
  const dt = world.dt_h;
  return {
    id,
    kind: kind.kind,
    bus,
    labels,
    channels: kind.channels(params),
    rating_kva: kind.rating_kva?.(params),
    discomfort_per_kw2h: kind.discomfort_per_kw2h?.(params),
    start: () => kind.start(params),
    inputs: (k) => kind.inputs(params, world, k),
    limits: (state, inputs) => kind.limits(params, state, inputs, dt),
    defaultSetPoint: (state, inputs) => kind.defaultSetPoint(params, state, inputs, dt),
    step: (state, inputs, setPoint) => kind.step(params, state, inputs, setPoint, dt),
    flexibility: (state, horizon, into) => {
      const inputs = horizon.hours.map((_, t) => kind.inputs(params, world, horizon.from + t));
      return kind.flexibility(params, state, inputs, horizon, into.scope(id.replaceAll(/[[\],\s]/g, '_')), dt);
    },
    observe: (state) => kind.observe(params, state),
  };
}

/**
 * A copy of the parameters, built key by key. In V8, objects made by spreading have a hidden class each, and code that uses
 * thousands of classes reads fields several times slower; these copies share one class.
 */
function rebuilt<P>(params: P): P {
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(params as object)) copy[name] = value;
  return Object.freeze(copy) as P;
}
