import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../base/index.ts';
import { kinds } from '../../kinds.ts';
import { createGauges } from '../indicators/index.ts';
import { readRun } from '../read/index.ts';
import { record, scene, study, temporary, writeRun } from '../testing/run.ts';
import { openRunFolder } from './folder.ts';
import { openManifest } from './manifest.ts';

type Row = Record<string, string>;
const table = (dir: string, name: string): Row[] => parse(readFileSync(`${dir}/${name}.csv`), { columns: true });
const json = (dir: string, name: string) => JSON.parse(readFileSync(`${dir}/${name}`, 'utf8'));
const about = { case: study, scene, command: [], runId: 'test' };
const mail = { counts: () => [], disclosures: () => [], send: () => {}, take: () => [] };
const nothing = { steps: 0, failed: [], mail, interrupted: true };

describe('the tables of a run', () => {
  it('give voltages to nine digits, minus zero and solver noise as 0', async () => {
    const { dir } = await writeRun();
    const rows = table(dir, 'buses').filter((r) => r['step'] === '0');
    expect(rows.map((r) => r['va_deg'])).toEqual(['0', '-0.1', '0', '0', '0', '0.333333333']);
    expect(rows[2]).toMatchObject({
      time: '2024-01-15T00:00:00+01:00',
      bus: 'B',
      vm_pu: '0.96',
      p_kw: '4',
      q_kvar: '1',
    });
  });

  it('leave voltages and flows of a failed step blank, and keep what its devices did', async () => {
    const { dir } = await writeRun();
    const buses = table(dir, 'buses').filter((r) => r['step'] === '2');
    expect(buses.map((r) => r['vm_pu'] + r['va_deg']!)).toEqual(['', '', '', '', '', '']);
    expect(buses.map((r) => r['p_kw'])).toEqual(['0', '0', '6', '0', '0', '0']);
    expect(table(dir, 'branches').find((r) => r['step'] === '2' && r['branch'] === 'S-A')).toMatchObject({
      loss_kw: '',
    });
    expect(table(dir, 'grid')[2]).toMatchObject({ import_kw: '', vm_min_bus: '', converged: 'false', iterations: '3' });
  });

  it('never hold the word NaN', async () => {
    const { dir } = await writeRun();
    for (const name of readdirSync(dir)) expect(readFileSync(`${dir}/${name}`, 'utf8')).not.toMatch(/NaN|Infinity/);
  });

  it('sum devices over bus and kind, with mean and range of their channels', async () => {
    const { dir } = await writeRun();
    const ev = table(dir, 'groups').find((r) => r['step'] === '1' && r['kind'] === 'ev');
    expect(ev).toMatchObject({ bus: 'B', count: '2', p_kw: '6', q_kvar: '1.5', t_in_degc_mean: '' });
    expect(ev).toMatchObject({ soc_percent_mean: '65', soc_percent_min: '60', soc_percent_max: '70' });
  });

  it('tell what devices of a group draw apart from what others of it feed at the same time', async () => {
    const dir = temporary();
    const folder = await openRunFolder(dir, about);
    folder.observer.onStep?.({ ...record(0, false), p_kw: Float64Array.of(4, -3, 2, -8) });
    await folder.finish({ ...nothing, steps: 1 }, { started_ms: 0, finished_ms: 0 });
    const powers = table(dir, 'groups').map((r) => [r['kind'], r['p_kw'], r['p_drawn_kw'], r['p_fed_kw']]);
    expect(powers).toEqual([
      ['ev', '1', '4', '3'],
      ['heat-pump', '2', '2', '0'],
      ['pv', '-8', '0', '8'],
    ]);
    const { kinds } = await readRun(dir);
    expect(kinds.map(({ drawn_kw, fed_kw }) => [drawn_kw.perStep(0, 1), fed_kw.perStep(0, 1)])).toEqual([
      [4, -3],
      [2, 0],
      [0, -8],
    ]);
  });

  it('show the devices that outputs.devices names, and no others', async () => {
    const { dir } = await writeRun();
    const shown = new Set(table(dir, 'devices').map((r) => r['device']));
    expect([...shown]).toEqual(['ev-1', 'ev-2', 'heat-1']);
  });

  it('take branch losses from both ends and blank loadings from missing ratings', async () => {
    const { dir } = await writeRun();
    const [first, , unrated] = table(dir, 'branches');
    expect(first).toMatchObject({ branch: 'S-A', loss_kw: '0.5', loading_percent: '50' });
    expect(unrated).toMatchObject({ branch: 'A-C', loading_percent: '' });
  });

  it('agree with datapackage.json in their columns, and every physical column has a unit', async () => {
    const { dir } = await writeRun();
    const { resources } = json(dir, 'datapackage.json');
    expect(resources.length).toBe(readdirSync(dir).filter((f) => f.endsWith('.csv')).length);
    for (const { path, schema } of resources) {
      const header = readFileSync(`${dir}/${path}`, 'utf8').split('\n', 1)[0];
      expect(schema.fields.map((f: { name: string }) => f.name).join(',')).toBe(header);
      for (const { name, unit } of schema.fields) {
        const suffix = /_(pu|deg|kw|kvar|a|percent|kwh|degc)(_mean|_min|_max)?$/.exec(name)?.[1];
        if (suffix) expect(unit).toBe(UNITS[suffix]);
      }
    }
  });

  it('name the columns of one channel with two units by their kinds', async () => {
    const dir = temporary();
    const level = (unit: string) => [{ name: 'level', unit, title: 'Level' }];
    const devices = [
      { ...scene.devices[0]!, channels: level('%') },
      { ...scene.devices[2]!, channels: level('m') },
    ];
    const folder = await openRunFolder(dir, { ...about, scene: { ...scene, devices } });
    await folder.finish(nothing, { started_ms: 0, finished_ms: 0 });
    expect(readFileSync(`${dir}/devices.csv`, 'utf8')).toMatch(/,ev_level,heat_pump_level\n$/);
  });
});

const UNITS: Record<string, string> = {
  pu: 'p.u.',
  deg: '°',
  kw: 'kW',
  kvar: 'kvar',
  a: 'A',
  percent: '%',
  kwh: 'kWh',
  degc: '°C',
};

describe('indicators', () => {
  // By hand, half-hour steps 0, 1 and 3: import 10, 20, −4 kW, losses 1, 2, 1 kW.
  it.each([
    ['energy_import_kwh', '15', '', ''],
    ['energy_export_kwh', '2', '', ''],
    ['energy_loss_kwh', '2', '', ''],
    ['energy_loss_percent', '8.69565217', '', ''], // 2 / (15 + 8): PV generation plus import
    ['power_import_max_kw', '20', '', '2024-01-15T00:30:00+01:00'],
    ['voltage_min_pu', '0.93', 'B', '2024-01-15T01:30:00+01:00'],
    ['voltage_max_pu', '1.06', 'D', '2024-01-15T00:30:00+01:00'],
    ['voltage_under_h', '1', '', ''], // steps 1 and 3
    ['voltage_under_bus_h', '1', '', ''], // B alone; C is at its limit
    ['voltage_over_h', '0.5', '', ''],
    ['loading_max_percent', '130', 'A-B', '2024-01-15T01:30:00+01:00'],
    ['loading_over_h', '1', '', ''],
    ['loading_over_worst_h', '1', 'S-A', ''],
    ['device_ev_drawn_kwh', '9', '', ''], // 4 + 6 + 6 + 2 kW: what devices drew is known in a failed step too
    ['device_pv_fed_kwh', '8', '', ''],
    ['band_heat_pump_t_in_degc_outside_h', '1', '', ''], // 19 and 19.5 °C
    ['band_ev_soc_percent_outside_h', '0.5', '', ''], // 95 %
    ['device_ev_e_unserved_kwh', '4', '', ''],
  ])('%s is %s', async (id, value, where, time) => {
    const { dir } = await writeRun();
    expect(table(dir, 'indicators').find((r) => r['id'] === id)).toMatchObject({ value, where, time });
  });

  it('call the kinds of devices by their titles', async () => {
    const { dir } = await writeRun();
    const titles = table(dir, 'indicators').map((r) => r['title']);
    expect(titles).toContain('Energy drawn by electric car');
    expect(titles).toContain('Device-hours of heat pump outside the band of indoor temperature');
  });

  it('are unknown, not zero, when no step was solved', async () => {
    const dir = temporary();
    const folder = await openRunFolder(dir, about);
    folder.observer.onStep?.(record(0, true));
    const { indicators } = await folder.finish({ ...nothing, steps: 1 }, { started_ms: 0, finished_ms: 0 });
    expect(indicators).toMatchObject({ energy_import_kwh: null, voltage_min_pu: null, voltage_under_h: null });
    expect(indicators['energy_loss_percent']).toBeNull();
  });

  it('put the losses over what machines feed in too, and leave out those that draw or stand still', () => {
    const machine = (p_mw: number, in_service = true) => ({
      generator: `${p_mw}`,
      bus: 'D',
      p_mw,
      q_mvar: 0,
      in_service,
    });
    const generators = [machine(0.004), machine(-0.1), machine(0.2, false)];
    const gauges = createGauges(kinds(), scene, { ...study.network, generators });
    for (const k of [0, 1, 3]) gauges.onStep(record(k, false));
    const { value, title } = gauges.indicators().find(({ id }) => id === 'energy_loss_percent')!;
    expect(value).toBeCloseTo((100 * 2) / (15 + 8 + 6), 12); // import, PV, and 4 kW over three half-hours
    expect(title).toMatch(/all energy fed in/);
  });

  it('say nothing of loadings when the only ratings stand on branches out of service', async () => {
    const dir = temporary();
    const branches = study.network.branches.map((b) => ({ ...b, in_service: b.s_max_mva === undefined }));
    const folder = await openRunFolder(dir, { ...about, case: { ...study, network: { ...study.network, branches } } });
    const step = record(0, false);
    const loading_percent = step.flow.loading_percent.map((percent) => (Number.isNaN(percent) ? percent : 0));
    folder.observer.onStep?.({ ...step, flow: { ...step.flow, loading_percent } });
    const { indicators } = await folder.finish({ ...nothing, steps: 1 }, { started_ms: 0, finished_ms: 0 });
    expect(Object.keys(indicators).filter((id) => id.startsWith('loading'))).toEqual([]);
    expect(table(dir, 'grid')[0]).toMatchObject({ loading_max_percent: '', loading_max_branch: '' });
  });
});

describe('the run folder', () => {
  it('has the same bytes for the same inputs, but for the times of the manifest', async () => {
    const [a, b] = [(await writeRun()).dir, (await writeRun()).dir];
    expect(readdirSync(a)).toEqual(readdirSync(b));
    for (const name of readdirSync(a)) {
      if (name === 'manifest.json') continue;
      expect(readFileSync(`${a}/${name}`).equals(readFileSync(`${b}/${name}`)), name).toBe(true);
    }
    const strip = (dir: string) => ({ ...json(dir, 'manifest.json'), times: undefined });
    expect(strip(a)).toEqual(strip(b));
  });

  it('tells status, ledger and versions', async () => {
    const { dir, status } = await writeRun();
    expect(status).toBe('failed');
    const manifest = json(dir, 'manifest.json');
    expect(manifest.failed_steps).toEqual([
      { k: 2, time: '2024-01-15T01:00:00+01:00', reason: 'did not converge: <bus B>' },
    ]);
    expect(manifest.versions).toMatchObject({ node: process.versions.node, vega: '6.4.0' });
    expect(manifest.times).toMatchObject({ wall_s: 1.5 });
    expect((await writeRun({ failing: false })).status).toBe('finished');
  });

  it('shows for each kind of device the widest band of its channels', () => {
    const t = { name: 't_in_degc', unit: '°C', title: 'Indoor temperature' };
    const house = (band: readonly [number, number]) => ({ ...scene.devices[2]!, channels: [{ ...t, band }] });
    const devices = [house([20, 24]), house([19, 22]), house([21, 25])];
    const [kind] = openManifest(study, { ...scene, devices }, [], 'run').devices;
    expect(kind).toMatchObject({ kind: 'heat-pump', count: 3, channels: [{ column: 't_in_degc', band: [19, 25] }] });
  });

  it('has where the channels stand before the first step, and the energy stored then', () => {
    const starts = [20, 23, 21.5];
    const devices = starts.map((t) => ({
      ...scene.devices[2]!,
      start: () => t,
      observe: (state: unknown) => [state as number],
    }));
    const entry = (kind: string, params: object) => ({ id: '', kind, bus: 'C', labels: {}, params, at: '' });
    const entries = [entry('heat-pump', { e_start_kwh: 4 }), entry('heat-pump', { e_start_kwh: 1.5 }), entry('pv', {})];
    const [kind] = openManifest({ ...study, devices: entries }, { ...scene, devices }, [], 'run').devices;
    expect(kind!.channels[0]!.start).toEqual({ mean: 21.5, min: 20, max: 23 });
    expect(kind!.e_start_kwh).toBe(5.5);
    expect(openManifest(study, scene, [], 'run').devices.some((k) => 'e_start_kwh' in k)).toBe(false);
  });

  it('keeps the finished steps of an interrupted run', async () => {
    const { dir, status, steps } = await writeRun({ until: 2 });
    expect({ status, steps }).toEqual({ status: 'interrupted', steps: 2 });
    expect(table(dir, 'buses').length).toBe(2 * 6);
    expect(existsSync(`${dir}.part`)).toBe(false);
  });

  it('takes the place of an earlier run', async () => {
    const { dir } = await writeRun({ until: 2 });
    await writeRun({ dir });
    expect(table(dir, 'grid').length).toBe(4);
    expect(readdirSync(dirname(dir))).toEqual(['run']);
  });

  it('never takes the place of anything else', async () => {
    const dir = temporary();
    mkdirSync(dir);
    writeFileSync(`${dir}/thesis.tex`, 'three years');
    await expect(openRunFolder(dir, about)).rejects.toThrow(InputError);
    await expect(openRunFolder(`${dir}/thesis.tex`, about)).rejects.toThrow(/found "a file"/);
    await expect(openRunFolder(`${dir}/thesis.tex/run`, about)).rejects.toThrow(InputError);
    expect(readdirSync(dirname(dir))).toEqual(['run']);
    expect(readFileSync(`${dir}/thesis.tex`, 'utf8')).toBe('three years');
  });

  it('refuses to write where another process is writing', async () => {
    const dir = temporary();
    const first = await openRunFolder(dir, about);
    await expect(openRunFolder(dir, about)).rejects.toThrow(/a run being written by process/);
    first.discard();
    (await openRunFolder(dir, about)).discard();
  });

  it('leaves nothing behind when discarded, and leaves a finished run alone', async () => {
    const dir = temporary();
    const folder = await openRunFolder(dir, about);
    folder.observer.onStep?.(record(0, false));
    folder.discard();
    expect(readdirSync(dirname(dir))).toEqual([]);
  });
});
