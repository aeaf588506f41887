// A device of the engine: a kind with its parameters and its world bound.
import type { Contribution, Formulation, Horizon } from '../optimisation/index.ts';
import type { Channel, DeviceKind, Foreseen, Group, Range, SetPoint, Step, World } from './device.ts';

/** What plans see instead of the truth. `known` is the last step whose truth is known; that of no step when absent, a day ahead. */
export interface Forecast {
  /** As `World.profile`. */
  profile(name: string, k: number, known?: number): number;
  /** Whether another profile of the case is the forecast of this one; no error is added to what reads it. */
  isGiven(name: string): boolean;
  /** By what the power of a device is multiplied, ≥ 0. */
  factor(quantity: ForeseenQuantity, id: string, k: number, known?: number): number;
}

export type ForeseenQuantity = Foreseen<unknown, unknown>['quantity'];

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
  /**
   * The quantity that forecasts of it are wrong about, and its power in step k, by truth and by a day-ahead forecast [kW]; absent
   * with perfect foresight.
   */
  readonly foreseen?: {
    readonly quantity: ForeseenQuantity;
    truth_kw(k: number): number;
    forecast_kw(k: number): number;
  };
  start(): X;
  /** The truth. */
  inputs(k: number): U;
  /** The inputs as forecast when the truth is known up to the step `known`; of no step when absent. */
  forecast(k: number, known?: number): U;
  limits(state: X, inputs: U): Range;
  defaultSetPoint(state: X, inputs: U): SetPoint;
  step(state: X, inputs: U, setPoint: SetPoint): Step<X>;
  /** Variables and constraints in an optimisation, named after the device; its inputs are forecast as of `horizon.known`. */
  flexibility(state: X, horizon: Horizon, into: Formulation): Contribution;
  observe(state: X): readonly number[];
  /** Its part in a group; absent where the kind steps each device by itself. */
  readonly member?: Member<X, U>;
}

/** A device in a group of those with the same `group` and `world`. */
export interface Member<X, U> {
  readonly group: (params: readonly unknown[], world: World, at: Int32Array) => Group<X>;
  readonly world: World;
  readonly params: unknown;
  /** What the group does for the device; a device in which one of them is replaced is no member. */
  readonly replaces: Pick<Installed<X, U>, 'inputs' | 'step' | 'observe' | 'defaultSetPoint'>;
}

/**
 * Makes a device of this kind at a bus; the step width is that of the world.
 * @param errors the forecast that plans see; the truth when absent: perfect foresight
 */
export function install<P, X, U>(
  kind: DeviceKind<P, X, U>,
  place: Place<P>,
  world: World,
  errors?: Forecast,
): Installed<X, U> {
  const { id, bus, labels } = place;
  const params = rebuilt(place.params);
  const dt = world.dt_h;
  const truth = (k: number) => kind.inputs(params, world, k);
  const forecast = errors ? forecastOf(kind, { id, params, world, errors }) : truth;
  const { foreseen } = kind;
  const step: Installed<X, U>['step'] = (state, inputs, setPoint) => kind.step(params, state, inputs, setPoint, dt);
  const defaultSetPoint: Installed<X, U>['defaultSetPoint'] = (state, inputs) =>
    kind.defaultSetPoint(params, state, inputs, dt);
  const observe: Installed<X, U>['observe'] = (state) => kind.observe(params, state);
  return {
    id,
    kind: kind.kind,
    bus,
    labels,
    channels: kind.channels(params),
    rating_kva: kind.rating_kva?.(params),
    discomfort_per_kw2h: kind.discomfort_per_kw2h?.(params),
    start: () => kind.start(params),
    inputs: truth,
    forecast,
    ...(foreseen &&
      errors && {
        foreseen: {
          quantity: foreseen.quantity,
          truth_kw: (k: number) => foreseen.power_kw(params, truth(k)),
          forecast_kw: (k: number) => foreseen.power_kw(params, forecast(k)),
        },
      }),
    limits: (state, inputs) => kind.limits(params, state, inputs, dt),
    defaultSetPoint,
    step,
    flexibility: (state, horizon, into) => {
      const inputs = horizon.hours.map((_, t) => forecast(horizon.from + t, horizon.known));
      return kind.flexibility(params, state, inputs, horizon, into.scope(id.replaceAll(/[[\],\s]/g, '_')), dt);
    },
    observe,
    ...(kind.group && {
      member: {
        group: kind.group as Member<X, U>['group'],
        world,
        params,
        replaces: { inputs: truth, step, observe, defaultSetPoint },
      },
    }),
  };
}

interface Seen<P> {
  readonly id: string;
  readonly params: P;
  readonly world: World;
  readonly errors: Forecast;
}

/** The inputs of a device from the forecasts of its profiles, with the error of its own power where it has one. */
function forecastOf<P, X, U>({ foreseen, inputs }: DeviceKind<P, X, U>, { id, params, world, errors }: Seen<P>) {
  let latest: number | undefined;
  let given = false;
  const seen: World = {
    ...world,
    profile(name, k) {
      given ||= errors.isGiven(name);
      return errors.profile(name, k, latest);
    },
  };
  return (k: number, known?: number): U => {
    if (known !== undefined && k <= known) return inputs(params, world, k);
    [latest, given] = [known, false];
    const undisturbed = inputs(params, seen, k);
    if (!foreseen || given) return undisturbed;
    const factor = errors.factor(foreseen.quantity, id, k, known);
    return factor === 1 ? undisturbed : foreseen.scaled(params, undisturbed, factor);
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
