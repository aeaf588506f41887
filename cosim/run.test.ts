import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RunError } from '../base/index.ts';
import type { Controller, Device, Observer, SetPoint } from './contracts.ts';
import { collect } from './observers.ts';
import { run } from './run.ts';
import { load, records, sceneOf, sending, store, twoBusGrid } from './testing/two-bus.ts';

describe('a run', () => {
  it('observes, decides, moves, solves and records, in this order in every step', async () => {
    const trace: string[] = [];
    const said = <T>(what: string, value: T) => {
      trace.push(what);
      return value;
    };
    const device = load('a', () => 1);
    const grid = twoBusGrid();
    const scene = sceneOf(
      [
        {
          ...device,
          inputs: (k) => said(`observe ${k}`, device.inputs(k)),
          step: (x, u, setPoint) => said('move', device.step(x as null, u as number, setPoint)),
        } as Device,
      ],
      {
        clock: { steps: 2 },
        grid: { ...grid, solve: (loads) => said('flow', grid.solve(loads)) },
        controllers: [
          {
            name: 'all stages',
            dayAhead: () => said('day-ahead', 1),
            intraday: () => said('intraday', 2),
            realTime: () => said('decide', new Map()),
          },
        ],
        stages: { dayAhead: 2, intraday: 1 },
      },
    );
    await run(scene, [{ onStep: ({ k }) => said(`record ${k}`, undefined) }]);
    expect(trace.join(' ')).toBe(
      'observe 0 day-ahead intraday decide move flow record 0 observe 1 intraday decide move flow record 1',
    );
  });

  it('draws the power of the devices, and imports it with the losses', async () => {
    const { steps } = await records(
      sceneOf([
        load(
          'a',
          (k) => 10 + k,
          () => 3,
        ),
        load('b', () => 20),
      ]),
    );
    for (const { k, p_kw, q_kvar, flow } of steps) {
      expect([...p_kw, ...q_kvar]).toEqual([10 + k, 20, 3, 0]);
      expect(flow!.import_kw).toBeCloseTo(30 + k + flow!.loss_kw, 9);
      expect(flow!.loss_kw).toBeGreaterThan(0);
    }
  });

  it('records the power of voltage-dependent devices at the solved voltage', async () => {
    const zip = { z: 0.5, i: 0.3, p: 0.2 };
    const { steps } = await records(
      sceneOf(
        [
          load(
            'a',
            () => 900,
            () => 300,
            zip,
          ),
        ],
        { clock: { steps: 1 } },
      ),
    );
    const { p_kw, q_kvar, flow } = steps[0]!;
    const v = flow!.vm_pu[1]!;
    expect(v).toBeLessThan(0.98);
    expect(p_kw[0]).toBeCloseTo(900 * (0.5 * v * v + 0.3 * v + 0.2), 9);
    expect(q_kvar[0]! / p_kw[0]!).toBeCloseTo(300 / 900, 9);
    expect(flow!.import_kw).toBeCloseTo(p_kw[0]! + flow!.loss_kw, 9);
  });

  it('has the same records when the scene is run again', async () => {
    const droop: Controller = {
      name: 'droop',
      followsVoltage: true,
      dayAhead: (view) => view.seed,
      realTime: (view, plan) => new Map([[1, { q_kvar: 400 * (view.voltage('load') - (plan as number)) }]]),
    };
    const devices = [load('a', (k) => 30 * k), store('b')];
    const scene = sceneOf(devices, { controllers: [droop], stages: { dayAhead: 24, intraday: 0 } });
    const first = (await records(scene)).steps;
    expect((await records(scene)).steps).toEqual(first);
    expect(first.some(({ rounds }) => rounds > 1)).toBe(true);
  });

  it('refuses a device at an unknown bus, before anything runs', async () => {
    const stray = { ...load('a', () => 1), bus: 'laod' };
    await expect(records(sceneOf([stray, load('b', () => 1)]))).rejects.toThrow(
      /device a, bus .*"laod".*did you mean "load"/,
    );
  });

  it('stops with an error that names step and device or controller, when one returns NaN', async () => {
    const broken = load('broken', (k) => (k === 3 ? Number.NaN : 1));
    await expect(records(sceneOf([broken]))).rejects.toThrow(
      'step 3 (2024-01-15T03:00:00+01:00): device broken gave NaN kW',
    );
    const nan = sceneOf([load('a', () => 1)], { controllers: [sending('odd', { 0: { p_kw: Number.NaN } })] });
    await expect(records(nan)).rejects.toThrow(
      /step 0 .*: controller odd asked device a for NaN kW; expected a finite number$/,
    );
    const absent = sceneOf([load('a', () => 1)], { controllers: [sending('odd', { 1: { p_kw: 1 } })] });
    await expect(records(absent)).rejects.toThrow(
      /controller odd asked device 1 for 1 kW; expected a device from 0 to 0$/,
    );
    const lost = sceneOf([], {
      controllers: [{ name: 'lost', realTime: (view) => new Map([[0, { q_kvar: view.voltage('lod') }]]) }],
    });
    await expect(records(lost)).rejects.toThrow(/no bus lod in the grid; did you mean load\?/);
  });

  it('passes the same arrays to observers in every step, for any number of observers', async () => {
    const seen = new Set<unknown>();
    const observer: Observer = {
      onStep({ p_kw, q_kvar }) {
        seen.add(p_kw).add(q_kvar);
      },
    };
    await run(sceneOf([load('a', () => 1)], { clock: { steps: 500 } }), [observer]);
    expect(seen.size).toBe(2);
  });
});

describe('the set point of a device', () => {
  const devices = () => [
    load(
      'a',
      () => 5,
      () => 2,
    ),
    load(
      'b',
      () => 7,
      () => 1,
    ),
  ];
  const sent = async (...controllers: Controller[]) => {
    const { steps } = await records(sceneOf(devices(), { controllers, clock: { steps: 1 } }));
    return [...steps[0]!.p_kw, ...steps[0]!.q_kvar];
  };

  it('is its default behaviour without a controller', async () => {
    expect(await sent()).toEqual([5, 7, 2, 1]);
    expect(await sent({ name: 'silent' }, sending('empty', {}))).toEqual([5, 7, 2, 1]);
  });

  it('is separate for active and reactive power', async () => {
    expect(await sent(sending('p', { 0: { p_kw: 3 } }))).toEqual([3, 7, 2, 1]);
    expect(await sent(sending('q', { 0: { q_kvar: -1 } }))).toEqual([5, 7, -1, 1]);
  });

  it('is overridden by later controllers', async () => {
    const first = sending('first', { 0: { p_kw: 3, q_kvar: 9 }, 1: { p_kw: 4 } });
    expect(await sent(first, sending('second', { 0: { q_kvar: 8 } }))).toEqual([3, 4, 8, 1]);
    expect(await sent(sending('second', { 0: { q_kvar: 8 } }), first)).toEqual([3, 4, 9, 1]);
  });

  it('is clamped by the device to its limits', async () => {
    const { steps } = await records(
      sceneOf([store('s', { e_max_kwh: 10, p_max_kw: 4 })], {
        controllers: [sending('all', { 0: { p_kw: 99 } })],
        clock: { steps: 3 },
      }),
    );
    expect(steps.map(({ p_kw }) => p_kw[0])).toEqual([4, 1, 0]);
    expect(steps.map(({ channels }) => channels[0]![0])).toEqual([9, 10, 10]);
  });

  it('keeps the energy balance of every device, for any value', async () => {
    const setPoint = fc.record({ p_kw: fc.double({ min: -20, max: 20, noNaN: true }) });
    const setPoints = fc.array(fc.tuple(setPoint, setPoint), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(setPoints, async (plan) => {
        const given: number[][] = [];
        const stores = ['a', 'b'].map((id) => store(id, { dt_h: 0.25 }));
        const watched = stores.map((s, d) => ({
          ...s,
          step(x: number, u: null, a: SetPoint) {
            const did = s.step(x, u, a);
            (given[d] ??= []).push(did.p_kw);
            return did;
          },
        })) as Device[];
        const controllers = [{ name: 'random', realTime: ({ k }: { k: number }) => new Map(plan[k]!.entries()) }];
        const { steps } = await records(sceneOf(watched, { controllers, clock: { step_min: 15, steps: plan.length } }));
        for (const d of [0, 1]) {
          expect(steps.map(({ p_kw }) => p_kw[d])).toEqual(given[d]);
          const drawn_kwh = given[d]!.reduce((sum, p) => sum + p * 0.25, 0);
          expect(steps.at(-1)!.channels[d]![0]! - 5).toBeCloseTo(drawn_kwh, 9);
        }
      }),
      { seed: 11, numRuns: 50 },
    );
  });
});

describe('an interrupted run', () => {
  it('stops between two steps and is marked as interrupted', async () => {
    const stop = new AbortController();
    const collector = collect();
    const stopper: Observer = {
      onStep({ k }) {
        if (k === 4) stop.abort();
      },
    };
    const final = await run(sceneOf([load('a', () => 1)]), [collector, stopper], {
      signal: stop.signal,
    });
    expect([final.steps, final.interrupted, collector.steps.length]).toEqual([5, true, 5]);
    expect(collector.final).toBe(final);
  });

  it('yields to the event loop, so that an external signal can stop a long run', async () => {
    const stop = new AbortController();
    setImmediate(() => stop.abort());
    const final = await run(sceneOf([load('a', () => 1)], { clock: { step_min: 1, steps: 200_000 } }), [], {
      signal: stop.signal,
    });
    expect(final.interrupted).toBe(true);
    expect(final.steps).toBeGreaterThan(0);
  });
});

describe('accuracy', () => {
  // A house cooling through its walls, τ dT/dt = −T, stepped implicitly: T(24 h) = T0 e^(−24/τ), first order in Δt.
  const tau_h = 12;
  const house = (dt_h: number): Device<number, null> => ({
    ...load('house', () => 0),
    start: () => 20,
    inputs: () => null,
    limits: () => ({ min: 0, max: 0 }),
    defaultSetPoint: () => ({}),
    step: (T) => ({ p_kw: 0, q_kvar: 0, next: T / (1 + dt_h / tau_h) }),
    observe: (T) => [T],
  });

  it('doubles when the step is halved', async () => {
    const errors: number[] = [];
    for (const step_min of [60, 30, 15, 7.5]) {
      const scene = sceneOf([house(step_min / 60)], { clock: { step_min, steps: (24 * 60) / step_min } });
      const { steps } = await records(scene);
      errors.push(Math.abs(steps.at(-1)!.channels[0]![0]! - 20 * Math.exp(-24 / tau_h)));
    }
    const ratios = errors.slice(1).map((error, i) => errors[i]! / error);
    for (const ratio of ratios) expect(ratio).toBeGreaterThan(1.9);
    for (const ratio of ratios) expect(ratio).toBeLessThan(2.1);
  });

  describe('names what failed when foreign code throws, and keeps the error as cause', () => {
    const thrown = new TypeError('x is undefined');
    const fail = () => {
      throw thrown;
    };
    const failing = (hook: keyof Device) => sceneOf([load('a', () => 1), { ...load('b', () => 1), [hook]: fail }]);
    const errorOf = (scene: Parameters<typeof run>[0]) =>
      run(scene).then(
        () => undefined,
        (error: unknown) => error as RunError,
      );
    const innermost = (error: unknown): unknown =>
      error instanceof Error && error.cause !== undefined ? innermost(error.cause) : error;

    it.each(['dayAhead', 'intraday', 'realTime', 'settle'] as const)('in %s of a controller', async (hook) => {
      const controllers = [{ name: 'fine' }, { name: 'odd', [hook]: fail }];
      const error = await errorOf(sceneOf([load('a', () => 1)], { controllers, stages: { dayAhead: 1, intraday: 1 } }));
      expect(error).toBeInstanceOf(RunError);
      expect(error!.message).toMatch(/^step 0 \(.*\): controller odd failed in /);
      expect(error!.message).toContain(`failed in ${hook}: x is undefined`);
      expect(innermost(error)).toBe(thrown);
    });

    it.each(['inputs', 'defaultSetPoint', 'step'] as const)('in %s of a device', async (hook) => {
      const error = await errorOf(failing(hook));
      expect(error).toBeInstanceOf(RunError);
      expect(error!.message).toMatch(/^step 0 \(.*\): device b \(.+\) failed in /);
      expect(error!.message).toContain(`failed in ${hook}: x is undefined`);
      expect(innermost(error)).toBe(thrown);
    });

    it('in start of a device, before the first step', async () => {
      const error = await errorOf(failing('start'));
      expect(error).toBeInstanceOf(RunError);
      expect(error!.message).toMatch(/^device b \(.+\) failed in start: x is undefined$/);
    });

    it.each(['limits', 'observe'] as const)('in %s of a device that a controller asks', async (hook) => {
      const asking: Controller = {
        name: 'asking',
        realTime: ({ devices }) => {
          for (const device of devices) device[hook]();
          return new Map();
        },
      };
      const error = await errorOf({ ...failing(hook), controllers: [asking] });
      expect(error!.message).toMatch(/^step 0 \(.*\): device b \(.+\) failed in /);
      expect(innermost(error)).toBe(thrown);
    });
  });
});
