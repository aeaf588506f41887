import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createMail } from '../../../cosim/index.ts';
import { openRunFolder } from '../folder/folder.ts';
import { record, scene, study, temporary } from '../testing/run.ts';
import { type Run, readRun, stateAsked } from './index.ts';
import { type Asked, type Kept, keepColumns } from './kept.ts';
import type { Tables } from './rows.ts';

const TABLES = ['buses', 'branches', 'groups', 'devices', 'grid'];

/** Writes a run of so many steps, and calls `work` when its files are whole. */
async function drawn(until: number, work: (dir: string, kept: Kept) => Promise<void>): Promise<void> {
  const about = { case: study, scene, command: [], runId: 'test', drawn: true };
  const folder = await openRunFolder(temporary(), about);
  for (let k = 0; k < until; k++) folder.observer.onStep?.(record(k, k === 2));
  const final = { steps: until, failed: [], mail: createMail(), interrupted: until < 4 };
  await folder.finish(final, { started_ms: 0, finished_ms: 0 }, async (dir, kept) => {
    await work(dir, kept!);
    return [];
  });
}

/** The plots of a run, which are functions of what was read. */
const shown = (run: Run) =>
  run.plots.map(({ plot, data }) => ({
    id: plot.id,
    ...(data && { caption: plot.caption(run, data), spec: plot.draw(run, data) }),
  }));

describe('what is kept in memory of the tables of a run', () => {
  it.each([4, 2])('shows the same as its files, which are not read, after %d of 4 steps', (until) =>
    drawn(until, async (dir, kept) => {
      const ofFiles = await readRun(dir);
      for (const name of TABLES) rmSync(`${dir}/${name}.csv`);
      const inMemory = await readRun(dir, { kept });
      expect(shown(inMemory)).toEqual(shown(ofFiles));
      expect(shown(inMemory).filter(({ spec }) => spec !== undefined).length).toBeGreaterThan(5);
      expect([...inMemory.busRange]).toEqual([...ofFiles.busRange]);
    }),
  );

  it('is what the plots read of every run', () =>
    drawn(4, async (dir) => {
      const { manifest, network } = await readRun(dir);
      const asked = stateAsked(manifest, network);
      expect([...asked.keys()].sort()).toEqual(TABLES.map((name) => `${name}.csv`).sort());
      expect([...asked.get('buses.csv')!]).toEqual(['step', 'bus', 'vm_pu']);
    }));

  it('is no table for which there is no room: its file is read', () => {
    const asked: Asked = new Map([
      ['wide.csv', new Set(['step', 'x'])],
      ['narrow.csv', new Set(['step', 'x'])],
    ]);
    const fields = ['step', 'time', 'x'].map((name) => ({ name, type: 'number' as const, title: name }));
    const kept = keepColumns(asked, scene.clock, 8 * 2 * scene.clock.steps);
    for (const x of [1 / 3, Number.NaN]) {
      kept.add('wide.csv', fields, { rows: 3, columns: [new Float64Array(3).fill(x)] });
      kept.add('narrow.csv', fields, { rows: 2, columns: [new Float64Array(2).fill(x)] });
    }
    const ofFiles: string[] = [];
    const files: Tables = { header: () => [], eachRow: (path) => void ofFiles.push(path) };
    const rows: unknown[] = [];
    for (const path of ['wide.csv', 'narrow.csv'])
      kept.over(files).eachRow(path, { step: 'number', x: 'number', time: 'text' }, (row) => rows.push({ ...row }));
    expect(ofFiles).toEqual(['wide.csv']);
    const [first, second] = [scene.clock.iso(0), scene.clock.iso(1)];
    const one = { step: 0, x: 0.333333333, time: first };
    const other = { step: 1, x: Number.NaN, time: second };
    expect(rows).toEqual([one, one, other, other]);
  });
});
