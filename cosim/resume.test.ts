import { describe, expect, it } from 'vitest';
import type { Checkpoint, Controller, Scene } from './contracts.ts';
import { messageKind } from './mail.ts';
import { collect } from './observers.ts';
import { run } from './run.ts';
import { load, sceneOf, store } from './testing/two-bus.ts';
import { due } from './time/schedule.ts';

const flag = messageKind<{ k: number }>('flag', ['hour']);

/** Plans a day at 0 and 12 h from voltage and stored energy, and sends messages to itself across the stages. */
const planner: Controller = {
  name: 'planner',
  dayAhead({ k, devices, voltage: _, ...view }, mail) {
    mail.send(flag, { from: 'dso', to: 'retailer', payload: { k } });
    return { e: devices[0]!.observe()[0]!, night: view.clock.hour(k) < 12 };
  },
  realTime(view, plan, mail) {
    const { e, night } = plan as { e: number; night: boolean };
    if (view.k % 5 === 0) mail.send(flag, { from: 'dso', to: 'aggregator:a', payload: { k: view.k } });
    const letters = view.k % 7 === 0 ? mail.take('aggregator:a', flag).length : 0;
    return new Map([[0, { p_kw: (night ? 0.3 : -0.4) * view.voltage('load') + e / 50 + letters / 10 }]]);
  },
};

const scene = (controllers: readonly Controller[] = [planner]): Scene =>
  sceneOf([store('s'), load('l', (k) => (k === 5 ? 1e6 : 20 + (k % 24)))], {
    controllers,
    clock: { steps: 60 },
    stages: { dayAhead: { at_hours: [0, 12] }, intraday: 0 },
  });

async function recorded(of: Scene, resume?: Checkpoint) {
  const checkpoints: Checkpoint[] = [];
  const collector = collect();
  const final = await run(of, [collector, { onCheckpoint: (c) => checkpoints.push(c) }], { resume });
  const { steps, messages } = collector;
  const totals = { counts: final.mail.counts(), disclosures: final.mail.disclosures(), failed: final.failed };
  return { steps, messages, checkpoints, totals };
}

describe('a run resumed from a checkpoint', () => {
  it('continues with the same records, mail and failed steps included, from every checkpoint and through JSON', async () => {
    const whole = await recorded(scene());
    expect(whole.totals.failed.map(({ k }) => k)).toEqual([5]);
    expect(whole.checkpoints.map(({ k }) => k)).toEqual([12, 24, 36, 48]);
    for (const checkpoint of whole.checkpoints) {
      const rest = await recorded(scene(), JSON.parse(JSON.stringify(checkpoint)));
      expect(rest.steps).toEqual(whole.steps.slice(checkpoint.k));
      expect(rest.messages).toEqual(whole.messages.filter(({ step }) => step >= checkpoint.k));
      expect(rest.totals).toEqual(whole.totals);
      expect(rest.checkpoints).toEqual(whole.checkpoints.filter(({ k }) => k > checkpoint.k));
    }
  });

  it('is impossible where a controller keeps its plan from day to day: there is no checkpoint', async () => {
    const mender: Controller = { name: 'mender', intraday: (_, plan) => plan };
    expect((await recorded(scene([planner, mender]))).checkpoints).toEqual([]);
    expect((await recorded(scene([]))).checkpoints).toHaveLength(4);
  });

  it('is refused for another scene', async () => {
    const [checkpoint] = (await recorded(scene())).checkpoints;
    const other = sceneOf([store('s')], { clock: { steps: 60 } });
    await expect(run(other, [], { resume: checkpoint })).rejects.toThrow(/2 devices[\s\S]*1 devices/);
  });

  it('has scheduled hours at the same steps as the whole run', () => {
    const { clock } = scene();
    const schedule = { at_hours: [7, 20] };
    const whole = due(schedule, clock);
    const all = Array.from({ length: 60 }, (_, k) => whole(k));
    for (const from of [1, 8, 20, 31]) {
      const late = due(schedule, clock);
      expect(Array.from({ length: 60 - from }, (_, i) => late(from + i))).toEqual(all.slice(from));
    }
  });
});
