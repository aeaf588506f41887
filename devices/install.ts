// A kind, its parameters and its world make a device in its place: what the engine moves from step to step.
import type { Flexibility, Formulation, Horizon } from '../optimisation/index.ts';
import type { Channel, DeviceKind, Range, SetPoint, Step, World } from './device.ts';

/** Where a device stands, and with which parameters: those that the schema of its kind has completed. */
export interface Place<P> {
  readonly id: string;
  readonly bus: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly params: P;
}

/** A device with its parameters and its world bound. Pure but for what it is handed: its state travels outside. */
export interface Installed<X, U> {
  readonly id: string;
  readonly kind: string;
  readonly bus: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly channels: readonly Channel[];
  /** Rated apparent power of a converter whose reactive power may be asked for [kVA]. */
  readonly rating_kva: number | undefined;
  /** What it costs its owner to draw Δ kW less than planned: this times Δ² [currency/(kW² h)]. */
  readonly discomfort_per_kw2h: number | undefined;
  start(): X;
  inputs(k: number): U;
  limits(state: X, inputs: U): Range;
  defaultSetPoint(state: X, inputs: U): SetPoint;
  step(state: X, inputs: U, setPoint: SetPoint): Step<X>;
  /** Variables and rows it adds to an optimisation, named after it; its forecast is its own inputs. */
  flexibility(state: X, horizon: Horizon, into: Formulation): Flexibility;
  observe(state: X): readonly number[];
}

/** Puts a device of this kind in its place; the step width is the world's. */
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
 * The same parameters, built key by key. V8 gives objects that were made by spreading a hidden class each, and code that
 * meets thousands of classes reads their fields several times slower; built like this a fleet shares one.
 */
function rebuilt<P>(params: P): P {
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(params as object)) copy[name] = value;
  return Object.freeze(copy) as P;
}
