// A table of loads: each row has the power flow that it has alone, and what cannot be used is refused before anything is left behind.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '../../../base/index.ts';
import { batchOf, compile, tableLoads } from '../../../network/index.ts';
import { kinds } from '../../kinds.ts';
import { readNamed } from '../file.ts';
import { seriesPage, solveFileSeries } from '../index.ts';

const folder = mkdtempSync(join(tmpdir(), 'feederlab-series-'));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

/** Loads at buses 18 and 33 of 600 steps, more than are solved at once. */
const loads = Array.from({ length: 600 }, (_, k) => ({ p18: 90 + 60 * Math.sin(k / 20), q18: 40, p33: 10 + (k % 50) }));
const rows = loads.map(({ p18, q18, p33 }, k) => `step ${k},${p18},${q18},${p33}`);
const profiles = write('loads.csv', ['time,p_kw.18,q_kvar.18,p_kw.33', ...rows, ''].join('\n'));

const linesOf = (path: string): string[] => readFileSync(path, 'utf8').trimEnd().split('\n');

describe('the power flows of a table of loads', () => {
  it('are those of its rows, one by one', async () => {
    const out = join(folder, 'csv');
    const report = await solveFileSeries('ieee33-day', { profiles, out });
    expect(report).toMatchObject({ status: 'finished', scenarios: 600, failed: 0, buses_with_profiles: 2, buses: 33 });
    const network = compile((await readNamed('ieee33-day', { kinds: kinds() })).data);
    const batch = batchOf(network, { branches: true });
    const buses = linesOf(join(out, 'buses.csv'));
    const scenarios = linesOf(join(out, 'scenarios.csv'));
    const [head, ...each] = scenarios;
    expect(head!.startsWith('scenario,time,converged,')).toBe(true);
    expect(each).toHaveLength(600);
    expect(buses).toHaveLength(1 + 600 * 33);
    const b18 = network.buses.indexOf('18');
    const b33 = network.buses.indexOf('33');
    for (const k of [0, 255, 256, 599]) {
      const { p_kw, q_kvar } = tableLoads(network);
      const q33 = q_kvar[b33]! / p_kw[b33]!; // the power factor of the table
      [p_kw[b18], q_kvar[b18], p_kw[b33], q_kvar[b33]] = [
        loads[k]!.p18,
        loads[k]!.q18,
        loads[k]!.p33,
        q33 * loads[k]!.p33,
      ];
      const alone = batch.solve({ p: p_kw, q: q_kvar });
      const [, label, bus, vm] = buses[1 + 33 * k + b18]!.split(',');
      expect([label, bus]).toEqual([`step ${k}`, '18']);
      expect(Number(vm)).toBeCloseTo(alone.vm_pu[b18]!, 8);
      expect(Number(each[k]!.split(',')[5])).toBeCloseTo(alone.branches!.loss_kw[0]!, 5);
    }
    const lowest = Math.min(...buses.slice(1).map((line) => Number(line.split(',')[3])));
    expect(report.vm_min_pu!.value).toBeCloseTo(lowest, 8);
    expect(seriesPage(report)).toContain(`bus ${report.vm_min_pu!.of}, scenario ${report.vm_min_pu!.scenario} (step `);
  });

  it('are the same in Parquet, with all digits', async () => {
    const out = join(folder, 'parquet');
    await solveFileSeries('ieee33-day', { profiles, out, format: 'parquet' });
    expect(readdirSync(out).sort()).toEqual(['branches.parquet', 'buses.parquet', 'scenarios.parquet']);
    const read = await parquetReadObjects({ file: await asyncBufferFromFile(join(out, 'buses.parquet')) });
    const csv = linesOf(join(folder, 'csv', 'buses.csv')).slice(1);
    expect(read).toHaveLength(csv.length);
    for (const [i, line] of csv.entries()) {
      const { scenario, time, bus, vm_pu } = read[i]!;
      const cells = line.split(',');
      expect([String(scenario), time, bus]).toEqual(cells.slice(0, 3));
      expect(Number(cells[3])).toBeCloseTo(vm_pu as number, 8);
    }
  });

  it('have no effect on each other where one has no solution', async () => {
    const out = join(folder, 'failing');
    const path = write('failing.csv', 'p_kw.18\n90\n40000\n90\n');
    const report = await solveFileSeries('ieee33-day', { profiles: path, out });
    expect(report).toMatchObject({ scenarios: 3, failed: 1, first_failed: [{ scenario: 1, label: '' }] });
    expect(report.first_failed[0]!.diagnosis).toContain('bus 18');
    expect(seriesPage(report)).toContain('1 without a solution');
    const [, first, second, third] = linesOf(join(out, 'scenarios.csv'));
    expect(second).toMatch(/^1,0,/);
    expect(third!.slice(2)).toBe(first!.slice(2));
  });

  it.each([
    ['a bus that is not there', 'time,p_kw.99\n1,2\n', 'wrong.csv:1  found "p_kw.99"  expected the name of a bus'],
    ['no load', 'time,load\n1,2\n', 'expected columns p_kw.BUS and q_kvar.BUS'],
    ['one column twice', 'p_kw.18,p_kw.18\n1,2\n', 'expected each column once'],
    ['no row', 'time,p_kw.18\n', 'found "a header and no row"'],
    [
      'no number',
      `time,p_kw.18\n${'1,2\n'.repeat(300)}2,x\n`,
      'wrong.csv:302, p_kw.18  found "x"  expected a number [kW]',
    ],
    ['an empty cell', 'time,p_kw.18\n1,\n', 'wrong.csv:2, p_kw.18  found "an empty cell"'],
    ['a row of other length', 'time,p_kw.18\n1\n', 'wrong.csv:2'],
    ['nothing', '', 'expected columns p_kw.BUS'],
    ['reactive power alone', 'q_kvar.18\n1\n', 'found "q_kvar.18"  expected p_kw.18 too'],
    ['a first column with the name of another', 'scenario,p_kw.18\n1,2\n', 'expected another name of the first column'],
  ])('are refused for %s, and no table is left', async (_, text, expected) => {
    const out = join(folder, 'refused');
    const path = write('wrong.csv', text);
    const error: unknown = await solveFileSeries('ieee33-day', { profiles: path, out }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toContain(expected);
    expect(existsSync(out) ? readdirSync(out) : []).toEqual([]);
  });

  it('do not replace tables of a network or of a run', async () => {
    const out = mkdtempSync(join(folder, 'network-'));
    writeFileSync(join(out, 'buses.csv'), 'bus,kind\n');
    const error: unknown = await solveFileSeries('ieee33-day', { profiles, out }).catch((e: unknown) => e);
    expect((error as InputError).message).toContain('found "buses.csv"  expected a folder without it');
    expect(readdirSync(out)).toEqual(['buses.csv']);
    expect(readFileSync(join(out, 'buses.csv'), 'utf8')).toBe('bus,kind\n');
  });

  it('stop on a signal, and no table is left', async () => {
    const stop = new AbortController();
    const out = join(folder, 'stopped');
    const options = { profiles, out, signal: stop.signal, onScenarios: () => stop.abort() };
    expect(await solveFileSeries('ieee33-day', options)).toMatchObject({
      status: 'interrupted',
      scenarios: 256,
      files: [],
    });
    expect(readdirSync(out)).toEqual([]);
  });
});
