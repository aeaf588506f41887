// Test of `flexibility` of a device kind: `step` realises the optimal plan, for random parameters, worlds, reached states and
// prices.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Contribution,
  evaluate,
  type Formulation,
  formulate,
  solve,
  writeTerms,
} from '../../optimisation/index.ts';
import type { DeviceKind, Range, World } from '../device.ts';
import { anyProfile, testWorld } from './world.ts';

export interface Planned<P, X> {
  /** Parameters in the form of a case. */
  readonly params: fc.Arbitrary<unknown>;
  /** Values of every profile that the parameters name. */
  readonly profile?: Range;
  /** The quantity of a state that is also a variable of a plan, and the name of the variable. */
  readonly state?: Readonly<Record<string, (params: P, state: X) => number>>;
  readonly runs?: number;
}

const SEED = 815;
const STEPS = 16;
/** Steps with default behaviour or random set points before the plan. */
const BEFORE = 5;
/** Steps of the plan that are over when it is planned again. */
const PASSED = 6;
/** Tolerance [kW, and the unit of a state]. */
const CLOSE = 1e-6;

interface Trial<P> {
  readonly params: P;
  readonly world: World;
  readonly setPoints: readonly (number | null)[];
  readonly prices: readonly number[];
  readonly cyclic: boolean;
  readonly preferred: boolean;
  /** Whether a converter decides its reactive power. */
  readonly reactive: boolean;
}

/** |p| + |q| ≤ s, which is within p² + q² ≤ s² */
function withinRating({ p_kw, q_kvar }: Contribution, s_max_kva: number, into: Formulation): void {
  for (const sign of [1, -1]) {
    for (const side of [1, -1]) {
      into.rows(`rating-${sign}-${side}`, [p_kw.length], (row, t) => {
        const rest = writeTerms(row, sign, p_kw[t]!) + writeTerms(row, side, q_kvar[t]!);
        row.atMost(s_max_kva - rest);
      });
    }
  }
}

export function doesWhatIsPlanned<P, X, U>(kind: DeviceKind<P, X, U>, own: Planned<P, X>): void {
  const { min, max } = own.profile ?? { min: 0, max: 1 };
  const arbitrary = fc
    .record({
      raw: own.params,
      dt_h: fc.constantFrom(1 / 4, 1 / 2, 1),
      quarter: fc.integer({ min: 0, max: 95 }),
      values: fc.array(fc.double({ min, max, noNaN: true }), { minLength: 24, maxLength: 24 }),
      setPoints: fc.array(fc.option(fc.double({ min: -10, max: 10, noNaN: true })), {
        minLength: BEFORE,
        maxLength: BEFORE,
      }),
      prices: fc.array(fc.integer({ min: -20, max: 80 }), { minLength: STEPS, maxLength: STEPS }),
      cyclic: fc.boolean(),
      preferred: fc.boolean(),
      reactive: fc.boolean(),
    })
    .map(({ raw, dt_h, quarter, values, ...rest }): Trial<P> => {
      const params = kind.schema.parse(JSON.parse(JSON.stringify(raw)));
      return { params, world: testWorld({ dt_h, hour: quarter / 4, profiles: anyProfile(values) }), ...rest };
    });

  /** The state reached by a device, the inputs of the horizon, and the cheapest plan from that state. */
  async function plan(trial: Trial<P>) {
    const { params, world, setPoints } = trial;
    const inputs = Array.from({ length: BEFORE + STEPS }, (_, k) => kind.inputs(params, world, k));
    const state = setPoints.reduce<X>(
      (x, p_kw, k) => kind.step(params, x, inputs[k]!, p_kw === null ? {} : { p_kw }, world.dt_h).next,
      kind.start(params),
    );
    const ahead = inputs.slice(BEFORE);
    return { state, ahead, ...(await planFrom(trial, state, ahead)) };
  }

  /**
   * The cheapest plan from a state over the last steps of the horizon.
   * @param began as in `Horizon`
   */
  async function planFrom(
    { params, world, prices, cyclic, preferred, reactive }: Trial<P>,
    state: X,
    ahead: readonly U[],
    began?: readonly number[],
  ) {
    const into = formulate('plan');
    const passed = STEPS - ahead.length;
    const hours = ahead.map((_, t) => `h${passed + t}`);
    const price = (t: number) => prices[t % STEPS]! * world.dt_h;
    const horizon = {
      ...{ from: BEFORE + passed, hours, cyclic, exclusive: true, preferred, reactive },
      ...(began ? { began } : {}),
    };
    const flexibility = kind.flexibility(params, state, ahead, horizon, into.scope('d'), world.dt_h);
    for (const [t, { terms }] of flexibility.p_kw.entries())
      for (const [c, column] of terms) into.cost(column, c * price(passed + t));
    for (const [t, { terms }] of flexibility.q_kvar.entries()) // reactive power is priced as active power is, half a day later
      for (const [c, column] of terms) into.cost(column, c * price(passed + t + STEPS / 2));
    const s_max_kva = kind.rating_kva?.(params);
    if (reactive && s_max_kva !== undefined) withinRating(flexibility, s_max_kva, into);
    for (const { linear } of flexibility.costs) for (const [c, column] of linear.terms) into.cost(column, c);
    const problem = into.build();
    const x = problem.variables.count === 0 ? new Float64Array() : (await solve(problem, { gap: 1e-9 })).x;
    /** Costs of powers from step `from` of the plan on. */
    const costFrom = (from: number) =>
      sum(flexibility.p_kw.slice(from).map((p, t) => evaluate(p, x) * price(passed + from + t))) +
      sum(flexibility.q_kvar.slice(from).map((q, t) => evaluate(q, x) * price(passed + from + t + STEPS / 2)));
    return { flexibility, x, costFrom };
  }

  describe(`${kind.kind} in an optimisation`, () => {
    it('realises the powers and the states of a plan', async () => {
      const property = fc.asyncProperty(arbitrary, async (trial) => {
        const { state, ahead, flexibility, x } = await plan(trial);
        let at = state;
        for (const [t, u] of ahead.entries()) {
          const p_kw = evaluate(flexibility.p_kw[t]!, x);
          const setPoint = Math.abs(p_kw) < CLOSE / 10 ? 0 : p_kw;
          const q_kvar = evaluate(flexibility.q_kvar[t]!, x);
          const asked = trial.reactive ? { p_kw: setPoint, q_kvar } : { p_kw: setPoint };
          const step = kind.step(trial.params, at, u, asked, trial.world.dt_h);
          expect(Math.abs(step.p_kw - p_kw)).toBeLessThan(CLOSE);
          expect(Math.abs(step.q_kvar - q_kvar)).toBeLessThan(CLOSE);
          at = step.next;
          for (const [name, of] of Object.entries(own.state ?? {})) {
            const shown = flexibility.shows.find((quantity) => quantity.name === name)!;
            expect(Math.abs(of(trial.params, at) - evaluate(shown.values[t]!, x))).toBeLessThan(CLOSE);
          }
        }
      });
      await fc.assert(property, { seed: SEED, numRuns: own.runs ?? 60 });
    });

    it('is planned again on the way: the rest costs what it did, and ends where the whole plan does', async () => {
      const property = fc.asyncProperty(arbitrary, async (trial) => {
        const { state, ahead, flexibility, x, costFrom } = await plan(trial);
        if (flexibility.costs.length > 0) return; // costs of single steps are not known
        const at = ahead.slice(0, PASSED).reduce<X>((state, u, t) => {
          const p_kw = evaluate(flexibility.p_kw[t]!, x);
          const setPoint = Math.abs(p_kw) < CLOSE / 10 ? 0 : p_kw;
          return kind.step(trial.params, state, u, { p_kw: setPoint }, trial.world.dt_h).next;
        }, state);
        const rest = await planFrom(trial, at, ahead.slice(PASSED), kind.observe(trial.params, state));
        expect(Math.abs(rest.costFrom(0) - costFrom(PASSED))).toBeLessThan(1e-3);
      });
      await fc.assert(property, { seed: SEED + 2, numRuns: own.runs ?? 60 });
    });

    it('has a plan at most as expensive as its default behaviour', async () => {
      const property = fc.asyncProperty(arbitrary, async (trial) => {
        if (trial.cyclic || trial.reactive) return;
        const { state, ahead, flexibility, x } = await plan(trial);
        const cost = (p: (t: number, u: U) => number) =>
          ahead.reduce((sum, u, t) => sum + trial.prices[t]! * p(t, u) * trial.world.dt_h, 0);
        let at = state;
        const byDefault = cost((_t, u) => {
          const step = kind.step(trial.params, at, u, {}, trial.world.dt_h);
          at = step.next;
          return step.p_kw;
        });
        const own_cost = flexibility.costs.reduce((sum, { linear }) => sum + evaluate(linear, x), 0);
        if (own_cost === 0) expect(cost((t) => evaluate(flexibility.p_kw[t]!, x))).toBeLessThan(byDefault + 1e-3);
      });
      await fc.assert(property, { seed: SEED + 1, numRuns: own.runs ?? 60 });
    });
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
