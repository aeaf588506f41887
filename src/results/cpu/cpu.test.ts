import { expect, it } from 'vitest';
import { collect, run } from '../../../cosim/index.ts';
import { createMail } from '../../../cosim/mail.ts';
import { load, sceneOf } from '../../../cosim/testing/two-bus.ts';
import { openRunFolder, readManifestOf } from '../index.ts';
import { record, scene, study, temporary } from '../testing/run.ts';
import { measured, planningOf, together } from './cpu.ts';

/** A clock that controllers advance by what they do. */
function clocked() {
  let now_s = 100;
  return { now: () => now_s, work: (s: number) => void (now_s += s) };
}

it('is that of every stage, also of one that is asynchronous, and of the whole run', async () => {
  const { now, work } = clocked();
  const planner = {
    name: 'planner',
    begun: 0,
    // reads a member of its own, as a class does
    async dayAhead() {
      this.begun++;
      work(3);
      await Promise.resolve();
      work(4);
      return this.begun;
    },
    intraday: () => work(0.5),
    redispatch: () => work(0.25),
    realTime: () => {
      work(0.125);
      return new Map([[0, { p_kw: 2 }]]);
    },
    settle: () => work(0.0625),
  };
  const inRealTime = {
    name: 'droop',
    realTime: () => {
      work(10);
      return new Map();
    },
  };
  const made = sceneOf([load('a', () => 1)], {
    controllers: [planner, inRealTime],
    clock: { steps: 4 },
    stages: { dayAhead: 4, intraday: 2 },
  });
  const { scene: observed, cpu } = measured(made, now, now);
  const records = collect();
  await run(observed, [records]);
  expect(records.steps).toHaveLength(4);
  const [first, second] = cpu().controllers;
  expect(planner.begun).toBe(1);
  const planning_s = 3 + 4 + 2 * 0.5 + 4 * 0.25;
  expect(first).toEqual({ controller: 'planner', planning_s, real_time_s: 4 * (0.125 + 0.0625) });
  expect(second).toEqual({ controller: 'droop', planning_s: 0, real_time_s: 40 });
  expect(cpu().run_s).toBe(planning_s + first!.real_time_s + 40);
  expect(planningOf(cpu())).toBe(planning_s);
});

it('of set points is their time by the clock, less the part in which the process did not run', async () => {
  const { now, work } = clocked();
  const realTime = () => {
    work(0.5);
    return new Map();
  };
  const busy = { name: 'droop', realTime };
  const made = sceneOf([load('a', () => 1)], { controllers: [busy], clock: { steps: 4 } });
  const { scene: observed, cpu } = measured(made, () => now() / 4, now); // a quarter of a core
  await run(observed);
  expect(cpu()).toEqual({ run_s: 0.5, controllers: [{ controller: 'droop', planning_s: 0, real_time_s: 0.5 }] });
});

it('adds up over the parts of a resumed run', () => {
  const part = (run_s: number, planning_s: number, real_time_s: number) => ({
    run_s,
    controllers: [{ controller: 'central', planning_s, real_time_s }],
  });
  expect(together(part(5, 3, 1), part(2, 0.5, 0.25))).toEqual(part(7, 3.5, 1.25));
  expect(together(undefined, part(2, 0.5, 0.25))).toEqual(part(2, 0.5, 0.25));
});

it('counts a failed stage, and passes its error on', async () => {
  const { now, work } = clocked();
  const made = sceneOf([load('a', () => 1)], {
    controllers: [
      {
        name: 'fails',
        dayAhead: async () => {
          work(6);
          throw new TypeError('as planned');
        },
      },
    ],
    stages: { dayAhead: 24, intraday: 0 },
  });
  const { scene: observed, cpu } = measured(made, now);
  await expect(run(observed)).rejects.toThrow(/as planned/);
  expect(planningOf(cpu())).toBe(6);
});

it('is that of the process, threads included', () => {
  const { cpu } = measured(sceneOf([]));
  const until = process.cpuUsage().user + 20_000;
  while (process.cpuUsage().user < until);
  expect(cpu().run_s).toBeGreaterThanOrEqual(0.02);
});

it('is in manifest and summary of a resumed run, that of the part before included', async () => {
  const cpu = (run_s: number) => ({
    run_s,
    controllers: [{ controller: 'uncontrolled', planning_s: 0, real_time_s: run_s / 2 }],
  });
  const dir = temporary();
  const about = { case: study, scene, command: [], runId: 'test' };
  const final = { failed: [], mail: createMail(), interrupted: false };
  const timing = { started_ms: 0, finished_ms: 0 };
  const before = await openRunFolder(dir, { ...about, cpu: () => cpu(3) });
  for (const k of [0, 1]) before.observer.onStep?.(record(k, false));
  const states = scene.devices.map(() => 0);
  before.observer.onCheckpoint?.({ k: 2, states, solved_pu: [], failed: [], mail: final.mail.state() });
  const stopped = await before.finish({ ...final, steps: 2, interrupted: true }, timing);
  expect(stopped.cpu).toEqual(cpu(3));
  const rest = await openRunFolder(dir, { ...about, resume: true, cpu: () => cpu(4) });
  for (const k of [2, 3]) rest.observer.onStep?.(record(k, false));
  const whole = await rest.finish({ ...final, steps: 4 }, timing);
  expect(whole.cpu).toEqual(cpu(7));
  expect(readManifestOf(dir)?.times.cpu).toEqual(cpu(7));
});
