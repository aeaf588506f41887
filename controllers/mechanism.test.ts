import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { RunError } from '../base/index.ts';
import { type Controller, createMail, type Plan, type Publication, type View } from '../cosim/index.ts';
import { byDevice } from '../cosim/testing/set-points.ts';
import { flexibilityOf, formulate, type SolveAll, solveInOrder } from '../optimisation/index.ts';
import { columns, indicator, table } from '../record/index.ts';
import type { Money } from './accounts.ts';
import type { Site } from './controller.ts';
import { type Correction, type Metered, mechanism, type Planned } from './mechanism.ts';
import { eachStep, once } from './publishing.ts';
import {
  indicator as indicatorOf,
  load,
  recordsUnder,
  scenarios,
  sceneOf,
  study,
  table as tableOf,
} from './testing/microgrid.ts';
import type { Transfer } from './transfers.ts';

interface Share {
  readonly share: number;
}
interface Capped extends Correction {
  readonly by_kw: number;
}
type Day = Planned<Share, { readonly p_kw: readonly Float64Array[] }>;

const { column, price } = columns<{ readonly device: string; readonly p_kw: Float64Array }>();
const loads = table('half-loads', 'What each device is to draw', [
  column('device', 'string', 'Device', (r) => r.device),
  column('p_kw', 'kW', 'Power', (r, t) => r.p_kw[t]!),
]);
const meters = columns<Metered<Share, unknown> & { readonly total_kw: number }>();
const drawn = table('half-drawn', 'What all devices drew', [
  meters.column('total_kw', 'kW', 'Power', (m) => m.total_kw),
  meters.column('of_day', 'integer', 'Step of the planned day', (m) => m.t),
]);

/** Every device draws a share of its forecast; the intraday stage plans the rest of the day at twice the share. */
const half = mechanism<Share, { p_kw: Float64Array[] }, { total_kw: number }>({
  kind: 'half-loads',
  title: 'a share of every forecast',
  options: z.strictObject({ share: z.number() }),
  dayAhead: async (day) => {
    const { p_kw } = await day.baseline();
    return { p_kw: p_kw.map((of) => of.map((kw) => kw * day.options.share)) };
  },
  intraday: (day, before) => ({ p_kw: before!.plan.p_kw.map((of) => of.slice(-day.hours.length).map((kw) => 2 * kw)) }),
  setPoints: ({ plan }) => plan.p_kw,
  planned: {
    tables: [
      eachStep(loads, ({ devices, plan }: Day) => {
        const rows = devices.map(({ id }, d) => ({ device: id, p_kw: plan.p_kw[d]! }));
        return () => rows;
      }),
      once(
        table('half-first', 'First set points', [column('device', 'string', 'Device', (r) => r.device)]),
        (of: Day) => of.devices.map(({ id }, d) => ({ device: id, p_kw: of.plan.p_kw[d]! })),
      ),
    ],
    indicators: [
      indicator('devices', '1', 'Devices', ({ devices }: Day) => devices.length),
      ({ devices }) => devices.slice(0, 1).map(({ id }) => indicator(`is_${id}`, '1', 'A device', () => 1)),
    ],
    remarks: ({ options }) => [{ id: 'half', text: `a share of ${options.share}` }],
  },
  settled: {
    step: ({ drawn_kw, t }) => (t === 1 ? undefined : { total_kw: drawn_kw.reduce((sum, kw) => sum + kw, 0) }),
    tables: [once(drawn, (m) => [m])],
  },
});

const two = { ...study(scenarios.stock), entries: study(scenarios.stock).entries.slice(0, 2) };

/** A controller with its stages called by hand. */
function byHand(by: Controller = half.create({ share: 0.5 }, site())) {
  const scene = sceneOf(two, () => []);
  const controller = by as Required<Controller>;
  const devices = scene.devices.map((device): View['devices'][number] => ({
    ...device,
    limits: () => device.limits(device.start(), device.inputs(0)),
    defaultSetPoint: () => device.defaultSetPoint(device.start(), device.inputs(0)),
    observe: () => [],
    respond: (setPoint) => device.step(device.start(), device.inputs(0), setPoint),
    flexibility: (horizon, into) => flexibilityOf(device.flexibility!(device.start(), horizon, into)),
  }));
  const view = (k: number): View => ({ k, clock: scene.clock, seed: 1, devices, voltage: () => 1 });
  const published: Publication[] = [];
  const publish = (one: Publication) => published.push(one);
  return { controller, view, published, publish, mail: createMail() };
}

/** Each bus buys its own day, in one batch of problems. */
const bought = mechanism<unknown, { readonly p_kw: readonly Float64Array[] }>({
  kind: 'bought',
  title: 'a problem for each load point',
  options: z.unknown(),
  dayAhead: async ({ load_points, hours, solveAll }) => {
    const problems = load_points.map((bus, b) => {
      const m = formulate(bus);
      const p = m.variables('p_kw', [hours], { min: 0, max: 10, cost: (t) => 1 + t });
      m.row('need', (row) => hours.reduce((sum, _, t) => sum.term(1, p(t)), row).atLeast(5 + 10 * b));
      return m.build();
    });
    return { p_kw: (await solveAll(problems)).map(({ x }) => x) };
  },
  setPoints: ({ plan }) => plan.p_kw,
});

describe('a mechanism', () => {
  it('has batches of problems solved by the host where it can, and one after another elsewhere', async () => {
    const sent: string[] = [];
    const solveAll: SolveAll = (problems) => {
      sent.push(...problems.map(({ name }) => name));
      return solveInOrder(problems);
    };
    const planAt = async (place: Site): Promise<Plan> => {
      const { controller, view, publish, mail } = byHand(bought.create({}, place));
      return await controller.dayAhead(view(0), mail, publish);
    };
    const plan = await planAt(site());
    expect(plan).toMatchObject({
      plan: {
        p_kw: [
          { 0: 5, 1: 0 },
          { 0: 10, 1: 5 },
        ],
      },
    });
    expect(await planAt({ ...site(), solveAll })).toEqual(plan);
    expect(sent).toEqual(['2', '3']);
  });

  it('plans the day, sends its set points, and publishes the rows of every step', async () => {
    const records = await recordsUnder(half, two, { share: 0.5 });
    const planned = tableOf(records, 'half-loads');
    expect(planned).toHaveLength(2 * 24);
    const first = planned.filter(({ device }) => device === 'load-2');
    expect(first.map(({ k }) => k)).toEqual(Array.from({ length: 24 }, (_, k) => k));
    expect(first[18]!['p_kw']).toBe(0.5 * 100 * 0.95);
    expect(tableOf(records, 'half-first').map(({ k }) => k)).toEqual([0, 0]);
  });

  it('settles the steps that it settles, from what the devices drew', async () => {
    const rows = tableOf(await recordsUnder(half, two, { share: 0.5 }), 'half-drawn');
    expect(rows.map(({ k }) => k)).toEqual(Array.from({ length: 24 }, (_, k) => k).filter((k) => k !== 1));
    expect(rows.every(({ k, of_day }) => k === of_day)).toBe(true);
  });

  it('publishes the accounts of the parties in every settled step, from its transfers or as it gives them', async () => {
    const transfer = { purpose: 'energy', aggregator: '' } as const;
    const paying = (step: (t: number) => Money | undefined) =>
      mechanism<unknown, null, Money>({
        ...{ kind: 'paying', title: 'money between parties', options: z.unknown(), dayAhead: () => null },
        settled: { step: ({ t }) => step(t) },
      });
    const accountsUnder = async (step: (t: number) => Money | undefined) => {
      const { published } = await recordsUnder(paying(step), { ...two, steps: 2 }, {});
      return published.map(({ accounts }) => accounts && [...accounts]);
    };
    const transfers: readonly Transfer[] = [
      { from: 'dso', to: 'aggregator:a', amount: 3, ...transfer },
      { from: 'aggregator:a', to: 'customers', amount: 1, ...transfer },
    ];
    const received = [
      ['dso', -3],
      ['aggregator:a', 2],
      ['customers', 1],
    ];
    expect(await accountsUnder((t) => (t === 0 ? { transfers } : { transfers: [] }))).toEqual([received, []]);
    const accounts = new Map([['dso', 2]]);
    expect(await accountsUnder((t) => (t === 0 ? { accounts, transfers } : undefined))).toEqual([[['dso', 2]]]);
    expect(await accountsUnder(() => ({}))).toEqual([undefined, undefined]);
  });

  it('names its indicators after itself, those of a list that depends on the case too', async () => {
    const { published } = await recordsUnder(half, two, { share: 0.5 });
    expect(published[0]!.indicators!.map(({ id }) => id)).toEqual(['half_loads_devices', 'half_loads_is_load-2']);
    expect(published[0]!.remarks).toEqual([{ id: 'half', text: 'a share of 0.5' }]);
  });

  it('has its tables in the registry', () => {
    expect(half.tables!.map(({ name }) => name)).toEqual(['half-loads', 'half-first', 'half-drawn']);
  });

  it('plans the rest of the day again where it has an intraday stage', async () => {
    const { controller, view, publish, mail } = byHand();
    const at = async (k: number, plan: Plan) => byDevice(await controller.realTime(view(k), plan, mail)).get(0)?.p_kw;
    const plan = await controller.dayAhead(view(0), mail, publish);
    const again = await controller.intraday(view(20), plan, mail, publish);
    expect(await at(20, again)).toBe(2 * (await at(20, plan))!);
    expect(await at(19, again)).toBeUndefined();
  });

  it('plans again in every step, and keeps a plan of the whole day', async () => {
    interface Halving {
      readonly kw: Float64Array;
      readonly seen: readonly string[];
    }
    const halving = mechanism<unknown, Halving, { planned_kw: number }>({
      kind: 'halving',
      title: 'half of the plan of the step before',
      options: z.unknown(),
      dayAhead: ({ hours }) => ({ kw: new Float64Array(hours.length).fill(64), seen: [] }),
      redispatch: ({ from, hours }, { plan, devices, hours: all }, t) => {
        const kw = plan.kw.map((of, s) => (s < t ? of : of / 2));
        return { kw, seen: [...plan.seen, `${from} ${hours.length} of ${all.length}, ${devices.length} devices`] };
      },
      setPoints: ({ plan, devices }) => devices.map((_, d) => (d === 0 ? plan.kw : undefined)),
      settled: {
        step: ({ plan, t }) => ({ planned_kw: plan.kw[t]! }),
        tables: [
          once(
            table('halved', 'Plan', [columns<{ planned_kw: number }>().column('kw', 'kW', 'P', (m) => m.planned_kw)]),
            (m) => [m],
          ),
        ],
      },
    });
    const records = await recordsUnder(halving, { ...two, steps: 4 }, {});
    expect(tableOf(records, 'halved').map(({ kw }) => kw)).toEqual([32, 16, 8, 4]);

    const { controller, view, publish, mail } = byHand(halving.create({}, site()));
    expect(await controller.redispatch(view(1), undefined, mail, publish)).toBeUndefined();
    const plan = await controller.dayAhead(view(20), mail, publish);
    const again = await controller.redispatch(view(22), plan, mail, publish);
    expect(again).toMatchObject({ plan: { kw: { 0: 64, 1: 64, 2: 32, 3: 32 }, seen: ['22 2 of 4, 2 devices'] } });
    expect(byDevice(await controller.realTime(view(23), again, mail)).get(0)).toEqual({ p_kw: 32 });
  });

  it('sends nothing and settles nothing before its first plan and after its day', async () => {
    const { controller, view, published, publish, mail } = byHand();
    const plan = await controller.dayAhead(view(0), mail, publish);
    published.length = 0;
    for (const [k, of] of [
      [0, undefined],
      [24, plan],
    ] as const) {
      expect(byDevice(await controller.realTime(view(k), of, mail)).size).toBe(0);
      controller.settle(
        { k, p_kw: Float64Array.of(1, 2) } as Parameters<Controller['settle'] & object>[0],
        of,
        publish,
      );
    }
    expect(published).toEqual([]);
  });

  it('changes set points of its plan before a step, and settles what it changed', async () => {
    const capped = mechanism<Share, { p_kw: Float64Array[] }, { by_kw: number }, Capped>({
      kind: 'capped',
      title: 'set points up to 50 kW',
      options: z.strictObject({ share: z.number() }),
      dayAhead: async (day) => ({ p_kw: [...(await day.baseline()).p_kw] }),
      setPoints: ({ plan }) => plan.p_kw,
      async correct({ set_points, view, devices }) {
        const over = devices.flatMap((_, d) => {
          const { p_kw } = view.devices[d]!.respond(set_points.get(d)!);
          return p_kw > 50 ? [[d, p_kw - 50] as const] : [];
        });
        if (over.length === 0) return undefined;
        return {
          set_points: new Map(over.map(([d]) => [d, { p_kw: 50 }])),
          by_kw: over.reduce((sum, [, kw]) => sum + kw, 0),
        };
      },
      settled: {
        step: ({ correction }) => correction && { by_kw: correction.by_kw },
        indicators: [indicator('cut_kw', 'kW', 'Cut', ({ by_kw }) => by_kw)],
      },
    });
    const plain = await recordsUnder(capped, { ...two, steps: 24 }, { share: 1 });
    const forecast = two.entries.map(({ params }) => load.map((share) => share * Number(params['p_kw'])));
    const cut = forecast.flat().reduce((sum, kw) => sum + Math.max(0, kw - 50), 0);
    expect(indicatorOf(plain, 'capped_cut_kw')).toBeCloseTo(cut, 9);
  });

  it.each<[string, (planned: Day) => unknown[], string]>([
    ['devices', ({ plan }) => plan.p_kw.slice(1), 'found a list of 1, expected one for each of the 2 devices'],
    [
      'steps',
      ({ plan }) => [undefined, plan.p_kw[1]!.slice(1)],
      'device load-3: found 23 numbers, expected one for each of the 24 planned steps',
    ],
    ['a device', () => [undefined, 5], 'found 5, expected one for each of the 24 planned steps'],
  ])('is stopped when its set points are not those of its %s', async (_, setPoints, message) => {
    const odd = mechanism<Share, { p_kw: Float64Array[] }>({
      kind: 'odd',
      title: 'odd set points',
      options: z.strictObject({ share: z.number() }),
      dayAhead: async (day) => ({ p_kw: [...(await day.baseline()).p_kw] }),
      setPoints: (planned) => setPoints(planned) as Float64Array[],
    });
    const ran = recordsUnder(odd, two, { share: 1 });
    await expect(ran).rejects.toThrow(RunError);
    await expect(ran).rejects.toThrow(message);
    await expect(ran).rejects.toThrow('odd, setPoints');
  });

  it('sets both powers of a converter, within its rating', async () => {
    const battery = { id: 'battery', kind: 'battery', bus: '2', params: { p_max_kw: 5, e_cap_kwh: 20, s_max_kva: 5 } };
    const both = (q: number, id = 'battery') =>
      mechanism<unknown, number>({
        kind: 'both',
        title: 'active and reactive power',
        options: z.unknown(),
        dayAhead: () => 0,
        setPoints: ({ devices, hours }) =>
          devices.map((device) => {
            if (device.id !== id) return undefined;
            return { p_kw: new Float64Array(hours.length).fill(-0.3), q_kvar: new Float64Array(hours.length).fill(q) };
          }),
      });
    const study = { ...two, entries: [...two.entries, battery] };
    const run = await recordsUnder(both(-4.9), study, {});
    for (const { p_kw, q_kvar } of run.steps) expect([p_kw.at(-1), q_kvar.at(-1)]).toEqual([-0.3, -4.9]);
    await expect(recordsUnder(both(5), study, {})).rejects.toThrow(
      'device battery: found -0.3 kW and 5 kvar at 00:00, expected at most the rating of the converter, 5 kVA',
    );
    await expect(recordsUnder(both(1, 'load-2'), study, {})).rejects.toThrow(
      'device load-2: found q_kvar, expected p_kw alone, for the reactive power of the device is not controllable',
    );
  });

  it('is stopped when its plan has a function, with its path', async () => {
    const plan = { loop: {}, of: [{ kw: new Float64Array(9) }, { kw: () => 1 }] };
    plan.loop = plan;
    const odd = mechanism({ kind: 'odd', title: 'an odd plan', options: z.unknown(), dayAhead: () => plan });
    await expect(recordsUnder(odd, two, {})).rejects.toThrow('odd, plan.of.1.kw: found a function, expected data');
  });

  it('is stopped, with its name, when a cell is not of the type of its column', async () => {
    const odd = mechanism<Share, number>({
      kind: 'odd',
      title: 'an odd table',
      options: z.strictObject({ share: z.number() }),
      dayAhead: () => 0,
      planned: {
        tables: [
          once(table('odd', 'A table', [column('x', 'kW', 'X', () => undefined as unknown as number)]), () => [
            { device: '', p_kw: new Float64Array() },
          ]),
        ],
      },
    });
    await expect(recordsUnder(odd, two, { share: 1 })).rejects.toThrow(
      /odd: table odd, column x, step 0 .*found nothing/,
    );
  });

  it('is refused at a site without the market that its prices need', () => {
    const inMoney = mechanism<unknown, { readonly p_kw: Float64Array }>({
      kind: 'priced',
      title: 'a table in money',
      options: z.unknown(),
      dayAhead: () => ({ p_kw: new Float64Array() }),
      planned: { tables: [once(table('priced', 'Prices', [price('p', 'Price', () => 1)]), () => [])] },
    });
    expect(() => inMoney.create({}, { ...site(), market: undefined })).toThrow(/market {2}found nothing.*priced/s);
    expect(inMoney.create({}, site()).name).toBe('priced');
  });
});

function site(): Site {
  let found: Site | undefined;
  sceneOf(two, (here) => {
    found = here;
    return [];
  });
  return found!;
}
