// The run: steps k = 0 … K−1 of width Δt.
//   observe   y[k] = h(x[k], v[k−1])         information available to controllers
//   decide    u[k] = κ(y[k], plan)           set points, after a day-ahead or intraday stage where one is scheduled, and after
//                                            a redispatch of the plan where a mechanism has one
//   move      s[k], x[k+1] = f(x[k], u[k])   powers of the devices, within their limits
//   flow      0 = g(v[k], s[k])              power flow
//   record    (k, u, s, v)                   observers are called, mechanisms settle, states advance
// With a controller that follows the voltage, decide – move – flow is a fixed-point iteration from the same x[k], until the v
// assumed in decide equals the v of the power flow (`fixed-point.ts`).
import { InputError, RunError } from '../base/index.ts';
import type {
  Checkpoint,
  FailedStep,
  Final,
  FixedPoint,
  Flow,
  Observer,
  Plan,
  Scene,
  SetPointsOf,
} from './contracts.ts';
import { decide, failedIn } from './decide.ts';
import { createRelaxation } from './fixed-point.ts';
import { createFleet } from './fleet/fleet.ts';
import { reportSchedule } from './fleet/foreseen.ts';
import { createSetPoints } from './fleet/set-points.ts';
import { noLoads } from './fleet/sums.ts';
import { createMail } from './mail.ts';
import type { Publication } from './publication.ts';
import { due } from './time/schedule.ts';
import { createView } from './view.ts';

export const defaultFixedPoint: FixedPoint = { tolerance_pu: 1e-6, max_rounds: 100 };

export interface RunOptions {
  /** Stops the run between two steps; the steps run until then are valid, and `Final.interrupted` is true. */
  readonly signal?: AbortSignal | undefined;
  /** Resumes an earlier run of the same scene; the remaining steps are identical to those of an uninterrupted run. */
  readonly resume?: Checkpoint | undefined;
}

/**
 * Runs a scene from its first step to its last. It yields to the event loop regularly, for signals, timers and streams.
 * @throws InputError when a device is at an unknown bus, or the checkpoint is of another scene; RunError when a controller or a
 *   device throws or returns NaN.
 */
export async function run(scene: Scene, observers: readonly Observer[] = [], options: RunOptions = {}): Promise<Final> {
  const r = prepare(scene, observers, options.resume);
  const { steps } = scene.clock;
  for (const o of observers) o.onStart?.(scene);
  for (; r.k < steps && !options.signal?.aborted; r.k++) {
    await step(r);
    if (r.k % r.breath === r.breath - 1) await eventLoop();
  }
  const final = { steps: r.k, failed: r.failed, mail: r.mail, interrupted: r.k < steps };
  for (const o of observers) o.onEnd?.(final);
  return final;
}

async function step(r: Running): Promise<void> {
  try {
    observe(r);
    if (r.dayAheadDue(r.k)) {
      checkpoint(r);
      await plan(r, 'dayAhead');
    }
    if (r.intradayDue(r.k)) await plan(r, 'intraday');
    r.mail.open('real-time', r.k);
    if (r.redispatches) await redispatch(r);
    let flow: Flow;
    do {
      r.round++;
      const pending = decide(r);
      if (pending) await pending; // waiting takes longer than most rounds
      move(r);
      flow = solve(r);
    } while (!converged(r, flow));
    record(r, flow);
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    throw new RunError(`step ${r.k} (${r.scene.clock.iso(r.k)}): ${error.message}`, { cause: error });
  }
}

type Running = ReturnType<typeof prepare>;

/** Data shared by all steps, allocated once per run. */
function prepare(scene: Scene, observers: readonly Observer[], resume?: Checkpoint) {
  const { grid, devices, controllers, clock, stages } = scene;
  const n = grid.buses.length;
  if (resume) refuseOther(scene, resume);
  const fleet = createFleet(devices, grid.buses, resume?.states);
  const relaxation = createRelaxation(n);
  const solved_pu = Float64Array.from(resume?.solved_pu ?? grid.start_vm_pu);
  const loads = noLoads(n);
  const running = {
    scene,
    observers,
    fleet,
    relaxation,
    loads,
    setPoints: createSetPoints(devices.map(({ id }) => id)),
    fixedPoint: scene.fixedPoint ?? defaultFixedPoint,
    follows: controllers.some((c) => c.followsVoltage && c.realTime),
    redispatches: controllers.some((c) => c.redispatch),
    mail: createMail((message) => {
      for (const o of observers) o.onMessage?.(message);
    }, resume?.mail),
    publish: (publication: Publication) => {
      for (const o of observers) o.onPublish?.(publication, running.k);
    },
    dayAheadDue: due(stages.dayAhead, clock),
    /** The same, for the steps ahead. */
    nextDayAhead: due(stages.dayAhead, clock),
    intradayDue: due(stages.intraday, clock),
    plans: controllers.map((): Plan => undefined),
    answers: controllers.map((): SetPointsOf | undefined => undefined),
    /** Voltages of the last solution, and the view with them. */
    solved_pu,
    view: createView(scene, fleet.views, solved_pu),
    /** The view with the voltages assumed in the present round. */
    roundView: createView(scene, fleet.views, relaxation.v),
    /** A run has no checkpoints where a controller plans without a day-ahead stage, because its plan is kept from day to day. */
    plansAnew: controllers.every((c) => c.dayAhead || !(c.intraday || c.redispatch)),
    failed: [...(resume?.failed ?? [])] as FailedStep[],
    /** Steps between two yields to the event loop: some tens of milliseconds of work. */
    breath: Math.ceil(100_000 / (devices.length + n)),
    begin: resume?.k ?? 0,
    k: resume?.k ?? 0,
    round: 0,
    failure: undefined as string | undefined,
  };
  return running;
}

function observe(r: Running): void {
  r.fleet.observe(r.k);
  r.view.k = r.roundView.k = r.k;
  r.relaxation.restart(r.scene.grid.start_vm_pu);
  r.round = 0;
  r.failure = undefined;
}

/** Before a day-ahead stage. The following steps depend on the past only through states, voltages and mail. */
function checkpoint(r: Running): void {
  if (r.k === r.begin || !r.plansAnew) return;
  const { k, fleet, solved_pu, failed, mail } = r;
  for (const o of r.observers) {
    o.onCheckpoint?.({
      k,
      states: fleet.states(),
      solved_pu: [...solved_pu],
      failed: [...failed],
      mail: mail.state(),
    });
  }
}

function refuseOther({ clock, devices, grid }: Scene, { k, states, solved_pu }: Checkpoint): void {
  const size = (k: number, d: number, b: number) => `step ${k}, ${d} devices, ${b} buses`;
  if (k < clock.steps && states.length === devices.length && solved_pu.length === grid.buses.length) return;
  const found = size(k, states.length, solved_pu.length);
  const expected = `one of this scene: before ${size(clock.steps, devices.length, grid.buses.length)}`;
  throw new InputError('checkpoint', [{ where: 'checkpoint', found, expected }]);
}

/** Holds a stage before this step. It is asynchronous, because a solver may have to be loaded. */
async function plan(r: Running, stage: 'dayAhead' | 'intraday'): Promise<void> {
  const { plans, view, mail, publish } = r;
  mail.open(stage === 'dayAhead' ? 'day-ahead' : 'intraday', r.k);
  r.fleet.foresee(stage === 'dayAhead' ? undefined : r.k - 1);
  for (const [c, controller] of r.scene.controllers.entries()) {
    try {
      if (stage === 'dayAhead' && controller.dayAhead) plans[c] = await controller.dayAhead(view, mail, publish);
      if (stage === 'intraday' && controller.intraday)
        plans[c] = await controller.intraday(view, plans[c], mail, publish);
    } catch (error) {
      throw failedIn(error, controller, stage);
    }
  }
  r.fleet.reveal();
  if (stage === 'dayAhead') reportSchedule(r);
  // a plan may take a second, in which the solver does not yield to the event loop
  if (r.scene.controllers.some((c) => c[stage])) await eventLoop();
}

/** Every mechanism that has a redispatch changes its plan for this step and the following ones. */
async function redispatch(r: Running): Promise<void> {
  const { plans, view, mail, publish } = r;
  for (const [c, controller] of r.scene.controllers.entries()) {
    if (!controller.redispatch) continue;
    try {
      plans[c] = await controller.redispatch(view, plans[c], mail, publish);
    } catch (error) {
      throw failedIn(error, controller, 'redispatch');
    }
  }
}

function move(r: Running): void {
  r.fleet.move(r.setPoints, r.round === 1);
}

function solve(r: Running): Flow {
  r.fleet.sum(r.loads);
  return r.scene.grid.solve(r.loads);
}

/** Whether the step is finished; if not, the next round assumes voltages closer to the solved ones. */
function converged(r: Running, flow: Flow): boolean {
  const { tolerance_pu, max_rounds } = r.fixedPoint;
  if (!flow.converged) {
    if (r.follows && r.round > 1 && r.round < max_rounds) {
      r.relaxation.retreat();
      return false;
    }
    r.failure = flow.diagnosis ?? `the power flow did not converge: ${flow.mismatch_pu} p.u. left`;
    return true;
  }
  if (!r.follows) return true;
  const { change_pu, at } = r.relaxation.change(flow.vm_pu);
  if (change_pu <= tolerance_pu) return true;
  if (r.round < max_rounds) {
    r.relaxation.relax(flow.vm_pu);
    return false;
  }
  const left = `${change_pu.toExponential(1)} p.u. at bus ${r.scene.grid.buses[at]}, allowed ${tolerance_pu}`;
  r.failure = `voltage and power did not agree after ${r.round} rounds: still off by ${left}`;
  return true;
}

/** Lists a failed step, advances the devices, and calls the observers. */
function record(r: Running, flow: Flow): void {
  const { k, fleet, failure } = r;
  const { clock } = r.scene;
  if (flow.converged) r.solved_pu.set(flow.vm_pu);
  fleet.draw(flow.converged ? flow.vm_pu : undefined);
  fleet.advance();
  if (failure !== undefined) r.failed.push({ k, time: clock.iso(k), reason: failure });
  const { p_kw, q_kvar } = fleet;
  const stepRecord = {
    k,
    time_ms: clock.time_ms(k),
    p_kw,
    q_kvar,
    get channels() {
      return fleet.channels();
    },
    channelsAt: fleet.channelsAt,
    observe: fleet.channelsOf,
    flow,
    rounds: r.round,
    failure,
  };
  for (const o of r.observers) o.onStep?.(stepRecord);
  for (const [c, controller] of r.scene.controllers.entries()) {
    try {
      controller.settle?.(stepRecord, r.plans[c], r.publish);
    } catch (error) {
      throw failedIn(error, controller, 'settle');
    }
  }
}

/** Yields to signals, timers and streams. */
const eventLoop = () =>
  new Promise<void>((turned) => {
    if (typeof setImmediate === 'function') setImmediate(turned);
    else setTimeout(turned, 0);
  });
