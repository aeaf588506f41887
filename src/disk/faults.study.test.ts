import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { RunError } from '../../base/index.ts';
import { readCase } from '../case/index.ts';
import type { Case } from '../case/model.ts';
import { changed, writeFolder } from '../case/testing/folder.ts';
import { drawRun } from '../results/index.ts';
import { temporary, writeRun } from '../results/testing/run.ts';
import { type RunCaseOptions, runCase } from '../run.ts';
import { LOCK } from './lock.ts';
import { type Fault, Killed, ownerEnds, withFault } from './testing/faults.ts';
import { DiskError } from './write.ts';

/** Every file by its path, the manifest without its times. */
function content(dir: string): Record<string, string> {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const read = files.map(({ parentPath, name }): [string, string] => {
    const text = readFileSync(join(parentPath, name), 'latin1');
    const path = join(parentPath, name).slice(dir.length + 1);
    return [path, name === 'manifest.json' ? JSON.stringify({ ...JSON.parse(text), times: 0 }) : text];
  });
  return Object.fromEntries(read.sort(([a], [b]) => (a < b ? -1 : 1)));
}

let study: Case;
let other: Case;
let whole: Record<string, string>;
beforeAll(async () => {
  const folder = writeFolder(changed('case.yaml', 'step: 15 min, days: 1', 'step: 1 h, days: 2'));
  study = await readCase(folder);
  other = await readCase(folder, { set: ['seed=8'] });
  const dir = temporary();
  await runCase(study, { out: dir, plots: 'none' });
  whole = content(dir);
});

/** Content of the folder before the run with the fault. */
const BEFORE: [string, (out: string) => Promise<unknown>, RunCaseOptions][] = [
  ['a new folder', async () => {}, {}],
  ['the folder of a finished run of the same inputs', (out) => runCase(study, { out, plots: 'none' }), {}],
  ['the folder of another run', (out) => runCase(other, { out, plots: 'none' }), { force: true }],
  ['the folder of an interrupted run', interrupted, { resume: true }],
];

/** Stopped in its second day, with a checkpoint at the beginning of it. */
async function interrupted(out: string): Promise<void> {
  const controller = new AbortController();
  const onProgress = (done: number) => void (done === 30 && controller.abort());
  await runCase(study, { out, plots: 'none', signal: controller.signal, onProgress });
}

/** A user's file in the folder is kept in every case. */
async function prepared(prepare: (out: string) => Promise<unknown>): Promise<string> {
  const out = temporary();
  await prepare(out);
  if (existsSync(out)) writeFileSync(`${out}/notes.txt`, 'mine');
  return out;
}

const fault = async (prepare: (out: string) => Promise<unknown>, options: RunCaseOptions, met: Fault) => {
  const out = await prepared(prepare);
  const before = existsSync(out) ? content(out) : {};
  const { count, error } = await withFault(out, met, () => runCase(study, { ...options, out, plots: 'none' }));
  return { out, before, count, error };
};

/** Interval of the tested operations, of about a hundred; 1 tests all of them, in minutes. */
const STRIDE = 6;

describe('a run into', { timeout: 300_000 }, () => {
  it.each(BEFORE)('%s, killed at any disk operation, is resumed to the same bytes', async (_, prepare, options) => {
    const { count } = await fault(prepare, options, { at: Number.POSITIVE_INFINITY, how: 'kill' });
    expect(count).toBeGreaterThan(40);
    for (let at = count % STRIDE; at < count; at += STRIDE) {
      const { out, before, error } = await fault(prepare, options, { at, how: 'kill' });
      expect(error ?? new Killed(), `operation ${at}`).toBeInstanceOf(Error);
      ownerEnds(out);
      await runCase(study, { ...options, out, plots: 'none', resume: true });
      const { 'notes.txt': notes, ...files } = content(out);
      expect(notes, `operation ${at}`).toBe(before['notes.txt']);
      expect(files, `operation ${at}`).toEqual(whole);
      expect(readdirSync(dirname(out)), `operation ${at}`).toEqual(['run']);
      rmSync(dirname(out), { recursive: true });
    }
  });

  it.each(BEFORE)('%s, on a failing disk, names a file and keeps the old content', async (_, prepare, options) => {
    const { count } = await fault(prepare, options, { at: Number.POSITIVE_INFINITY, how: 'ENOSPC' });
    for (let at = count % STRIDE; at < count; at += STRIDE) {
      const how = at % 2 === 0 ? 'ENOSPC' : 'EIO';
      const { out, before, error } = await fault(prepare, options, { at, how });
      if (error !== undefined) {
        expect(String(error), `operation ${at}`).toMatch(new RegExp(`${out}.* could not be written: .*${how}`));
        expect(existsSync(`${out}/${LOCK}`)).toBe(false);
      }
      const now = existsSync(out) ? content(out) : {};
      // The earlier run, or a part of it in a move that the next command completes.
      const moving = existsSync(`${out}/.feederlab.part`);
      if (!moving && error !== undefined) expect(now, `operation ${at}`).toEqual(before);
      await runCase(study, { ...options, out, plots: 'none', resume: true });
      expect(content(out), `operation ${at}`).toMatchObject(whole);
      rmSync(dirname(out), { recursive: true });
    }
  });

  it('a folder whose disk fills in the third day keeps its checkpoint, reports it, and is resumed from it', async () => {
    const longer = await readCase(writeFolder(changed('case.yaml', 'step: 15 min, days: 1', 'step: 1 h, days: 3')));
    const full = (out: string, at: number) =>
      withFault(out, { at, how: 'ENOSPC' }, () => runCase(longer, { out, plots: 'none' }));
    const { count } = await full(temporary(), Number.POSITIVE_INFINITY);
    for (let at = Math.floor(count / 4); ; at++) {
      expect(at).toBeLessThan(count);
      const out = temporary();
      const { error } = await full(out, at);
      if (!String(error).includes('step 48')) continue;
      expect(error).toBeInstanceOf(RunError);
      expect(String(error)).toMatch(
        /\.csv could not be written: .*ENOSPC.*; --resume goes on from the last checkpoint/,
      );
      const done: number[] = [];
      await runCase(longer, { out, plots: 'none', resume: true, onResume: (k) => done.push(k) });
      expect(done).toEqual([24]);
      return;
    }
  });

  it('a folder whose disk fills during drawing is complete, and the message gives the command that draws it', async () => {
    const { count } = await fault(async () => {}, {}, { at: Number.POSITIVE_INFINITY, how: 'kill' });
    const out = temporary();
    const met = { at: count + 5, how: 'ENOSPC' } as const; // pictures are written after all other files of a run
    const { error } = await withFault(out, met, () => runCase(study, { out }));
    expect(String(error)).toMatch(/the run is whole, but it could not be drawn: .*plots.*ENOSPC.*; --resume draws it/);
    expect(content(out)).toMatchObject(whole);
    await runCase(study, { out, resume: true });
    expect(content(out)['report.html']).toMatch(/<\/html>\n?$/);
  });
});

describe('a drawing', { timeout: 120_000 }, () => {
  it('that is interrupted at any time is complete when it is repeated, and its tables are unchanged', async () => {
    const { dir } = await writeRun();
    await drawRun(dir);
    const drawn = content(dir);
    const { count } = await withFault(dir, { at: Number.POSITIVE_INFINITY, how: 'kill' }, () => drawRun(dir));
    for (const at of [4, Math.floor(count / 2), count - 3]) {
      const { error } = await withFault(dir, { at, how: 'ENOSPC' }, () => drawRun(dir));
      expect(error).toBeInstanceOf(DiskError);
      await withFault(dir, { at, how: 'kill' }, () => drawRun(dir));
      ownerEnds(dir);
      await drawRun(dir);
      const { ...files } = content(dir);
      for (const [path, text] of Object.entries(drawn)) expect(files[path] === text, path).toBe(true);
    }
  });
});

describe('a folder that feederlab did not write', () => {
  it('next to a run keeps its content, whatever its name', async () => {
    const out = temporary();
    for (const name of ['old', 'part']) {
      mkdirSync(`${out}.${name}`);
      writeFileSync(`${out}.${name}/thesis.tex`, 'three years');
    }
    await runCase(study, { out, plots: 'none' });
    await runCase(study, { out, plots: 'none' });
    for (const name of ['old', 'part']) expect(readFileSync(`${out}.${name}/thesis.tex`, 'utf8')).toBe('three years');
  });
});
