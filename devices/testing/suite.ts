// Properties of every kind of device, for random parameters, worlds and set points. Each kind provides its parameters, its energy
// balance, and its bounds of reactive power.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { DeviceKind, Range, SetPoint, Step, World } from '../device.ts';
import { install } from '../install.ts';
import { asOneByOne } from './group.ts';
import { anyProfile, testWorld } from './world.ts';

export interface Arbitraries<P, X, U> {
  /** Parameters in the form of a case; the schema must accept them. */
  readonly params: fc.Arbitrary<unknown>;
  /** Values of every profile that the parameters name. */
  readonly profile?: Range;
  /** Residual of the energy balance of one step [kWh], or of the cost [currency]: 0. */
  balance(params: P, state: X, inputs: U, step: Step<X>, dt_h: number): number;
  /** Bounds of the reactive power at the active power of the step. */
  reactive(params: P, inputs: U, step: Step<X>): Range;
  /** Bounds of its state, as pairs of a value and its range. */
  holds?(params: P, state: X): readonly (readonly [value: number, range: Range])[];
  /** Whether some powers within the limits are infeasible, so that a set point is moved: on or off. */
  readonly gaps?: boolean;
}

const SEED = 4711;
const STEPS = 30;
const RUNS = 80;
const CLOSE = 1e-9;

const wild = [undefined, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e308, -1e308, 0, -0];
const power = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: -30, max: 30, noNaN: true }) },
  { weight: 2, arbitrary: fc.constantFrom(...wild) },
);
const anySetPoint: fc.Arbitrary<SetPoint> = fc
  .tuple(power, power)
  .map(([p, q]) => ({ ...(p === undefined ? {} : { p_kw: p }), ...(q === undefined ? {} : { q_kvar: q }) }));

interface Trial<P> {
  readonly params: P;
  readonly world: World;
  readonly setPoints: readonly SetPoint[];
}

/** Parameters, a world with random profiles, and set points for every step. */
function trials<P, X, U>(kind: DeviceKind<P, X, U>, own: Arbitraries<P, X, U>): fc.Arbitrary<Trial<P>> {
  const { min, max } = own.profile ?? { min: 0, max: 1 };
  return fc
    .record({
      raw: own.params,
      dt_h: fc.constantFrom(1 / 60, 1 / 12, 1 / 4, 1 / 2, 1),
      quarter: fc.integer({ min: 0, max: 95 }),
      weekday: fc.integer({ min: 1, max: 7 }),
      values: fc.array(fc.double({ min, max, noNaN: true }), { minLength: STEPS, maxLength: STEPS }),
      setPoints: fc.array(anySetPoint, { minLength: STEPS, maxLength: STEPS }),
    })
    .map(({ raw, dt_h, quarter, weekday, values, setPoints }) => {
      const params = frozen(kind.schema.parse(copy(raw)));
      return {
        params,
        world: testWorld({ dt_h, hour: quarter / 4, weekday, profiles: anyProfile(values) }),
        setPoints,
      };
    });
}

function frozen<T>(value: T): T {
  if (value !== null && typeof value === 'object') {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

export function passesTheDeviceSuite<P, X, U>(kind: DeviceKind<P, X, U>, own: Arbitraries<P, X, U>): void {
  const arbitrary = trials(kind, own);

  /** Runs a trial with frozen arguments, so that changing any of them throws. */
  function eachStep(
    { params, world, setPoints }: Trial<P>,
    visit: (state: X, inputs: U, setPoint: SetPoint, step: Step<X>) => void,
  ) {
    let state = frozen(kind.start(params));
    setPoints.forEach((setPoint, k) => {
      const inputs = frozen(kind.inputs(params, world, k));
      const step = kind.step(params, state, inputs, frozen(setPoint), world.dt_h);
      visit(state, inputs, setPoint, step);
      state = frozen(step.next);
    });
  }

  const holds = (claim: string, check: (trial: Trial<P>) => void) =>
    it(claim, () => {
      const property = fc.property(arbitrary, (trial) => {
        check(trial);
      });
      fc.assert(property, { seed: SEED, numRuns: RUNS });
    });

  describe(`${kind.kind} as any device`, () => {
    holds('closes its energy balance in every step', (trial) =>
      eachStep(trial, (state, inputs, _setPoint, step) => {
        const rest = own.balance(trial.params, state, inputs, step, trial.world.dt_h);
        expect(Math.abs(rest)).toBeLessThanOrEqual(CLOSE);
      }),
    );

    holds('keeps its limits at any set point', (trial) =>
      eachStep(trial, (state, inputs, _setPoint, step) => {
        const { min, max } = kind.limits(trial.params, state, inputs, trial.world.dt_h);
        expect(Number.isFinite(min) && Number.isFinite(max) && min <= max).toBe(true);
        expect(step.p_kw >= min && step.p_kw <= max).toBe(true);
        const q = own.reactive(trial.params, inputs, step);
        expect(step.q_kvar >= q.min - CLOSE && step.q_kvar <= q.max + CLOSE).toBe(true);
        for (const [value, range] of own.holds?.(trial.params, step.next) ?? [])
          expect(value >= range.min - CLOSE && value <= range.max + CLOSE).toBe(true);
        if (step.zip) expect(step.zip.z + step.zip.i + step.zip.p).toBeCloseTo(1, 12);
      }),
    );

    holds('follows a feasible set point', (trial) =>
      eachStep(trial, (state, inputs) => {
        const { params, world } = trial;
        const { min, max } = kind.limits(params, state, inputs, world.dt_h);
        for (const p_kw of own.gaps ? [min, max] : [min, (min + max) / 2, max])
          expect(kind.step(params, state, inputs, { p_kw }, world.dt_h).p_kw === p_kw).toBe(true);
      }),
    );

    holds('follows a feasible set point of active and reactive power', (trial) =>
      eachStep(trial, (state, inputs) => {
        const { params, world } = trial;
        if (kind.rating_kva?.(params) === undefined) return;
        const { min, max } = kind.limits(params, state, inputs, world.dt_h);
        for (const p_kw of [min, max]) {
          const range = own.reactive(params, inputs, kind.step(params, state, inputs, { p_kw }, world.dt_h));
          for (const q_kvar of [range.min, range.max / 2, range.max]) {
            const step = kind.step(params, state, inputs, { p_kw, q_kvar }, world.dt_h);
            expect([step.p_kw, step.q_kvar + 0]).toEqual([p_kw + 0, q_kvar + 0]);
          }
        }
      }),
    );

    holds('has its default behaviour without a set point', (trial) =>
      eachStep(trial, (state, inputs) => {
        const { params, world } = trial;
        const defaultSetPoint = kind.defaultSetPoint(params, state, inputs, world.dt_h);
        const byDefault = kind.step(params, state, inputs, defaultSetPoint, world.dt_h);
        expect(byDefault.p_kw === defaultSetPoint.p_kw).toBe(true);
        expect(kind.step(params, state, inputs, {}, world.dt_h)).toEqual(byDefault);
        expect(kind.step(params, state, inputs, { p_kw: Number.NaN }, world.dt_h)).toEqual(byDefault);
      }),
    );

    holds('reads the profiles that its schema declares as such, and no others', ({ params, world }) => {
      const fields = z.toJSONSchema(kind.schema, { io: 'input' }).properties ?? {};
      const named = Object.entries(fields).flatMap(([field, shape]) =>
        Object.hasOwn(shape as object, 'profile') ? [(params as Record<string, unknown>)[field]] : [],
      );
      kind.inputs(
        params,
        {
          ...world,
          profile(name, k) {
            expect(named).toContain(name);
            return world.profile(name, k);
          },
        },
        0,
      );
    });

    holds('has equal results for equal arguments', (trial) =>
      eachStep(trial, (state, inputs, setPoint, step) =>
        expect(kind.step(trial.params, state, inputs, setPoint, trial.world.dt_h)).toEqual(step),
      ),
    );

    holds('has the same results after its parameters, state and inputs are converted to JSON and back', (trial) =>
      eachStep(trial, (state, inputs, setPoint, step) => {
        const again = kind.step(copy(trial.params), copy(state), copy(inputs), setPoint, trial.world.dt_h);
        expect(again).toEqual(step);
        expect(structuredClone(step.next)).toEqual(step.next);
      }),
    );

    holds('does not change complete parameters', ({ params }) => expect(kind.schema.parse(params)).toEqual(params));

    it.runIf(kind.group)('steps a group to the results of each of its devices, bit for bit', () => {
      fc.assert(
        fc.property(fc.array(arbitrary, { minLength: 1, maxLength: 4 }), ([one, ...others]) => {
          const members = [one!, ...others];
          asOneByOne(kind, one!.world, members);
        }),
        { seed: SEED, numRuns: RUNS / 2 },
      );
    });

    holds('has a finite value in every channel', (trial) => {
      const channels = kind.channels(trial.params);
      expect(new Set(channels.map((c) => c.name)).size).toBe(channels.length);
      eachStep(trial, (_state, _inputs, _setPoint, step) => {
        const shown = kind.observe(trial.params, step.next);
        expect(shown.length).toBe(channels.length);
        expect(shown.every(Number.isFinite)).toBe(true);
      });
    });

    holds('behaves the same once installed', (trial) => {
      const { params, world } = trial;
      const device = install(kind, { id: 'd', bus: 'b', labels: { home: 'h' }, params }, world);
      expect(device).toMatchObject({ id: 'd', kind: kind.kind, bus: 'b', labels: { home: 'h' } });
      expect(device.channels).toEqual(kind.channels(params));
      expect(device.rating_kva).toBe(kind.rating_kva?.(params));
      expect(device.start()).toEqual(kind.start(params));
      let k = 0;
      eachStep(trial, (state, inputs, setPoint, step) => {
        expect(device.step(state, device.inputs(k++), setPoint)).toEqual(step);
        expect(device.limits(state, inputs)).toEqual(kind.limits(params, state, inputs, world.dt_h));
        expect(device.defaultSetPoint(state, inputs)).toEqual(kind.defaultSetPoint(params, state, inputs, world.dt_h));
        expect(device.observe(step.next)).toEqual(kind.observe(params, step.next));
      });
    });
  });
}
