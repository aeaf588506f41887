import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { InputError } from '../../base/index.ts';
import type { EvParams } from '../../devices/ev/ev.ts';
import { caseJsonSchema, contentHash, listCases, readCase, readNetwork, readVariants, validateCase } from './index.ts';
import type { Case } from './model.ts';
import { changed, type Folder, GOOD, writeFolder } from './testing/folder.ts';

const read = (files: Folder, ...set: string[]) => readCase(writeFolder(files), { set });
const yaml = (from: string | RegExp, to: string) => changed('case.yaml', from, to);
const params = (study: Case, id: string) => study.devices.find((d) => d.id === id)!.params as Record<string, number>;
const carsOf = (study: Case, field: string) =>
  Object.fromEntries(
    study.devices.filter((d) => d.kind === 'ev').map((d) => [d.id, (d.params as Record<string, unknown>)[field]]),
  );

describe('the good case', () => {
  it('is read completely: clock, devices of four sources with their labels, inputs', async () => {
    const study = await read(GOOD);
    expect(study.clock).toEqual({
      start: '2024-01-15T00:00:00+01:00',
      zone: 'Europe/Copenhagen',
      step_min: 15,
      steps: 96,
    });
    expect(study.devices.map(({ id, kind, bus }) => `${id} ${kind} ${bus}`)).toEqual([
      'lb load b',
      'lc load c',
      'pv-b pv b',
      'bat-c battery c',
      'home-b-001-ev ev b',
      'home-b-002-ev ev b',
      'home-c-001-ev ev c',
      'home-c-002-ev ev c',
    ]);
    expect(study.devices[3]!.labels).toEqual({ owner: 'coop' });
    expect(study.devices[4]!.labels).toEqual({ home: 'home-b-001', population: 'home' });
    expect(study.inputs).toEqual([
      { id: 'line-length', value: '100', unit: 'm', provenance: 'assumed', basis: 'made for tests', fitted_to: [] },
    ]);
  });

  it('has stages at its hours, by default day-ahead at midnight and intraday every hour', async () => {
    expect((await read(GOOD)).stages).toEqual({ day_ahead_h: [0], intraday_h: [6, 12, 18] });
    const { stages } = await read(yaml('stages: { intraday_h: [6, 12, 18] }\n', ''));
    expect(stages.day_ahead_h).toEqual([0]);
    expect(stages.intraday_h).toEqual(Array.from({ length: 24 }, (_, h) => h));
  });

  it('has its network per unit and in MW: 0.02 ohm on 0.16 ohm, 2 kW', async () => {
    const { network } = await read(GOOD);
    expect(network.branches[0]).toMatchObject({ branch: 'ab', length_km: 0.1, i_max_a: 200, at: 'lines.csv:2' });
    expect(network.branches[0]!.r_pu).toBeCloseTo(0.125, 12);
    expect(network.loads[0]).toEqual({ load: 'lb', bus: 'b', p_mw: 0.002, q_mvar: 0.0005, at: 'loads.csv:2' });
  });

  it('reads the same with CRLF line ends, a byte-order mark, comments and blank lines', async () => {
    const dressed = Object.fromEntries(
      Object.entries(GOOD).map(([name, text]) => [name, `\uFEFF# a comment\n\n${text}`.replaceAll('\n', '\r\n')]),
    );
    const { resolved: _a, folder: _b, name: _c, ...plain } = await read(GOOD);
    const { resolved: _d, folder: _e, name: _f, ...study } = await read(dressed);
    const bare = (x: object) =>
      JSON.stringify(x, (key, value: unknown) => (key === 'at' || key === 'name' ? '' : value));
    expect(bare(study)).toBe(bare(plain));
  });

  it('is summarised by its counts', async () => {
    expect(await validateCase(writeFolder(GOOD))).toMatchObject({
      buses: 3,
      branches: 2,
      devices: { load: 2, pv: 1, battery: 1, ev: 4 },
      profiles: 2,
      controllers: ['uncontrolled'],
      steps: 96,
    });
  });
});

describe('units', () => {
  it.each([
    'p_peak: 5 kW',
    'p_peak_w: 5000',
    'p_peak_mw: 0.005',
    'p_peak_kw: 5',
    'p_peak_kw: 5000 W',
    'p_peak: 0.005 MW',
  ])('%s is 5 kW', async (text) => {
    expect(params(await read(yaml('p_peak: 5000 W', text)), 'pv-b')['p_peak_kw']).toBe(5);
  });

  it('of a share may be percent: soc_min is not a time in minutes', async () => {
    const study = await read(GOOD, 'populations.0.devices.0.soc_min=20 %');
    expect(params(study, 'home-b-001-ev')['e_min_kwh']).toBeCloseTo(8, 12);
  });

  it('of the case itself are valid in values and headers', async () => {
    const study = await read(changed('lines.csv', 'length_m', 'length_furlong'));
    expect(study.network.branches[0]!.length_km).toBeCloseTo(20.1168, 12);
  });

  it('outside the table are read by mathjs: 4 hp are 2.98 kW', async () => {
    expect(params(await read(yaml('5000 W', '4 hp')), 'pv-b')['p_peak_kw']).toBeCloseTo(4 * 0.745699872, 6);
  });

  it('of a series are converted to internal units: percent to a share, °F to °C, a price per MWh to one per kWh', async () => {
    const series = 'hour,pv_percent,home_pu,t_out_degf,price_dkk_per_mwh,wind_km_per_h\n0,30,0.5,212,500,36\n';
    const { profiles } = await read({ ...GOOD, 'shapes.csv': series });
    const given = profiles.map(({ name, unit, values }) => [name, unit, Math.round(values[0]! * 1e9) / 1e9]);
    expect(given).toEqual([
      ['pv', 'pu', 0.3],
      ['home', 'pu', 0.5],
      ['t_out', '°C', 100],
      ['price', 'DKK/kWh', 0.5],
      ['wind', 'm/s', 10],
    ]);
  });

  it('are never evaluated as expressions', async () => {
    await expect(read(yaml('5000 W', '1 config()'))).rejects.toThrow('expected a quantity in kW');
  });
});

describe('--set', () => {
  it('changes a value, an item of a list by number or id, and replaces another spelling', async () => {
    const study = await read(
      GOOD,
      'clock.step=1 h',
      'clock.steps=4',
      'devices.0.p_peak_kw=7',
      'populations.home.count=1',
      'controllers.0=volt-var',
    );
    expect(study.clock).toMatchObject({ step_min: 60, steps: 4 });
    expect(params(study, 'pv-b')['p_peak_kw']).toBe(7);
    expect(study.devices.filter((d) => d.kind === 'ev')).toHaveLength(2);
    expect(study.controllers.map((c) => c.kind)).toEqual(['volt-var']);
  });

  it('finds an item without an id by its kind', async () => {
    const files = yaml('controllers: [uncontrolled]', 'controllers: [uncontrolled, { kind: volt-var }]');
    const { controllers } = await read(files, 'controllers.volt-var.points=[[0.9, 0.3], [1.1, -0.3]]');
    const points = [
      [0.9, 0.3],
      [1.1, -0.3],
    ];
    expect(controllers).toMatchObject([{ kind: 'uncontrolled' }, { kind: 'volt-var', options: { points } }]);
  });

  it('adds options to a controller that is only a kind, and to no other word in a list', async () => {
    const { controllers } = await read(
      yaml('[uncontrolled]', '[volt-var]'),
      'controllers.0.points=[[0.9, 0.3], [1.1, -0.3]]',
    );
    expect(controllers).toMatchObject([{ kind: 'volt-var', options: { points: [[0.9, 0.3], expect.anything()] } }]);
    const listed = (step: string) => read(yaml('["*"]', '[pv-b]'), `outputs.devices.${step}.kind=pv`);
    await expect(listed('0')).rejects.toThrow(/outputs\.devices\.0" +expected a mapping or a list there/);
    await expect(listed('pv-b')).rejects.toThrow(/pv-b" +expected the number, the id or the kind of an item/);
  });

  it('changes the value of an alias only at that place', async () => {
    const car = (id: string, trips: string) =>
      `- { id: ${id}, kind: ev, bus: b, e_cap_kwh: 40, p_max_kw: 11, trips: ${trips} }`;
    const trip =
      '&trips [&trip { leave: 07:30, back: 16:30, drive: 6 kWh }, { leave: 20:00, back: 21:00, drive: 1 kWh }]';
    const cars = [car('one', trip), car('two', '*trips'), car('three', '*trips'), car('four', '[*trip]')];
    const files = yaml(
      '  - { table: batteries.csv',
      `${cars.map((line) => `  ${line}\n`).join('')}  - { table: batteries.csv`,
    );
    const study = await read(files, 'devices.two.trips.0.drive=9 kWh', 'devices.four.trips.0.drive=3 kWh');
    const driven = Object.entries(carsOf(study, 'trips')).map(([id, trips]) => [
      id,
      ...(trips as { drive_kwh: number }[]).map((t) => t.drive_kwh),
    ]);
    expect(driven.slice(0, 4)).toEqual([
      ['one', 6, 1],
      ['two', 9, 1],
      ['three', 6, 1],
      ['four', 3],
    ]);
  });

  it('finds an item by its kind through an alias', async () => {
    const other =
      'variants: { other: { set: { controllers: [&own { kind: volt-var, points: [[0.9, 0.1], [1.1, -0.1]] }] } } }';
    const files = yaml('controllers: [uncontrolled]', `${other}\ncontrollers: [*own]`);
    const points = [
      [0.9, 0.3],
      [1.1, -0.3],
    ];
    const { controllers } = await read(files, `controllers.volt-var.points=${JSON.stringify(points)}`);
    expect(controllers).toMatchObject([{ options: { points } }]);
  });

  it('is refused through an alias without anchor', async () => {
    await expect(read(yaml('[uncontrolled]', '*nothing'), 'controllers.0.kind=tfm')).rejects.toThrow(InputError);
  });

  it('writes into a section that is not in the file', async () => {
    const files = yaml(/stages: .*\noutputs: .*\n/, '');
    const study = await read(files, 'stages.intraday_h=[9, 15]', 'outputs.devices=[pv-*]');
    expect(study.stages).toEqual({ day_ahead_h: [0], intraday_h: [9, 15] });
    expect(study.outputs.devices).toEqual(['pv-*']);
  });

  it('is part of the input of the run', async () => {
    const folder = writeFolder(GOOD);
    const hash = async (...set: string[]) => contentHash((await readCase(folder, { set })).resolved);
    expect(await hash()).toBe(await hash());
    expect(await hash('seed=8')).not.toBe(await hash());
    expect(await hash('seed=7')).toBe(await hash());
  });
});

describe('a market', () => {
  const market = (section: string): Folder => ({
    ...yaml('controllers:', `market: ${section}\ncontrollers:`),
    'shapes.csv': 'hour,pv_pu,home_pu,tou_eur_per_mwh\n0,0,0.5,30\n',
  });

  it('names its price and has its currency; limits may be in any unit', async () => {
    const { market: found, profiles } = await read(market('{ import_price: tou, export_max: 1 MW }'));
    expect(found).toEqual({ import_price: 'tou', currency: 'EUR', export_max_kw: 1000 });
    expect(profiles.find(({ name }) => name === 'tou')).toMatchObject({ unit: 'EUR/kWh' });
    expect((await read(GOOD)).market).toBeUndefined();
  });

  it('is part of the identity of the run', async () => {
    const [a, b] = [
      await read(market('{ import_price: tou }')),
      await read(market('{ import_price: tou, export_max_kw: 0 }')),
    ];
    expect(contentHash(a.resolved)).not.toBe(contentHash(b.resolved));
  });
});

describe('variants', () => {
  const VARIED = yaml(
    'controllers:',
    `variants:
  bare: { title: Without devices, set: { devices: [] } }
  sunny: { set: { devices.pv-*.p_peak: 9 kW, clock.steps: 4 } }
  listed: { set: ["devices.pv-b.p_peak_kw=2", "populations.home.count=0"] }
controllers:`,
  );
  const variant = (name: string, ...set: string[]) => readCase(writeFolder(VARIED), { set, variant: name });

  it('are the case with some values changed, by patterns of ids too, and replace another spelling', async () => {
    expect((await variant('bare')).devices.map(({ kind }) => kind)).toEqual(['load', 'load', 'ev', 'ev', 'ev', 'ev']);
    const sunny = await variant('sunny');
    expect(params(sunny, 'pv-b')['p_peak_kw']).toBe(9);
    expect(sunny.clock.steps).toBe(4);
    const listed = await variant('listed');
    expect(params(listed, 'pv-b')['p_peak_kw']).toBe(2);
    expect(listed.devices.filter(({ kind }) => kind === 'ev')).toEqual([]);
  });

  it('have names and titles; the unchanged case is not a variant', async () => {
    const study = await read(VARIED);
    expect(study.variants).toEqual([
      { name: 'bare', title: 'Without devices' },
      { name: 'sunny', title: 'sunny' },
      { name: 'listed', title: 'listed' },
    ]);
    expect(study.variant).toBeUndefined();
    expect((await variant('bare')).variant).toEqual({ name: 'bare', title: 'Without devices' });
  });

  it('are overridden by --set, which may also change a variant', async () => {
    expect(params(await variant('sunny', 'devices.pv-b.p_peak_kw=1'), 'pv-b')['p_peak_kw']).toBe(1);
    expect((await variant('sunny', 'variants.sunny.set={ seed: 99 }')).seed).toBe(99);
  });

  it('are read one after the other, or those named; a case without variants is read once', async () => {
    const names = async (folder: string, variants: string[] = []) =>
      (await readVariants(folder, { variants })).map((study) => study.variant?.name);
    const folder = writeFolder(VARIED);
    expect(await names(folder)).toEqual(['bare', 'sunny', 'listed']);
    expect(await names(folder, ['sunny'])).toEqual(['sunny']);
    expect(await names(writeFolder(GOOD))).toEqual([undefined]);
  });

  it('give a run an identity that does not depend on other variants', async () => {
    const hash = async (study: Promise<Case>) => contentHash((await study).resolved);
    const other = yaml(
      'controllers:',
      'variants: { sunny: { set: { devices.pv-b.p_peak: 9 kW, clock.steps: 4 } } }\ncontrollers:',
    );
    expect(await hash(readCase(writeFolder(other), { variant: 'sunny' }))).toBe(await hash(variant('sunny')));
    expect(await hash(variant('sunny'))).not.toBe(await hash(variant('bare')));
    expect(await hash(read(VARIED))).toBe(await hash(read(GOOD)));
  });
});

describe('inputs.csv', () => {
  it('has the published numbers to which an input was fitted', async () => {
    const csv = 'id,value,unit,provenance,basis,fitted_to\na,1,,inferred,tuned,x.cost; x.share\nb,2,,assumed,usual,\n';
    const { inputs } = await read({ ...GOOD, 'inputs.csv': csv });
    expect(inputs.map(({ fitted_to }) => fitted_to)).toEqual([['x.cost', 'x.share'], []]);
  });
});

describe('the hash of what a run depends on', () => {
  it('does not depend on the order of keys, and depends on the order of a list', () => {
    expect(contentHash({ a: 1, b: { c: [1, 2], d: null } })).toBe(contentHash({ b: { d: null, c: [1, 2] }, a: 1 }));
    expect(contentHash([1, 2])).not.toBe(contentHash([2, 1]));
  });
});

describe('populations', () => {
  const DRAW = '{ choose: [3.7, 11], weights: [3, 1] }';
  const drawn = yaml(DRAW, '{ uniform: [3 kW, 11 kW] }');

  it('draw by seed, id and field: more members, more buses or another field change no other draw', async () => {
    const before = carsOf(await read(drawn), 'p_max_kw');
    expect(new Set(Object.values(before)).size).toBe(4);
    expect(carsOf(await read(drawn, 'populations.0.count=3'), 'p_max_kw')).toMatchObject(before);
    expect(carsOf(await read(drawn, 'populations.0.buses=[c, b, a]'), 'p_max_kw')).toMatchObject(before);
    expect(carsOf(await read(drawn, 'populations.0.devices.0.e_cap={uniform: [30 kWh, 60 kWh]}'), 'p_max_kw')).toEqual(
      before,
    );
    expect(carsOf(await read(drawn, 'seed=8'), 'p_max_kw')).not.toEqual(before);
  });

  it('cycle by the number of the member in the whole population', async () => {
    const study = await read(yaml(DRAW, '{ cycle: [1, 2, 3] }'));
    expect(Object.values(carsOf(study, 'p_max_kw'))).toEqual([1, 2, 3, 1]);
  });

  it('keep normal draws within their bounds, local times included', async () => {
    const study = await read(
      yaml('leave: 07:30', 'leave: { normal: ["07:30", 30 min], within: ["07:00", "08:00"] }'),
      'populations.0.count=100',
    );
    const leave = Object.values(carsOf(study, 'trips')).map((trips) => (trips as { leave: number }[])[0]!.leave);
    expect(leave).toHaveLength(200);
    expect(Math.min(...leave)).toBeGreaterThanOrEqual(7);
    expect(Math.max(...leave)).toBeLessThanOrEqual(8);
    expect(new Set(leave).size).toBe(200);
  });

  it('choose in the proportion of the weights', async () => {
    const all = Object.values(carsOf(await read(GOOD, 'populations.0.count=1000'), 'p_max_kw'));
    expect(all.filter((p) => p === 3.7).length / all.length).toBeCloseTo(0.75, 1);
  });

  it('take buses and counts from a table', async () => {
    const files = {
      ...yaml('buses: [b, c]\n    count: 2', 'buses: { table: homes.csv }'),
      'homes.csv': 'bus,count\nb,1\nc,3\n',
    };
    expect(Object.keys(carsOf(await read(files), 'p_max_kw'))).toEqual([
      'home-b-001-ev',
      'home-c-001-ev',
      'home-c-002-ev',
      'home-c-003-ev',
    ]);
  });

  it('spread a range evenly: member i at frac(offset + step i), from step / 2 when no offset is given', async () => {
    const of = async (draw: string) => Object.values(carsOf(await read(yaml(DRAW, draw)), 'p_max_kw'));
    const halves = [0.5, 1.5, 2.5, 3.5];
    const golden = await of('{ uniform: [3, 11], step: 0.6180339887 }');
    expect(golden).toEqual(halves.map((i) => expect.closeTo(3 + 8 * ((0.6180339887 * i) % 1), 12)));
    expect(await of('{ uniform: [3 kW, 11 kW], step: 0.25, offset: 0 }')).toEqual([3, 5, 7, 9]);
    expect(await of('{ uniform: [3, 11], step: 0.25, offset: 0.5, restart: true }')).toEqual([7, 9, 7, 9]);
  });

  it('spread a choice evenly, so that any sequence of members has each value in its share', async () => {
    const draw = '{ choose: [1, 2, 3], weights: [65, 22, 13], step: 0.6180339887, offset: 0.5 }';
    const chosen = Object.values(carsOf(await read(yaml(DRAW, draw), 'populations.0.count=100'), 'p_max_kw'));
    for (const from of [0, 40, 100, 160]) {
      const run = chosen.slice(from, from + 40);
      for (const [value, share] of [0.65, 0.22, 0.13].entries())
        expect(Math.abs(run.filter((p) => p === value + 1).length - 40 * share)).toBeLessThan(2);
    }
  });

  it('use the cells of their row for column references of templates and labels', async () => {
    const files: Folder = {
      ...yaml(DRAW, '{ uniform: [{ column: least }, { column: most }], step: 0.5, offset: 0, restart: true }'),
      'homes.csv': 'bus,count,least,most,who,loss\nb,2,1 kW,3 kW,001,\nc,2,4,6,002,0.9\nb,1,7,9,003,0.8\n',
    };
    const text = String(files['case.yaml'])
      .replace(
        'buses: [b, c]\n    count: 2',
        'buses: { table: homes.csv }\n    labels: { aggregator: { column: who } }',
      )
      .replace('trips:', 'eta_charge: { column: loss }\n        trips:');
    const study = await read({ ...files, 'case.yaml': text });
    const cars = study.devices.filter((d) => d.kind === 'ev');
    expect(cars.map(({ id, params, labels }) => [id, (params as EvParams).p_max_kw, labels['aggregator']])).toEqual([
      ['home-b-001-ev', 1, '001'],
      ['home-b-002-ev', 2, '001'],
      ['home-c-001-ev', 4, '002'],
      ['home-c-002-ev', 5, '002'],
      ['home-b-003-ev', 7, '003'],
    ]);
    const standard = params(await read(GOOD), 'home-b-001-ev')['eta_charge'];
    expect(Object.values(carsOf(study, 'eta_charge'))).toEqual([standard, standard, 0.9, 0.9, 0.8]);
  });

  it('without draws share the checked parameters of the first member of their row', async () => {
    const files: Folder = {
      ...yaml(DRAW, '{ column: p }'),
      'homes.csv': 'bus,count,p\nb,2,5\nc,2,6\nb,1,5\n',
    };
    const text = String(files['case.yaml']).replace('buses: [b, c]\n    count: 2', 'buses: { table: homes.csv }');
    const cars = (await read({ ...files, 'case.yaml': text })).devices.filter((d) => d.kind === 'ev');
    expect(cars.map((d) => (d.params as EvParams).p_max_kw)).toEqual([5, 5, 6, 6, 5]);
    expect(new Set(cars.map((d) => d.params)).size).toBe(3);
    expect(cars.map((d) => d.labels['home'])).toEqual([
      'home-b-001',
      'home-b-002',
      'home-c-001',
      'home-c-002',
      'home-b-003',
    ]);
  });

  it('without draws share the checked parameters of their first member', async () => {
    const study = await read(yaml(DRAW, '11'));
    const cars = study.devices.filter((d) => d.kind === 'ev');
    expect(new Set(cars.map((d) => d.params)).size).toBe(1);
    expect(cars.map((d) => d.labels['home'])).toEqual(['home-b-001', 'home-b-002', 'home-c-001', 'home-c-002']);
    expect(Object.isFrozen(cars[0]!.params)).toBe(true);
  });
});

describe('networks alone', () => {
  it('are read from a case, and from a folder of tables', async () => {
    const tables = Object.fromEntries(
      Object.entries(changed('loads.csv', /,profile|,home|,$/gm, '')).filter(([name]) =>
        /buses|lines|loads/.test(name),
      ),
    );
    const fromTables = await readNetwork(writeFolder(tables));
    const fromCase = await readNetwork(writeFolder(GOOD));
    expect({ ...fromTables, name: '' }).toEqual({ ...fromCase, name: '' });
  });

  it('rate a transformer by its power, all circuits together, unless a limit is given', async () => {
    const folder = writeFolder({
      'buses.csv': 'bus,kind,vn_kv\na,slack,10\nb,pq,0.4\n',
      'transformers.csv':
        'transformer,from_bus,to_bus,sn_kva,vk_percent,vkr_percent,parallel,s_max_mva\nT1,a,b,400,4,1,2,\nT2,a,b,400,4,1,2,0.5\n',
    });
    const { branches } = await readNetwork(folder);
    expect(branches.map(({ branch, s_max_mva }) => [branch, s_max_mva])).toEqual([
      ['T1', 0.8],
      ['T2', 0.5],
    ]);
    expect(branches[0]!.x_pu).toBeCloseTo(Math.sqrt(0.04 ** 2 - 0.01 ** 2) / 0.8, 12); // on 1 MVA
  });

  it('come from a MATPOWER file, each load a device too', async () => {
    const matpower = `function mpc = two
mpc.version = '2';
mpc.baseMVA = 10;
mpc.bus = [
 1 3 0 0 0 0 1 1 0 0.4 1 1.1 0.9;
 2 1 0.02 0.005 0 0 1 1 0 0.4 1 1.1 0.9;
];
mpc.gen = [1 0 0 10 -10 1 100 1 10 0];
mpc.branch = [1 2 0.1 0.05 0 0 0 0 0 0 1 -360 360];
`;
    const bare = 'title: T\nclock: { start: "2024-01-15T00:00Z", step: 1 h, days: 1 }\nnetwork: { matpower: two.m }\n';
    const study = await read({ 'case.yaml': bare, 'two.m': matpower });
    expect(study.network.buses.map((b) => b.bus)).toEqual(['1', '2']);
    expect(study.devices).toMatchObject([{ kind: 'load', bus: '2', params: { p_kw: 20, q_kvar: 5 } }]);
  });
});

describe('cases by name', () => {
  it('are found in the first root that has them, and listed with their titles', async () => {
    const first = writeFolder({ 'home/case.yaml': 'title: Mine\n' });
    const second = writeFolder({
      'home/case.yaml': 'title: Shipped\n',
      'other/case.yaml': 'title: Other\n',
      'notes/x.txt': '',
    });
    expect(listCases([first, second]).map(({ name, title }) => `${name}: ${title}`)).toEqual([
      'home: Mine',
      'other: Other',
    ]);
    const root = writeFolder(
      Object.fromEntries(Object.entries(GOOD).map(([name, text]) => [join('study', name), text])),
    );
    expect((await readCase('study', { roots: [first, root] })).name).toBe('study');
  });
});

describe('cases/case.schema.json', () => {
  it('accepts the good case, and refuses an unknown kind and a list as a step', () => {
    const schema = z.fromJSONSchema(caseJsonSchema());
    const accepts = (files: Folder) => schema.safeParse(parse(String(files['case.yaml']))).success;
    expect(accepts(GOOD)).toBe(true);
    expect(accepts(yaml('kind: pv', 'kind: pvv'))).toBe(false);
    expect(accepts(yaml('step: 15 min', 'step: [15]'))).toBe(false);
    expect(accepts(yaml('title: Two homes\n', ''))).toBe(false);
  });
});
