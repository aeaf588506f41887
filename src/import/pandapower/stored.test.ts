// Series in a pandapower file: what is read of its controllers and profiles, what is left out with a remark, and what is refused.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../base/index.ts';
import { feeder, frameOf, netText, type Rows, type Tables } from '../../../network/formats/pandapower/testing/net.ts';
import { readCase } from '../../case/index.ts';
import { writeFolder } from '../../case/testing/folder.ts';
import { Report } from '../../case/text/report.ts';
import { readTable } from '../../case/text/table.ts';
import { kinds } from '../../kinds.ts';
import type { ImportAsked } from '../importer.ts';
import { importCase } from '../index.ts';

/** A series of 3 rows by columns, as a DFData source. */
const source = (rows: Rows, keys?: readonly unknown[]) => ({
  _module: 'pandapower.timeseries.data_sources.frame_data',
  _class: 'DFData',
  _object: JSON.stringify({ df: frameOf(rows, keys) }),
});
const ROWS: Rows = [
  { a: 0.5, b: 2 },
  { a: 0.6, b: 3 },
  { a: 0.7, b: 4 },
];

/** A row of the table of controllers. */
const control = (changes: Readonly<Record<string, unknown>>, name = 'ConstControl') => ({
  object: {
    _module: 'pandapower.control',
    _class: name,
    _object: JSON.stringify({
      ...{ element: 'load', variable: 'p_mw', element_index: [0], profile_name: ['a'], scale_factor: 1 },
      data_source: source(ROWS),
      ...changes,
    }),
  },
  in_service: true,
});

const TABLES = feeder({
  load: [{ bus: 2, p_mw: 1, q_mvar: 0.3, scaling: 0.5, profile: 'H0' }],
  sgen: [{ bus: 1, p_mw: 2, q_mvar: 0, scaling: 1, type: 'PV', profile: 'PV1' }],
  storage: [{ bus: 1, p_mw: 0.1, q_mvar: 0, max_e_mwh: 2, min_e_mwh: 0.5, sn_mva: 1, soc_percent: 50 }],
});

async function imported(tables: Tables, settings: Readonly<Record<string, unknown>> = {}, asked: ImportAsked = {}) {
  const out = join(writeFolder({}), 'case');
  const net = join(writeFolder({ 'net.json': netText(tables, { settings }) }), 'net.json');
  const report = await importCase('pandapower', net, { out, asked, kinds: kinds(), command: 'feederlab import' });
  const file = (name: string) => readFileSync(join(out, name), 'utf8').trim().split('\n');
  return { out, file, remarks: report!.lost.map(({ text }) => text) };
}
const controlled = (rows: Rows, asked: ImportAsked = {}) => imported({ ...TABLES, controller: rows }, {}, asked);

async function refusalOf(does: Promise<unknown>): Promise<string> {
  const error = await does.then(
    () => expect.unreachable('nothing was refused'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).message;
}

describe('series of controllers', () => {
  it('give powers with the factor, the scaling and the sign of the element', async () => {
    const { file, remarks, out } = await controlled([
      control({ scale_factor: 2 }),
      control({
        element: 'sgen',
        variable: 'scaling',
        element_index: { _class: 'int64', _object: 0 },
        profile_name: 'b',
      }),
    ]);
    expect(file('loads.csv').slice(1, 3)).toEqual(['load-0,2,0.5,0.15,load_0_p,constant', 'sgen-0,1,-2,0,sgen_0_p,']);
    expect(file('profiles.csv').slice(0, 2)).toEqual([
      'time,load_0_p_pu,constant_pu,sgen_0_p_pu',
      '2024-01-01T00:00+00:00,1,1,2',
    ]);
    expect(remarks).toEqual([expect.stringMatching(/steps of 15 min are assumed; --step-min/)]);
    const { inputs } = await readCase(out);
    expect(inputs.filter(({ provenance }) => provenance === 'assumed')).toMatchObject([
      { id: 'clock-step', value: '15' },
    ]);
  });

  it('have the times of their index, or steps of the length that is asked for', async () => {
    const start = Date.UTC(2024, 5, 1);
    const times = [0, 1, 2].map((k) => start + k * 1_800_000);
    const timed = await controlled([control({ data_source: source(ROWS, times) })]);
    expect(timed.file('profiles.csv')[2]).toMatch(/^2024-06-01T00:30\+00:00,0.6/);
    expect(timed.remarks).toEqual([]);
    const stepped = await controlled([control({})], { stepMin: 60 });
    expect(stepped.file('profiles.csv')[2]).toMatch(/^2024-01-01T01:00\+00:00,0.6/);
    expect(stepped.remarks).toEqual([]);
  });

  it('that are not read are named with their controllers', async () => {
    const { remarks, file } = await controlled([
      control({}),
      control({ element: 'trafo', variable: 'tap_pos' }),
      control({ element: 'load', variable: 'in_service' }),
      control({}, 'DiscreteTapControl'),
      { ...control({ element: 'sgen' }), in_service: false },
      control({ element: 'sgen', data_source: { _class: 'H5Data', _object: '{}' } }),
      control({ element: 'sgen', data_source: null }),
    ]);
    expect(file('loads.csv')[2]).toBe('sgen-0,1,-2,0,,');
    expect(remarks.slice(0, -1)).toEqual([
      expect.stringMatching(
        /^series of other quantities .*: controller 1 \(trafo.tap_pos\), controller 2 \(load.in_service\)$/,
      ),
      expect.stringMatching(/^controllers other than ConstControl.*: controller 3 \(DiscreteTapControl\)$/),
      expect.stringMatching(/^controllers out of service.*: controller 4 \(sgen.p_mw\)$/),
      expect.stringMatching(/^series from other sources than DFData.*: controller 5 \(sgen.p_mw from H5Data\)$/),
    ]);
  });

  it.each<readonly [what: string, rows: Rows, message: RegExp]>([
    [
      'an element that is none',
      [control({ element_index: [7] })],
      /controller 0, element_index +found 7 +expected the index of a load/,
    ],
    [
      'a column that is none',
      [control({ profile_name: ['c'] })],
      /controller 0, profile_name +found "c" +expected a column/,
    ],
    [
      'two names for one element',
      [control({ profile_name: ['a', 'b'] })],
      /found "2 names" +expected one for each of the 1/,
    ],
    ['no names', [control({ profile_name: null })], /controller 0, profile_name +found (null|nothing)/],
    ['two controllers of a power', [control({}), control({})], /controller 1, element_index .*controller 0 has it too/],
    ['a word as factor', [control({ scale_factor: 'x' })], /controller 0, scale_factor +found "x"/],
    [
      'an empty cell',
      [control({ data_source: source([{ a: 1 }, { a: null }]) })],
      /data_source, a at 1 +found (null|nothing) +expected a finite number/,
    ],
    [
      'sources of other rows',
      [control({}), control({ element: 'sgen', data_source: source(ROWS.slice(1)) })],
      /controller 1, data_source +found "2 rows" +expected the 3 rows of .*controller 0/,
    ],
    ['one row', [control({ data_source: source(ROWS.slice(1, 2)) })], /found "1 rows" +expected two rows or more/],
    [
      'a text that is cut',
      [{ object: { _class: 'ConstControl', _object: '{"element' } }],
      /controller 0:1 +found .*JSON/,
    ],
  ])('are refused for %s', async (_, rows, message) => {
    expect(await refusalOf(controlled(rows))).toMatch(message);
  });

  it.each<readonly [what: string, keys: readonly unknown[], asked: ImportAsked, message: RegExp]>([
    [
      'numbers that leave a step out',
      [0, 1, 3],
      {},
      /index of the series 2 +found 3 +expected 2: a number for each step/,
    ],
    ['numbers in another order', [2, 1, 0], {}, /index of the series 1 +found 1 +expected 3: a number/],
    ['times of seconds', [0, 20_000, 40_000].map((ms) => Date.UTC(2024, 5, 1) + ms), {}, /rows of 0.33\d+ min/],
    [
      'times between minutes',
      [1, 61, 121].map((s) => Date.UTC(2024, 5, 1) + 1000 * s),
      {},
      /index of the series 0 +found 17\d+ +expected a time of whole minutes/,
    ],
    [
      'steps of half a minute',
      [0, 1, 2],
      { stepMin: 1.5 },
      /--step-min +found 1.5 +expected a whole number of minutes/,
    ],
  ])('are refused with %s', async (_, keys, asked, message) => {
    expect(await refusalOf(controlled([control({ data_source: source(ROWS, keys) })], asked))).toMatch(message);
  });

  it('are named where a table is given, and so are controllers without series', async () => {
    const report = new Report('profiles.csv');
    const profiles = readTable('profiles.csv', 'hour,load_0_p_pu\n0,1\n1,0.5\n', report)!;
    const { remarks } = await controlled([control({}), control({}, 'DiscreteTapControl')], { profiles });
    expect(remarks).toEqual([
      expect.stringMatching(/^controllers other than ConstControl.*: controller 1 \(DiscreteTapControl\)$/),
      'series of the controllers of the file are not read, as --profiles is given',
    ]);
  });

  it('with times refuse another length of steps', async () => {
    const times = [0, 1, 2].map((k) => Date.UTC(2024, 5, 1) + k * 1_800_000);
    const asked = { stepMin: 60 };
    expect(await refusalOf(controlled([control({ data_source: source(ROWS, times) })], asked))).toMatch(
      /--step-min +found 60/,
    );
    expect(await refusalOf(imported(TABLES, {}, asked))).toMatch(
      /--step-min +found 60 +expected none: the file has no series/,
    );
  });
});

const TIMES = ['27.03.2016 01:30', '27.03.2016 01:45', '27.03.2016 03:00'];
const PROFILES = {
  load: frameOf(TIMES.map((time, k) => ({ time, H0_pload: 0.5 + k / 10, H0_qload: 0.4 }))),
  renewables: frameOf(TIMES.map((time, k) => ({ time, PV1: k / 2 }))),
};

describe('profiles in the file', () => {
  it('are those that elements name, in German time', async () => {
    const { file, remarks } = await imported(TABLES, { profiles: PROFILES });
    expect(file('loads.csv').slice(1, 3)).toEqual(['load-0,2,0.5,0.15,h0_p,h0_q', 'sgen-0,1,-2,0,pv1_res,']);
    expect(file('profiles.csv')[3]).toBe('2016-03-27T03:00,0.7,0.4,1');
    expect(file('case.yaml').join('\n')).toContain('zone: Europe/Berlin');
    expect(remarks).toEqual([]);
  });

  it('are devices of PV, wind and storage where it is asked for', async () => {
    const { file, remarks } = await imported(TABLES, { profiles: PROFILES }, { asDevices: true });
    expect(file('loads.csv')).toHaveLength(2);
    expect(file('pv.csv')).toEqual(['id,bus,p_peak_mw,profile', 'sgen-0,1,2,pv1_res']);
    expect(file('battery.csv')).toEqual([
      'id,bus,p_max_mw,e_cap_mwh,e_min_mwh,eta_charge,eta_discharge,soc_start',
      'storage-0,1,1,2,0.5,1,1,0.5',
    ]);
    expect(remarks).toEqual([]);
  });

  it('make devices of the largest power of a series of powers, and none of one that draws', async () => {
    const sgen = { element: 'sgen', profile_name: ['b'] };
    const { file } = await controlled([control(sgen)], { asDevices: true });
    expect(file('pv.csv')[1]).toBe('sgen-0,1,4,sgen_0_share');
    expect(file('profiles.csv')[1]).toBe('2024-01-01T00:00+00:00,0.5');
    const { remarks } = await controlled([control({ ...sgen, scale_factor: -1 })], { asDevices: true });
    expect(remarks).toContainEqual(expect.stringMatching(/^remains a fixed in-feed, as its series is below 0/));
  });

  it('are part of the clock that is asked for', async () => {
    const { file } = await imported(TABLES, { profiles: PROFILES }, { start: '2016-03-27T01:45' });
    expect(file('case.yaml').join('\n')).toContain('start: 2016-03-27T01:45+01:00');
    const late = imported(TABLES, { profiles: PROFILES }, { start: '2016-03-28' });
    expect(await refusalOf(late)).toMatch(/--start +found "2016-03-28" +expected within the profiles/);
  });

  it('are named where controllers have series, or no element names one', async () => {
    const both = await imported({ ...TABLES, controller: [control({})] }, { profiles: PROFILES });
    expect(both.remarks).toEqual(['profiles of the file are not read, as its controllers have series']);
    expect(both.file('profiles.csv')[1]).toMatch(/^2016-03-27T01:30,0.5/);
    const none = await imported(feeder(), { profiles: PROFILES });
    expect(none.remarks).toEqual(['profiles of the file are not read, as no element names one in its column profile']);
  });

  it.each<readonly [what: string, profiles: Readonly<Record<string, unknown>>, message: RegExp]>([
    [
      'that are missing',
      { load: PROFILES.load },
      /sgen 0, profile +found "PV1" +expected a column PV1 of profiles renewables or/,
    ],
    [
      'that are no numbers',
      { ...PROFILES, renewables: frameOf(TIMES.map((time) => ({ time, PV1: 'x' }))) },
      /profiles renewables 0, PV1 +found "x" +expected a finite number/,
    ],
    [
      'of other lengths',
      { ...PROFILES, renewables: frameOf([{ PV1: 1 }, { PV1: 1 }]) },
      /profiles renewables +found "2 rows" +expected 3, as/,
    ],
    ['without an end', { load: { ...PROFILES.load, _object: '{"columns"' } }, /profiles load:1 +found .*JSON/],
  ])('%s are refused', async (_, profiles, message) => {
    expect(await refusalOf(imported(TABLES, { profiles }))).toMatch(message);
  });
});
