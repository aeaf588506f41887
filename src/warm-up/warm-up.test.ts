// A warm-up: the run begins as default behaviour leaves the devices, the same under every mechanism.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '../../base/index.ts';
import { collect, run } from '../../cosim/index.ts';
import { readCase } from '../case/index.ts';
import { changed, type Folder, GOOD, writeFolder } from '../case/testing/folder.ts';
import { runCase, runIdOf } from '../run.ts';
import { sceneOf } from '../scene.ts';

const made = mkdtempSync(join(tmpdir(), 'feederlab-warm-up-'));
afterAll(() => rmSync(made, { recursive: true, force: true }));

/** Homes with a car, a heat pump and a washing machine that may run over midnight; a battery, PV, a market. */
const FOLDER: Folder = {
  ...GOOD,
  'case.yaml': String(
    changed(
      'case.yaml',
      'drive: 6 kWh }]\n',
      `drive: 6 kWh }]
      - { kind: heat-pump, k1_kw_per_k: 0.1, k2_kwh_per_k: 2, p_max: 4 kW, t_out: -3 degC, hysteresis_k: 2 }
      - { kind: appliance, cycle_kw: [2, 0.5, 1], earliest: 22:00, latest: 04:00, preferred_earliest: 23:30 }
`,
    )['case.yaml'],
  )
    .replace('days: 1 }', 'days: 3 }')
    .replace(
      '  - { file: shapes.csv, repeat: daily }\n',
      '  - { file: shapes.csv, repeat: daily }\n  - { file: prices.csv, repeat: daily }\n',
    )
    .replace('controllers:', 'market: { import_price: spot }\ncontrollers:'),
  'prices.csv': `hour,spot_eur_per_mwh\n${Array.from({ length: 24 }, (_, h) => `${h},${10 * h + 50}`).join('\n')}\n`,
};
const folder = writeFolder(FOLDER);
const read = (...set: string[]) => readCase(folder, { set });
const TWO_LATER = ['clock.start=2024-01-17T00:00+01:00', 'clock.days=1', 'clock.warm_up=2 day'];

async function steps(...set: string[]) {
  const collected = collect();
  await run(sceneOf(await read(...set), { jobs: 1 }), [collected]);
  return collected.steps;
}

describe('a run after a warm-up of two days', () => {
  it('is the third day of a run without one: cars, houses, appliances and stores', async () => {
    const [third, warm] = [(await steps()).slice(2 * 96), await steps(...TWO_LATER)];
    expect(warm.map(({ k }) => k)).toEqual(third.map(({ k }) => k - 2 * 96));
    expect(warm.map(({ p_kw }) => [...p_kw])).toEqual(third.map(({ p_kw }) => [...p_kw]));
    // state of charge of the cars: a day with a trip, not the half of the capacity of the first midnight
    const scene = sceneOf(await read(...TWO_LATER));
    const cars = scene.devices.filter(({ kind }) => kind === 'ev');
    expect(cars.length).toBe(4);
    for (const car of cars) expect(car.observe(car.start())[0]).toBeGreaterThan(99);
  });

  it('counts from its own start: cumulative channels begin at 0', async () => {
    const scene = sceneOf(await read(...TWO_LATER));
    const washer = scene.devices.find(({ kind }) => kind === 'appliance')!;
    expect(washer.observe(washer.start())).toEqual(washer.channels.map(() => 0));
    const last = (await steps(...TWO_LATER)).at(-1)!;
    const channels = last.channels[scene.devices.indexOf(washer)]!;
    expect(channels[washer.channels.findIndex(({ name }) => name === 'runs_started')]).toBe(1);
    expect(channels[washer.channels.findIndex(({ name }) => name === 'runs_missed')]).toBe(0);
  });

  it('begins with the same states under every mechanism', async () => {
    const states = await Promise.all(
      ['uncontrolled', 'central', 'tfm', 'dt', 'cla'].map(async (kind) =>
        sceneOf(await read(...TWO_LATER, `controllers=[${kind}]`)).devices.map((device) => device.start()),
      ),
    );
    for (const of of states) expect(of).toEqual(states[0]);
    const cold = sceneOf(await read('clock.days=1')).devices.map((device) => device.start());
    expect(states[0]).not.toEqual(cold);
  });

  it('changes what identifies a run, and the bytes of a resumed run are those of an uninterrupted one', async () => {
    const set = ['clock.start=2024-01-16T00:00+01:00', 'clock.days=2', 'controllers=[dt]'];
    const [plain, warm] = [await read(...set), await read(...set, 'clock.warm_up=1 day')];
    expect(runIdOf(warm)).not.toBe(runIdOf(plain));
    const [whole, resumed] = [join(made, 'whole'), join(made, 'resumed')];
    await runCase(warm, { out: whole, plots: 'none', jobs: 1 });
    const stop = new AbortController();
    const onProgress = (done: number) => void (done === 150 && stop.abort());
    const cut = await runCase(warm, { out: resumed, plots: 'none', jobs: 1, signal: stop.signal, onProgress });
    expect(cut.status).toBe('interrupted');
    await runCase(warm, { out: resumed, plots: 'none', jobs: 1, resume: true });
    const files = ['groups', 'grid', 'indicators', 'overloads', 'customers', 'feeder-heads', 'parties', 'disclosures'];
    for (const name of files)
      expect(readFileSync(join(resumed, `${name}.csv`), 'utf8'), name).toBe(
        readFileSync(join(whole, `${name}.csv`), 'utf8'),
      );
    const { clock } = JSON.parse(readFileSync(join(whole, 'manifest.json'), 'utf8'));
    expect(clock).toMatchObject({ warm_up_days: 1, steps: 192 });
  });
});

describe('a warm-up that cannot be', () => {
  const problem = async (files: Folder, ...set: string[]) => {
    const error = await readCase(writeFolder(files), { set }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).problems.map(({ where, found, expected }) => ({ where, found, expected }));
  };

  it('is refused where it is negative, no whole day, or no time', async () => {
    for (const value of ['-1 day', '0 day', '36 h', '5 kW'])
      expect(await problem(FOLDER, `clock.warm_up=${value}`), value).toEqual([
        { where: expect.stringContaining('clock.warm_up'), found: value, expected: expect.any(String) },
      ]);
  });

  it('is refused where its days hold no whole number of steps', async () => {
    expect(await problem(FOLDER, 'clock.step=7 min', 'clock.steps=5', 'clock.warm_up=1 day')).toEqual([
      {
        where: expect.stringContaining('clock.warm_up'),
        found: '1 day',
        expected: 'days that hold a whole number of 7-minute steps',
      },
    ]);
  });

  it('is refused where a profile begins after its start', async () => {
    const files: Folder = {
      ...changed('case.yaml', 'file: shapes.csv, repeat: daily', 'file: shapes.csv, repeat: span'),
      'shapes.csv': `time,pv_pu,home_pu\n${Array.from({ length: 48 }, (_, h) => `${new Date(Date.UTC(2024, 0, 13, 23 + h)).toISOString()},0.1,0.5`).join('\n')}\n`,
    };
    await expect(readCase(writeFolder(files), { set: ['clock.warm_up=1 day'] })).resolves.toBeDefined();
    expect(await problem(files, 'clock.warm_up=2 days')).toEqual([
      {
        where: 'shapes.csv:2, time',
        found: 'values from 2024-01-13T23:00:00Z on',
        expected: 'values from the start of the warm-up, 2024-01-12T23:00:00Z, on',
      },
    ]);
  });
});
