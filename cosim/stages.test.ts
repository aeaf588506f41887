import { describe, expect, it } from 'vitest';
import type { Controller } from './contracts.ts';
import { messageKind } from './mail.ts';
import { run } from './run.ts';
import { load, records, sceneOf, store } from './testing/two-bus.ts';

describe('the stages', () => {
  const quantity = messageKind<{ k: number }>('quantity', ['quantity']);

  it('are held at their schedule, and pass the plan to real time', async () => {
    const held: string[] = [];
    const plans: unknown[] = [];
    const scene = sceneOf([load('a', () => 1)], {
      clock: { steps: 48 },
      stages: { dayAhead: { at_hours: [12] }, intraday: 18 },
      controllers: [
        {
          name: 'planner',
          dayAhead({ k }) {
            held.push(`day-ahead ${k}`);
            return `made ${k}`;
          },
          intraday({ k }, plan) {
            held.push(`intraday ${k}`);
            return `${plan}, mended ${k}`;
          },
          realTime(_, plan) {
            plans.push(plan);
            return new Map();
          },
        },
      ],
    });
    await run(scene);
    expect(held).toEqual(['day-ahead 0', 'intraday 0', 'day-ahead 12', 'intraday 18', 'day-ahead 36', 'intraday 36']);
    expect([plans[11], plans[12], plans[35], plans[47]]).toEqual([
      'made 0, mended 0',
      'made 12',
      'made 12, mended 18',
      'made 36, mended 36',
    ]);
  });

  it('are followed by a redispatch in every step, after the stages and before real time', async () => {
    const held: string[] = [];
    const scene = sceneOf([load('a', (k) => k)], {
      clock: { steps: 4 },
      stages: { dayAhead: { at_hours: [1] }, intraday: 2 },
      controllers: [
        {
          name: 'planner',
          dayAhead: ({ k }) => [`day-ahead ${k}`],
          intraday: ({ k }, plan) => [...(plan as string[]), `intraday ${k}`],
          redispatch: async ({ devices }, plan) => [
            ...((plan ?? []) as string[]),
            `redispatch ${devices[0]!.respond({}).p_kw}`,
          ],
          realTime({ k }, plan) {
            held.push(`${k}: ${(plan as string[]).join(', ')}`);
            return new Map();
          },
        },
      ],
    });
    const { messages } = await records(scene);
    expect(messages).toEqual([]);
    expect(held).toEqual([
      '0: day-ahead 0, intraday 0, redispatch 0',
      '1: day-ahead 1, redispatch 1',
      '2: day-ahead 1, redispatch 1, intraday 2, redispatch 2',
      '3: day-ahead 1, redispatch 1, intraday 2, redispatch 2, redispatch 3',
    ]);
  });

  it('have the messages of a redispatch in the real-time stage, and name it where it fails', async () => {
    const failing: Controller = {
      name: 'planner',
      redispatch({ k }, _plan, mail) {
        if (k === 1) throw new Error('no answer');
        mail.send(quantity, { from: 'aggregator:1', to: 'dso', payload: { k } });
        return undefined;
      },
    };
    const seen: string[] = [];
    const ran = run(sceneOf([], { controllers: [failing] }), [
      { onMessage: ({ stage, step }) => seen.push(`${stage} ${step}`) },
    ]);
    await expect(ran).rejects.toThrow(/step 1 .*controller planner failed in redispatch.*no answer/s);
    expect(seen).toEqual(['real-time 0']);
  });

  it('give each controller its own plan, and the mail between them', async () => {
    const seen: unknown[] = [];
    const controllers: Controller[] = [
      {
        name: 'aggregator',
        dayAhead: ({ k }, mail) => mail.send(quantity, { from: 'aggregator:1', to: 'dso', payload: { k } }),
      },
      {
        name: 'dso',
        dayAhead: (_, mail) => mail.take('dso', quantity)[0]!.payload,
        realTime(_, plan) {
          seen.push(plan);
          return new Map();
        },
      },
    ];
    const collector = await records(sceneOf([], { controllers, stages: { dayAhead: 12, intraday: 0 } }));
    expect([seen[0], seen[23]]).toEqual([{ k: 0 }, { k: 12 }]);
    expect(collector.messages.map(({ stage, step, kind }) => [stage, step, kind])).toEqual([
      ['day-ahead', 0, 'quantity'],
      ['day-ahead', 12, 'quantity'],
    ]);
    expect(collector.final!.mail.counts()[0]!.messages).toBe(2);
  });

  it('give each controller the present states of the devices and the voltages of the last solution', async () => {
    const seen: number[][] = [];
    const controllers: Controller[] = [
      {
        name: 'watcher',
        realTime(view) {
          const [device] = view.devices;
          seen.push([device!.observe()[0]!, device!.limits().max, view.voltage('load')]);
          return new Map([[0, { p_kw: 4 }]]);
        },
      },
    ];
    const { steps } = await records(sceneOf([store('s')], { controllers, clock: { steps: 3 } }));
    expect(seen.map(([energy, limit]) => [energy, limit])).toEqual([
      [5, 5],
      [9, 1],
      [10, 0],
    ]);
    expect(seen.map(([, , v]) => v)).toEqual([1, steps[0]!.flow!.vm_pu[1], steps[1]!.flow!.vm_pu[1]]);
  });

  it('wait for an asynchronous mechanism, and report what it publishes in them and after every step', async () => {
    const rows = { table: { name: 't', title: 'T', fields: [] }, k: 0, cells: [[]] };
    const settled: unknown[] = [];
    const controllers: Controller[] = [
      {
        name: 'slow',
        async dayAhead({ k }, _mail, publish) {
          await new Promise((later) => setTimeout(later, 1));
          publish({ rows: [rows] });
          return { k };
        },
        async intraday(_view, plan) {
          return { ...(plan as object), mended: true };
        },
        realTime: (_view, plan) => new Map([[0, { p_kw: (plan as { mended: boolean }).mended ? 3 : 1 }]]),
        settle({ k, p_kw }, plan, publish) {
          settled.push(plan);
          publish({ indicators: [{ id: 'drawn', value: p_kw[0]! + k, unit: 'kW', title: 'Drawn', over: 'sum' }] });
        },
      },
    ];
    const stages = { dayAhead: { at_hours: [0] }, intraday: 1 };
    const { published, steps } = await records(sceneOf([store('s')], { controllers, stages, clock: { steps: 2 } }));
    expect(steps.map(({ p_kw }) => p_kw[0])).toEqual([3, 2]); // the store is full after 2 more
    expect(published.map((p) => p.rows?.length ?? p.indicators![0]!.value)).toEqual([1, 3, 3]);
    expect(settled).toEqual([
      { k: 0, mended: true },
      { k: 0, mended: true },
    ]);
  });
});
