// Imported cases: against reference solutions, and what is refused.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../base/index.ts';
import { BARAN_WU } from '../../network/formats/matpower/testing/cases.ts';
import { folder as simbenchFolder } from '../../network/formats/simbench/testing/folder.ts';
import { readCase, validateCase } from '../case/index.ts';
import { withFault } from '../disk/testing/faults.ts';
import { kinds } from '../kinds.ts';
import { packageFolder } from '../package.ts';
import type { ImportAsked } from './importer.ts';
import { importCase } from './index.ts';
import { voltagesOf } from './testing/voltages.ts';

const REFERENCES = fileURLToPath(new URL('../shared/data/formats/', packageFolder()));
const names = existsSync(REFERENCES) ? readdirSync(REFERENCES).filter((name) => name.startsWith('simbench-')) : [];

let folder: string;
let made = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'feederlab-import-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const free = () => join(folder, `case-${++made}`);
const imported = async (format: string, path: string, asked: ImportAsked = {}, out = free()) => {
  const report = (await importCase(format, path, { out, asked, kinds: kinds(), command: 'feederlab import' }))!;
  return { ...report, out };
};

/** Files in a folder of their own. */
function written(files: ReadonlyMap<string, string>): string {
  const at = join(folder, `source-${++made}`);
  mkdirSync(at);
  for (const [name, text] of files) writeFileSync(join(at, name), text);
  return at;
}

const rowsOf = (name: string, file: string): string[][] =>
  readFileSync(`${REFERENCES}${name}/${file}`, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => row.split(','));

function expectVoltage([vm_pu, va_deg]: readonly [number, number], vm: string, va: string, within_pu = 1e-9): void {
  expect(Math.abs(vm_pu - Number(vm))).toBeLessThan(within_pu);
  expect(Math.abs(va_deg - Number(va))).toBeLessThan(1e-7);
}

describe.skipIf(names.length === 0).each(names)('%s (skipped without ../shared/data/formats)', (name) => {
  let out: string;
  beforeAll(async () => {
    out = (await imported('simbench', `${REFERENCES}${name}/csv`)).out;
  });

  it('has the voltages of the reference at every step of its profiles', async () => {
    const steps = await voltagesOf(out, 'profiles');
    expect(steps).toHaveLength(192);
    const expected = rowsOf(name, 'solution_steps.csv');
    expect(expected.length).toBeGreaterThan(100);
    for (const [step, , bus, vm, va] of expected) expectVoltage(steps[Number(step)]!.get(bus!)!, vm!, va!);
  });

  it('has the voltages of the reference in every study case', async () => {
    const expected = rowsOf(name, 'solution_studycases.csv');
    const studies = [...new Set(expected.map(([study]) => study!))];
    expect(studies).toEqual(['hL', 'n1', 'hW', 'hPV', 'lW', 'lPV']);
    for (const study of studies) {
      const [only, ...more] = await voltagesOf(out, study);
      expect(more).toEqual([]);
      for (const [of, bus, vm, va] of expected) if (of === study) expectVoltage(only!.get(bus!)!, vm!, va!);
    }
  });

  it('names source and licence, and every table in inputs.csv', () => {
    const readme = readFileSync(join(out, 'README.md'), 'utf8');
    expect(readme).toContain('Open Database License');
    const inputs = readFileSync(join(out, 'inputs.csv'), 'utf8');
    const tables = readdirSync(out).filter((file) => file.endsWith('.csv') && file !== 'inputs.csv');
    for (const table of tables)
      expect(inputs).toMatch(new RegExp(`^${table.replaceAll('.', '\\.')},\\d+,rows,published,`, 'm'));
  });
});

const PROFILE = [
  'time;H0-A_pload;H0-A_qload',
  '27.03.2016 01:30;0.5;0.4',
  '27.03.2016 01:45;0.6;-0.1',
  '27.03.2016 03:00;0.7;0',
];
const profiled = (rows: Parameters<typeof simbenchFolder>[0] = {}, load = PROFILE) =>
  simbenchFolder(rows).set('LoadProfile.csv', `${load.join('\n')}\n`);

/** Lines of the message. */
async function faultOf(does: Promise<unknown>): Promise<string> {
  const error = await does.then(
    () => expect.unreachable('nothing was refused'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).problems
    .map(({ where, found, expected }) => `${where} | ${found} | ${expected}`)
    .join('\n');
}

describe('SimBench profiles', () => {
  it('are German wall-clock time, over both changes of clocks', async () => {
    const spring = await imported('simbench', written(profiled()));
    expect(spring.summary.steps).toBe(3);
    const autumn = ['30.10.2016 02:30', '30.10.2016 02:45', '30.10.2016 02:00', '30.10.2016 02:15', '30.10.2016 02:30'];
    const rows = [PROFILE[0]!, ...['30.10.2016 02:15', ...autumn].map((time) => `${time};1;1`)];
    expect((await imported('simbench', written(profiled({}, rows)))).summary.steps).toBe(6);
  });

  it('of in-feeds scale the active power alone', async () => {
    const res = ['roof;home;PV;A;pq;0.01;0.002;0.01;S;7', 'park;home;Wind_MV;A;pq;0.02;0;0.02;S;7'];
    const files = profiled({ RES: res }).set(
      'RESProfile.csv',
      `time;A\n${PROFILE.slice(1)
        .map((row) => `${row.split(';')[0]};0.5`)
        .join('\n')}`,
    );
    const { out } = await imported('simbench', written(files));
    const { devices } = await readCase(out);
    expect(devices.map(({ id, params }) => [id, (params as { q_profile?: string }).q_profile])).toEqual([
      ['house', 'h0-a_q'],
      ['roof', 'constant'],
      ['park', undefined],
    ]);
    const asDevices = await imported('simbench', written(files), { asDevices: true });
    expect(asDevices.summary.devices).toEqual({ load: 2, wind: 1 });
    expect(asDevices.lost.map(({ id }) => id)).toEqual(['network_fixed_in_feed']);
  });

  it('make no power of storages as devices, whose efficiency is an assumption', async () => {
    const Storage = ['cell;home;Home;S1;0.005;0;0.5;0.01;0.02;0.95;1;NULL;NULL;NULL;NULL;S;7'];
    const { out, summary, lost } = await imported('simbench', written(profiled({ Storage })), { asDevices: true });
    expect(summary.devices).toEqual({ battery: 1, load: 1 });
    expect(lost.map(({ id }) => id)).toEqual(['network_storage_profile']);
    const [header, row] = readFileSync(join(out, 'battery.csv'), 'utf8').trim().split('\n');
    expect(Object.fromEntries(header!.split(',').map((column, i) => [column, row!.split(',')[i]]))).toMatchObject({
      ...{ id: 'cell', bus: 'home', p_max_mw: '0.01', e_cap_mwh: '0.02', soc_start: '0.5' },
      ...{ eta_charge: '0.95', eta_discharge: '0.95' },
    });
    const { inputs } = await readCase(out);
    expect(inputs.filter(({ provenance }) => provenance === 'assumed')).toMatchObject([
      { id: 'battery.csv-efficiency', value: '0.95', unit: 'p.u.' },
    ]);
  });

  it.each<[string, ReadonlyMap<string, string>, ImportAsked, string]>([
    [
      'that are missing',
      profiled({}, ['time;B_pload;B_qload', ...PROFILE.slice(1)]),
      {},
      'Load.csv:2, profile | H0-A | a column H0-A_pload of LoadProfile.csv\nLoad.csv:2, profile | H0-A | a column H0-A_qload of LoadProfile.csv',
    ],
    [
      'that are no numbers',
      profiled({}, [...PROFILE.slice(0, 3), '27.03.2016 03:00;0,7;0']),
      {},
      'LoadProfile.csv:4, H0-A_pload | 0,7 | a number',
    ],
    [
      'that are cut',
      profiled({}, [...PROFILE.slice(0, 3), '27.03.2016 03:00;0.7']),
      {},
      'LoadProfile.csv:4 | 2 cells | 3 cells, as many as columns',
    ],
    [
      'at no date',
      profiled({}, [...PROFILE.slice(0, 3), '31.02.2016 03:00;0.7;0']),
      {},
      'LoadProfile.csv:4, time | 31.02.2016 03:00 | dd.mm.yyyy HH:MM',
    ],
    [
      'of names that meet in small letters',
      profiled({ Load: ['a;home;H0-A;1;0;1;S;7', 'b;home;h0-a;1;0;1;S;7'] }, [
        'time;H0-A_pload;h0-a_pload',
        ...PROFILE.slice(1),
      ]),
      {},
      'Load.csv:3, profile | h0-a | names of profiles that differ in small letters: H0-A_pload is h0-a_p too',
    ],
    [
      'with a reserved name',
      profiled({}, ['time;__proto__;H0-A_pload', ...PROFILE.slice(1)]),
      {},
      'LoadProfile.csv:1 | __proto__ | another name: __proto__ is reserved\n' +
        'Load.csv:2, profile | H0-A | a column H0-A_qload of LoadProfile.csv',
    ],
    [
      'before another start',
      profiled(),
      { start: '2016-03-26' },
      '--start | 2016-03-26 | within the profiles, 2016-03-27T01:30+01:00 to 2016-03-27T03:15+02:00',
    ],
    [
      'of fewer days',
      profiled(),
      { days: 1 },
      '--days | 1 | at most 0: within the profiles, 2016-03-27T01:30+01:00 to 2016-03-27T03:15+02:00',
    ],
  ])('%s are refused', async (_what, files, asked, fault) => {
    const out = free();
    const found = await faultOf(imported('simbench', written(files), asked, out));
    expect(found).toBe(fault);
    expect(existsSync(out)).toBe(false);
  });
});

describe('an import', () => {
  it('overwrites nothing, and leaves nothing where the case is not valid', async () => {
    const source = written(simbenchFolder());
    const { out } = await imported('simbench', source);
    const before = readFileSync(join(out, 'case.yaml'), 'utf8');
    expect(await faultOf(imported('simbench', source, {}, out))).toMatch(
      /^--out \| .* \| a folder that does not exist yet$/,
    );
    expect(readFileSync(join(out, 'case.yaml'), 'utf8')).toBe(before);
    // two set points at joined nodes: found by the check of the whole network
    const net = (id: string, node: string) => `${id};${node};vavm;1;NULL;NULL;NULL;NULL;NULL;NULL;NULL;S;7`;
    const nodes = ['low', 'tap'].map((id, i) => `${id};busbar;${1 + i / 10};0;0.4;0.9;1.1;NULL;NULL;S;7`);
    const rows = {
      Node: [...nodes, 'home;busbar;NULL;NULL;0.4;0.9;1.1;NULL;NULL;S;7'],
      ExternalNet: [net('a', 'low'), net('b', 'tap')],
      Transformer: [],
    };
    const bad = free();
    expect(await faultOf(imported('simbench', written(simbenchFolder(rows)), {}, bad))).toContain('one set point');
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(existsSync(bad)).toBe(false);
  });

  it('of a format without an importer is a case of one step', async () => {
    const source = written(new Map([['case33bw.m', BARAN_WU]]));
    const { out, summary } = await imported('matpower', join(source, 'case33bw.m'));
    expect(summary).toMatchObject({ buses: 33, steps: 1 });
    expect((await validateCase(out)).branches).toBe(37);
    expect(await voltagesOf(out)).toHaveLength(1);
  });

  it('of power-grid-model has the voltages of the file', async () => {
    const file = fileURLToPath(new URL('network/formats/pgm/testing/everything.json', packageFolder()));
    const { input, nodes } = JSON.parse(readFileSync(file, 'utf8')) as {
      input: unknown;
      nodes: readonly (readonly [number, number | null, number | null])[];
    };
    const from = written(new Map([['input.json', JSON.stringify(input)]]));
    const { out, lost } = await imported('pgm', join(from, 'input.json'), { f_hz: 50 });
    expect(lost.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^tap_pos outside .*: transformer 20 \(-4 of 0 to 4\)$/),
      expect.stringMatching(/^taken as balanced/),
    ]);
    const [voltages] = await voltagesOf(out);
    const live = nodes.filter(([, vm]) => vm !== null);
    expect(live.length).toBeGreaterThan(10);
    // closed links, whose admittance multiplies the mismatch that the run leaves
    for (const [id, vm, va] of live) expectVoltage(voltages!.get(String(id))!, String(vm), String(va), 1e-8);
  });

  it('on a disk that is full at any operation names a file, and leaves nothing', async () => {
    const from = written(profiled());
    const parent = mkdtempSync(join(folder, 'full-'));
    const out = join(parent, 'case');
    const { count, error: none } = await withFault(parent, { at: Number.POSITIVE_INFINITY, how: 'ENOSPC' }, () =>
      imported('simbench', from, {}, out),
    );
    expect(none).toBeUndefined();
    rmSync(out, { recursive: true });
    expect(count).toBeGreaterThan(20);
    let failed = 0;
    for (let at = 0; at < count; at++) {
      const { error } = await withFault(parent, { at, how: 'ENOSPC' }, () => imported('simbench', from, {}, out));
      if (error === undefined) rmSync(out, { recursive: true });
      else {
        failed++;
        expect(String(error), `operation ${at}`).toMatch(/could not be written: .*ENOSPC/);
      }
      expect(readdirSync(parent), `operation ${at}`).toEqual([]);
    }
    expect(failed).toBeGreaterThan(count / 2);
  });

  it('that is interrupted leaves nothing', async () => {
    const from = written(new Map([['net.m', BARAN_WU]]));
    const out = free();
    const signal = AbortSignal.abort();
    const call = { out, asked: {}, kinds: kinds(), command: 'feederlab import', signal };
    const before = readdirSync(folder);
    expect(await importCase('matpower', join(from, 'net.m'), call)).toBeUndefined();
    expect(readdirSync(folder)).toEqual(before);
  });

  it('refuses an unknown format, a file for a folder, other folders, and options in vain', async () => {
    expect(await faultOf(imported('simbensh', folder))).toMatch(
      /^FORMAT \| simbensh \| one of simbench, pandapower, pgm, matpower/,
    );
    const source = written(new Map([['net.m', BARAN_WU]]));
    expect(await faultOf(imported('simbench', join(source, 'net.m')))).toBe(
      'net.m | a file | a folder in the format simbench',
    );
    expect(await faultOf(imported('simbench', source))).toContain('a folder with the SimBench tables');
    expect(await faultOf(imported('matpower', join(source, 'net.m'), { asDevices: true }))).toMatch(
      /^--as-devices \| given/,
    );
    expect(await faultOf(imported('simbench', join(folder, 'nowhere')))).toContain('a file that exists');
  });
});
