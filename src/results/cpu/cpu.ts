// CPU time of a run and of its controllers: user and system time of all threads of the process, so that the threads of the solver
// pool count, and compilation and garbage collection of JavaScript as well. It differs from run to run, so it is in the manifest and
// the summary of a run, never in a table. A process that does other work at the same time counts that work too.
// Set points in real time take microseconds, less than a look at the CPU time of the process: they are measured by the clock, and
// the part of the time in which the process did not run is deducted as it is of the whole run.
import type { Controller, Scene } from '../../../cosim/index.ts';

export interface CpuOfController {
  readonly controller: string;
  /** Its day-ahead and intraday stages and redispatches [s]. */
  readonly planning_s: number;
  /** Its set points in real time, and settlement [s]. */
  readonly real_time_s: number;
}

export interface CpuTime {
  /** All steps and tables of the run, without reading the case and without drawing [s]. */
  readonly run_s: number;
  /** In the order of the scene. */
  readonly controllers: readonly CpuOfController[];
}

export interface Measured {
  /** The same scene; its controllers are measured. */
  readonly scene: Scene;
  /** CPU time since the call of `measured`. */
  cpu(): CpuTime;
}

/**
 * @param now user and system time of the process so far [s]
 * @param clock time of day [s]
 */
export function measured(
  scene: Scene,
  now: () => number = cpuOfProcess,
  clock: () => number = () => performance.now() / 1000,
): Measured {
  const [began, beganAt] = [now(), clock()];
  const controllers = scene.controllers.map((controller) => measuredController(controller, now, clock));
  return {
    scene: { ...scene, controllers: controllers.map(({ controller }) => controller) },
    cpu() {
      const run_s = now() - began;
      /** Part of the time in which the process ran. */
      const ran = Math.min(1, run_s / Math.max(clock() - beganAt, Number.MIN_VALUE));
      return {
        run_s: milli(run_s),
        controllers: controllers.map(({ controller: { name }, time: { planning_s, real_time_s } }) => ({
          controller: name,
          planning_s: milli(planning_s),
          real_time_s: milli(real_time_s * ran),
        })),
      };
    },
  };
}

/** Both together, of the same controllers: of the part of a run before a resume, and of the rest. */
export const together = (a: CpuTime | undefined, b: CpuTime): CpuTime =>
  a === undefined
    ? b
    : {
        run_s: milli(a.run_s + b.run_s),
        controllers: b.controllers.map(({ controller, planning_s, real_time_s }, c) => ({
          controller,
          planning_s: milli(planning_s + a.controllers[c]!.planning_s),
          real_time_s: milli(real_time_s + a.controllers[c]!.real_time_s),
        })),
      };

/** Of all controllers [s]. */
export const planningOf = ({ controllers }: CpuTime): number =>
  controllers.reduce((sum, { planning_s }) => sum + planning_s, 0);

/** Whole milliseconds [s]. */
const milli = (s: number): number => Number(s.toFixed(3));

function cpuOfProcess(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function measuredController(of: Controller, cpu: () => number, clock: () => number) {
  const time = { planning_s: 0, real_time_s: 0 };
  const within = <T>(kind: keyof typeof time, work: () => T): T => {
    const now = kind === 'planning_s' ? cpu : clock;
    const began = now();
    const add = () => {
      time[kind] += now() - began;
    };
    const result = work();
    if (result instanceof Promise) return result.finally(add) as T;
    add();
    return result;
  };
  const controller: Controller = {
    name: of.name,
    ...(of.followsVoltage === undefined ? {} : { followsVoltage: of.followsVoltage }),
    ...(of.dayAhead && { dayAhead: (...given) => within('planning_s', () => of.dayAhead!(...given)) }),
    ...(of.intraday && { intraday: (...given) => within('planning_s', () => of.intraday!(...given)) }),
    ...(of.redispatch && { redispatch: (...given) => within('planning_s', () => of.redispatch!(...given)) }),
    ...(of.realTime && { realTime: (...given) => within('real_time_s', () => of.realTime!(...given)) }),
    ...(of.scheduled && { scheduled: (...given) => of.scheduled!(...given) }),
    ...(of.settle && { settle: (...given) => within('real_time_s', () => of.settle!(...given)) }),
  };
  return { controller, time };
}
