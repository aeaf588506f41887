import { describe, expect, it } from 'vitest';
import { stream } from '../../base/index.ts';
import {
  type Checkpoint,
  type Controller,
  collect,
  type Device,
  run,
  type Scene,
  type SetPoint,
} from '../../cosim/index.ts';
import { readCase } from '../case/index.ts';
import { sceneOf } from '../scene.ts';

/** Devices of many kinds in the microgrid case, forecasts with errors, and a controller with random set points in every round. */
async function sceneWith(seed: number): Promise<Scene> {
  const study = await readCase('ieee33-microgrid', {
    set: [
      'clock.days=2',
      'clock.step=1 h',
      'controllers=[]',
      'forecast={ load: { error: 10 % }, pv: { error: 20 % } }',
    ],
  });
  const random: Controller = {
    name: 'random',
    followsVoltage: true,
    dayAhead: ({ devices }) => devices.map(({ limits, respond }) => respond({ p_kw: limits().max }).p_kw),
    scheduled: (plan, k) =>
      new Map((plan as number[]).map((p_kw, d): [number, SetPoint] => [d, { p_kw: p_kw * (k % 2) }])),
    realTime(view) {
      const draws = stream(seed, 'set points', String(view.k));
      return new Map(
        view.devices.flatMap(({ bus, rating_kva = 0, limits }, d): [number, SetPoint][] => {
          const [share, q] = [draws.unit(), draws.unit() * (1 - view.voltage(bus))];
          const { min, max } = limits();
          if (share < 0.3) return [];
          return [[d, { ...(share < 0.8 ? { p_kw: min + share * (max - min) } : {}), q_kvar: rating_kva * q }]];
        }),
      );
    },
  };
  return { ...sceneOf(study), controllers: [random], stages: { dayAhead: { at_hours: [0, 12] }, intraday: 0 } };
}

async function recorded(scene: Scene, resume?: Checkpoint) {
  const [collector, checkpoints, schedules] = [collect(), [] as Checkpoint[], [] as number[][]];
  await run(
    scene,
    [collector, { onCheckpoint: (c) => checkpoints.push(c), onSchedule: (_, kw) => schedules.push([...kw]) }],
    { resume },
  );
  return { steps: collector.steps, checkpoints, schedules };
}

const alone = (scene: Scene): Scene => ({
  ...scene,
  devices: scene.devices.map(({ member: _, ...device }): Device => device),
});

describe('a run whose devices are stepped in groups', () => {
  it('is the run whose devices are stepped one by one, bit for bit, also resumed', async () => {
    const scene = await sceneWith(1);
    expect(new Set(scene.devices.flatMap(({ kind, member }) => (member ? [kind] : []))).size).toBeGreaterThan(2);
    const [together, single] = [await recorded(scene), await recorded(alone(scene))];
    expect(together).toEqual(single);
    expect(together.checkpoints.length).toBeGreaterThan(2);
    const [, checkpoint] = together.checkpoints;
    const rest = await recorded(scene, JSON.parse(JSON.stringify(checkpoint)));
    expect(rest.steps).toEqual(together.steps.slice(checkpoint!.k));
  });

  it('is so where only reactive set points change, from round to round and not from step to step', async () => {
    const scene = await sceneWith(3);
    const droop: Controller = {
      name: 'droop',
      followsVoltage: true,
      realTime: ({ k, devices, voltage }) =>
        new Map(
          devices.flatMap(({ bus, rating_kva }, d): [number, SetPoint][] =>
            rating_kva === undefined ? [] : [[d, { q_kvar: k % 3 === 0 ? 0 : rating_kva * (1 - voltage(bus)) }]],
          ),
        ),
    };
    const controlled = { ...scene, controllers: [droop] };
    const [together, single] = [await recorded(controlled), await recorded(alone(controlled))];
    expect(together).toEqual(single);
    expect(together.steps.some(({ rounds }) => rounds > 2)).toBe(true);
  });

  it('steps and observes a device by itself where a program has replaced what it does', async () => {
    const scene = await sceneWith(2);
    const d = scene.devices.findIndex(({ kind }) => kind === 'load');
    const replaced = scene.devices.with(d, {
      ...scene.devices[d]!,
      step: (next) => ({ p_kw: 1.25, q_kvar: 0, next }),
    });
    const { steps } = await recorded({ ...scene, devices: replaced });
    expect(new Set(steps.map(({ p_kw }) => p_kw[d]))).toEqual(new Set([1.25]));
  });

  it('asks a device for its default set point where a program has replaced it', async () => {
    const scene = await sceneWith(2);
    const d = scene.devices.findIndex(({ kind }) => kind === 'battery');
    let asked = 0;
    const defaultSetPoint = () => ({ p_kw: ++asked && 0.5 });
    const replaced = scene.devices.with(d, { ...scene.devices[d]!, defaultSetPoint });
    await recorded({ ...scene, devices: replaced });
    expect(asked).toBeGreaterThan(0);
  });
});
