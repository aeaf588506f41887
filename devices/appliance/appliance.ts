// Appliance with a fixed cycle: washing machine, dishwasher, dryer. The cycle c(t) is a list of mean powers over intervals of
// equal width; E(t) = ∫₀ᵗ c is piecewise linear, and a step that runs it from t₁ to t₂ draws
//   p = (E(t₂) − E(t₁)) / Δt
// so the energy of a run does not depend on the step width. A run may start from the earliest to the latest time of a daily
// window, inside a step too: t₂ is then counted from the beginning of the window. Once started it runs to its end. Several runs
// a day follow one another, and the first must start early enough for the others to start by the latest time.
// Within `limits` a set point above 0 starts a run; the default behaviour is a start at the earliest time. The runs of a window
// that opened before the first step, or before the warm-up, count as done. A run whose window closes during the previous run is counted as missed.
// The owner may prefer a part of the window, counted in the steps it touches: by default a run starts from its beginning on, and
// a plan for the owner's preference (`Horizon.preferred`) starts runs in it only. A set point starts a run anywhere in the window.
import {
  type Contribution,
  type Formulation,
  type Horizon,
  inflexible,
  type Term,
  times,
} from '../../optimisation/index.ts';
import type { DeviceKind, Draft, Group, Range, SetPoint, Step, World } from '../device.ts';
import { column, groupOf, noSetPoint, readSetPoint } from '../group.ts';
import { tanPhi } from '../power-factor.ts';
import { energyTo, lengthOf } from './cycle.ts';
import { type ApplianceParams, schema } from './params.ts';
import { type ApplianceInputs, inPreference, TINY_H, waits, windowOf, windowsOfAll } from './window.ts';

export type { ApplianceParams };

export interface ApplianceState {
  /** Hours since the present run started; null between runs. */
  readonly elapsed_h: number | null;
  /** Day on which the last window opened; null before the first. */
  readonly window: number | null;
  /** Runs not yet started in that window. */
  readonly left: number;
  /** Runs started and missed since the start of the simulation. */
  readonly started: number;
  readonly missed: number;
}

/** Starts a run wherever one may start. */
const START: SetPoint = { p_kw: Number.POSITIVE_INFINITY };

/** Runs that may still start in the window of this step. */
const runsLeft = (d: ApplianceParams, x: ApplianceState, u: ApplianceInputs): number =>
  u.window === null ? 0 : u.window === x.window ? x.left : d.runs_per_day;

const mayStart = (d: ApplianceParams, x: ApplianceState, u: ApplianceInputs): boolean =>
  x.elapsed_h === null && runsLeft(d, x, u) > 0;

/** True in the last step from which all runs of the window can still start in time, each taking whole steps. */
function mustStart(d: ApplianceParams, x: ApplianceState, u: ApplianceInputs, dt: number): boolean {
  const wholeSteps = Math.ceil(lengthOf(d) / dt - TINY_H) * dt;
  return mayStart(d, x, u) && u.latest_h - (runsLeft(d, x, u) - 1) * wholeSteps < dt - TINY_H;
}

/** Between two runs. */
const IDLE = Object.freeze({ p: 0, elapsed_h: null });

/** A step of the run that begins `from` hours after its start: mean power [kW] and where it ends, null when it is over. */
function run(d: ApplianceParams, from: number, hours: number, dt: number): { p: number; elapsed_h: number | null } {
  const to = from + hours;
  const over = to >= lengthOf(d) - TINY_H;
  const p = (energyTo(d, over ? lengthOf(d) : to) - energyTo(d, from)) / dt;
  return { p, elapsed_h: over ? null : to };
}

const present = (d: ApplianceParams, x: ApplianceState, u: ApplianceInputs, dt: number) =>
  x.elapsed_h === null ? run(d, 0, dt - u.offset_h, dt) : run(d, x.elapsed_h, dt, dt);

function limits(d: ApplianceParams, x: ApplianceState, u: ApplianceInputs, dt: number): Range {
  const idle = x.elapsed_h === null;
  if (idle && !mayStart(d, x, u)) return { min: 0, max: 0 };
  const { p } = present(d, x, u, dt);
  return { min: idle && !mustStart(d, x, u, dt) ? 0 : p, max: p };
}

function step(
  d: ApplianceParams,
  x: ApplianceState,
  u: ApplianceInputs,
  setPoint: SetPoint,
  dt: number,
): Step<ApplianceState> {
  const into = draft();
  stepInto(d, x, u, setPoint, dt, into);
  return into;
}

const draft = (): Draft<ApplianceState> => ({
  p_kw: Number.NaN,
  q_kvar: Number.NaN,
  next: { elapsed_h: null, window: null, left: 0, started: 0, missed: 0 },
});

function stepInto(
  d: ApplianceParams,
  x: ApplianceState,
  u: ApplianceInputs,
  setPoint: SetPoint,
  dt: number,
  into: Draft<ApplianceState>,
): void {
  const given = setPoint.p_kw !== undefined && !Number.isNaN(setPoint.p_kw);
  const wanted = given ? setPoint.p_kw > 0 : !waits(u, dt);
  const starts = mayStart(d, x, u) && (wanted || mustStart(d, x, u, dt));
  const { p, elapsed_h } = starts || x.elapsed_h !== null ? present(d, x, u, dt) : IDLE;
  const opened = u.window !== null && u.window !== x.window;
  into.p_kw = p;
  into.q_kvar = p * tanPhi(d.power_factor);
  into.next.elapsed_h = elapsed_h;
  into.next.window = u.window ?? x.window;
  into.next.left = (u.window === null ? x.left : runsLeft(d, x, u)) - (starts ? 1 : 0);
  into.next.started = x.started + (starts ? 1 : 0);
  into.next.missed = x.missed + (opened ? x.left : 0);
}

function group(params: readonly ApplianceParams[], world: World, at: Int32Array): Group<ApplianceState> {
  const n = params.length;
  const columns = {
    elapsed_h: column.orNull(n),
    window: column.orNull(n),
    left: column.numbers(n),
    started: column.numbers(n),
    missed: column.numbers(n),
  };
  const { elapsed_h, window, left, started, missed } = columns;
  const windows = windowsOfAll(params, world);
  const [x, into] = [draft().next, draft()];
  const setPoint = noSetPoint();
  return groupOf<ApplianceState>(at, {
    columns,
    read: windows.read,
    step({ members, count }, setPoints, powers) {
      for (let j = 0; j < count; j++) {
        const i = members[j]!;
        const place = at[i]!;
        readSetPoint(setPoints, place, setPoint);
        x.elapsed_h = Number.isNaN(elapsed_h.now[i]) ? null : elapsed_h.now[i]!;
        x.window = Number.isNaN(window.now[i]) ? null : window.now[i]!;
        x.left = left.now[i]!;
        x.started = started.now[i]!;
        x.missed = missed.now[i]!;
        stepInto(params[i]!, x, windows.of(i), setPoint, world.dt_h, into);
        const { next } = into;
        powers.p_kw[place] = into.p_kw;
        powers.q_kvar[place] = into.q_kvar;
        elapsed_h.next[i] = next.elapsed_h ?? Number.NaN;
        window.next[i] = next.window ?? Number.NaN;
        left.next[i] = next.left;
        started.next[i] = next.started;
        missed.next[i] = next.missed;
      }
    },
    observe(values, from) {
      for (let i = 0; i < at.length; i++) {
        const c = from[at[i]!]!;
        values[c] = started.now[i]!;
        values[c + 1] = missed.now[i]!;
      }
    },
  });
}

/**
 * One binary s[t] for each step t in which a run may start; p[t] = Σ s[τ] · power of a run begun in τ. Runs follow one another.
 * By each step at least as many have started as are needed for the remaining runs to start in time. Where even the earliest
 * starts miss a run, there is no decision. Runs not started at the end of the horizon may start after it.
 */
function flexibility(
  d: ApplianceParams,
  x: ApplianceState,
  ahead: readonly ApplianceInputs[],
  { hours, preferred }: Horizon,
  into: Formulation,
  dt: number,
): Contribution {
  const inputs = preferred ? inPreference(ahead, dt) : ahead;
  const wholeSteps = Math.ceil(lengthOf(d) / dt - TINY_H) * dt;
  const earliest = earliestStarts(d, x, inputs, dt);
  const given = powers(d, x.elapsed_h, 0, inputs.length, dt);
  const windows = new Map<number, number[]>();
  for (const [t, u] of inputs.entries())
    if (u.window !== null && t >= given.length && runsLeft(d, x, u) > 0)
      windows.set(u.window, [...(windows.get(u.window) ?? []), t]);
  const candidates = [...windows.values()].flat();
  if (candidates.length === 0) return alone(given, inputs.length, tanPhi(d.power_factor));

  const runs = new Map(candidates.map((t) => [t, powers(d, 0, t, inputs.length, dt, inputs[t]!.offset_h)]));
  const s = into.variables('start', [candidates.map((t) => hours[t]!)], { type: 'binary' });
  const column = new Map(candidates.map((t, i) => [t, s(i)]));
  const running = (t: number) => candidates.filter((b) => b <= t && t < b + runs.get(b)!.length);
  const crowded = hours.flatMap((_, t) => (running(t).length > 1 ? [t] : []));
  into.rows('one-run', [crowded.map((t) => hours[t]!)], (row, i) => {
    for (const b of running(crowded[i]!)) row.term(1, column.get(b)!);
    row.atMost(1);
  });
  for (const [window, steps] of windows) {
    const left = runsLeft(d, x, inputs[steps[0]!]!);
    /** Runs that must have started by the end of step t: all but those that can still follow one another. */
    const due = (t: number) => {
      const rest_h = inputs[t]!.latest_h - dt;
      return left - (rest_h < -TINY_H ? 0 : Math.floor(rest_h / wholeSteps + TINY_H) + 1);
    };
    const started = (t: number, starts: (b: number) => number) =>
      steps.reduce((n, b) => n + (b <= t ? starts(b) : 0), 0);
    const tight = steps.some((t) => started(t, (b) => earliest[b]!) < due(t));
    into.rows(`runs-of-day-${window}`, [steps.map((t) => hours[t]!)], (row, i) => {
      const t = steps[i]!;
      if (tight) row.term(1, column.get(t)!).equals(earliest[t]!);
      else {
        for (const b of steps) if (b <= t) row.term(1, column.get(b)!);
        row.atLeast(Math.max(0, due(t))).atMost(left);
      }
    });
  }
  const p_kw = inputs.map((_, t) => ({
    terms: running(t).map((b): Term => [runs.get(b)![t - b]!, column.get(b)!]),
    constant: given[t] ?? 0,
  }));
  return { ...alone([], 0, 0), p_kw, q_kvar: p_kw.map((p) => times(tanPhi(d.power_factor), p)) };
}

/** Powers [kW] of a run started `elapsed_h` before step `from`, until its end or the end of the horizon. */
function powers(d: ApplianceParams, elapsed_h: number | null, from: number, to: number, dt: number, offset_h = 0) {
  const given: number[] = [];
  for (let at = elapsed_h, t = from; at !== null && t < to; t++) {
    const step = run(d, at, t === from ? dt - offset_h : dt, dt);
    given.push(step.p);
    at = step.elapsed_h;
  }
  return given;
}

/** 1 in each step with a start, when every run starts as early as possible. */
function earliestStarts(
  d: ApplianceParams,
  x: ApplianceState,
  inputs: readonly ApplianceInputs[],
  dt: number,
): number[] {
  let at = x;
  return inputs.map((u) => {
    const { next } = step(d, at, u, START, dt);
    const starts = next.started - at.started;
    at = next;
    return starts;
  });
}

/** An appliance that finishes its present run and starts no other. */
function alone(given: readonly number[], steps: number, tan: number): Contribution {
  const p = Array.from({ length: steps }, (_, t) => given[t] ?? 0);
  return inflexible(
    p,
    p.map((kw) => kw * tan),
  );
}

export const appliance: DeviceKind<ApplianceParams, ApplianceState, ApplianceInputs> = {
  kind: 'appliance',
  title: 'Appliance',
  colour: '#cc79a7',
  schema,
  start: () => ({ elapsed_h: null, window: null, left: 0, started: 0, missed: 0 }),
  inputs: windowOf,
  limits,
  defaultSetPoint(d, x, u, dt) {
    const { min, max } = limits(d, x, u, dt);
    return { p_kw: waits(u, dt) ? min : max };
  },
  step,
  flexibility,
  channels: () => [
    { name: 'runs_started', unit: '1', title: 'Runs started', cumulative: true },
    { name: 'runs_missed', unit: '1', title: 'Runs whose window closed before they could start', cumulative: true },
  ],
  observe: (_d, x) => [x.started, x.missed],
  group,
};
