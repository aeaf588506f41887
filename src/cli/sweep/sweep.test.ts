// The commands `sweep` and `merge` as they ship: processes that are killed, interrupted, or fail.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeFolder } from '../../case/testing/folder.ts';
import { TINY } from '../../compare/testing/tiny.ts';
import { writeFaulty } from '../../pool/testing/faulty.ts';
import { feederlab } from '../testing.ts';

const root = mkdtempSync(join(tmpdir(), 'feederlab-sweeps-'));
afterAll(() => rmSync(root, { recursive: true }));

const RUNS = 30;
const file = (name: string, lines: readonly string[]): string => {
  const path = join(root, `${name}.yaml`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
};
const seeds = file('seeds', [`case: ${writeFolder(TINY)}`, 'over:', `  seed: { seeds: ${RUNS} }`]);
const faults = file('faults', [
  `case: ${writeFaulty()}`,
  'over:',
  '  fault: { choices: [none, kill, throw], set: { controllers.faulty.fault: fault } }',
  '  seed: { seeds: 3 }',
]);

/** Lines of the ledger of a sweep. */
function records(out: string): string[] {
  const folder = join(out, 'ledger');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1));
}
const seedsIn = (out: string) => records(out).map((line) => (JSON.parse(line) as { values: number[] }).values[0]!);
const tables = (out: string) => ['runs.csv', 'runs.parquet'].map((name) => readFileSync(join(out, name), 'latin1'));

let whole: string[];
beforeAll(async () => {
  const out = join(root, 'whole');
  const { code, stdout, stderr } = await feederlab(['sweep', seeds, '--out', out, '--workers', '1', '--quiet']);
  expect(code).toBe(0);
  expect(stderr).toMatch(/^Remarks of 30 of 30 runs:\n {2}30 runs, first 1: /);
  expect(stdout).toContain(`${RUNS} of ${RUNS} runs done`);
  whole = tables(out);
});

/** Runs a sweep until some runs have ended, and then does something to its process. */
async function disturbed(out: string, disturb: (pid: number, kill: (signal: NodeJS.Signals) => void) => void) {
  let ended = false;
  const outcome = await feederlab(['sweep', seeds, '--out', out, '--workers', '2'], {
    meanwhile: async (child) => {
      child.on('exit', () => {
        ended = true;
      });
      while (!ended && records(out).length < 5) await sleep(5);
      disturb(child.pid!, (signal) => child.kill(signal));
    },
  });
  return outcome;
}

/** Process ids of the workers of a process. */
const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);

describe.skipIf(!existsSync('/proc/self/task'))('a sweep that is killed', () => {
  it('as a whole loses no run that has ended, and counts none twice', async () => {
    const out = join(root, 'killed');
    expect((await disturbed(out, (_, kill) => kill('SIGKILL'))).code).toBe('SIGKILL');
    const before = seedsIn(out);
    expect(before.length).toBeLessThan(RUNS);
    const { code, stdout } = await feederlab(['sweep', seeds, '--out', out, '--resume', '--json', '--quiet']);
    expect(code).toBe(0);
    const { known, done, missing } = JSON.parse(stdout) as { known: number; done: number; missing: number };
    expect({ done, missing }).toEqual({ done: RUNS, missing: 0 });
    expect(known).toBeGreaterThanOrEqual(before.length);
    expect(new Set(seedsIn(out)).size).toBe(RUNS);
    expect(tables(out)).toEqual(whole);
  });

  it('in one of its workers records that run as failed, and makes it again on request', async () => {
    const out = join(root, 'worker');
    const { code, stdout, stderr } = await disturbed(out, (pid) => process.kill(childrenOf(pid)[0]!, 'SIGKILL'));
    expect(stdout).toMatch(new RegExp(`${RUNS - 1} of ${RUNS} runs done, 1 failed`));
    expect(stderr).toContain('its worker process was killed (SIGKILL)');
    expect(code).toBe(1);
    expect((await feederlab(['sweep', seeds, '--out', out, '--quiet'])).code).toBe(1);
    const again = await feederlab(['sweep', seeds, '--out', out, '--retry-failed', '--quiet']);
    expect(again.stdout).toContain(`${RUNS} of ${RUNS} runs done`);
    expect(again.code).toBe(0);
    expect(tables(out)).toEqual(whole);
  });
});

describe('a study of hosting capacity', () => {
  const study = file('hosting', [
    `case: ${writeFolder(TINY)}`,
    'set: { controllers: [uncontrolled] }',
    'over: { cars: { from: 0, to: 1, set: { populations.home.devices.ev.share: cars } } }',
    'hosting_capacity: { share: cars, limits: [power_import_max_kw <= 12], seeds: 3, tolerance: 0.25 }',
  ]);

  it('prints the distribution, and is refused in parts', async () => {
    const { code, stdout } = await feederlab(['sweep', study, '--out', join(root, 'hosting'), '--quiet']);
    expect(stdout).toContain('Hosting capacity: cars, 3 of 3 placements');
    expect(stdout).toMatch(/least +5 % +25 % +median/);
    expect(code).toBe(0);
    for (const part of [
      ['--shard', '1/2'],
      ['--emit', 'slurm'],
      ['--on', 'redis://127.0.0.1:1'],
    ]) {
      const refused = await feederlab(['sweep', study, ...part]);
      expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('is made on one machine') });
    }
    const none = await feederlab(['sweep', study, '--out', join(root, 'no-hosting'), '--resume']);
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('a sweep that was begun') });
  });
});

describe('a sweep', () => {
  it('is interrupted by Ctrl-C without losing a run, and the same command goes on', async () => {
    const out = join(root, 'interrupted');
    const { code, stdout } = await disturbed(out, (_, kill) => kill('SIGINT'));
    expect(code).toBe(130);
    expect(stdout).toContain('no table yet');
    const partial = await feederlab(['merge', out, '--json']);
    const { done, missing } = JSON.parse(partial.stdout) as { done: number; missing: number };
    expect(done + missing).toBe(RUNS);
    expect(done).toBe(new Set(seedsIn(out)).size);
    expect((await feederlab(['sweep', seeds, '--out', out, '--quiet'])).code).toBe(0);
    expect(seedsIn(out).sort((a, b) => a - b)).toEqual(Array.from({ length: RUNS }, (_, i) => i + 1));
    expect(tables(out)).toEqual(whole);
  });

  it('goes on past runs that fail and workers that die, and says which', async () => {
    const out = join(root, 'faults');
    const { code, stdout, stderr } = await feederlab(['sweep', faults, '--out', out, '--workers', '2', '--trust']);
    expect(stdout).toContain('3 of 9 runs done, 6 failed');
    expect(stderr).toContain('with controllers.faulty.fault="kill" seed=1');
    expect(stderr).toMatch(/3 runs, first 4: its worker process was killed/);
    expect(stderr).toMatch(/3 runs, first 7: .*no plan/);
    expect(code).toBe(1);
    const rows = readFileSync(join(out, 'runs.csv'), 'utf8').split('\n');
    expect(rows[4]).toMatch(/^4,kill,1,failed,"its worker process was killed/);
  });

  it('refuses the folder of another sweep, one without a sweep, and shards of different plans', async () => {
    const whole = join(root, 'whole');
    const others = await feederlab(['sweep', faults, '--out', whole, '--trust']);
    expect(others).toMatchObject({ code: 2, stderr: expect.stringContaining('name another folder with --out') });
    const none = await feederlab(['sweep', seeds, '--out', join(root, 'none'), '--resume']);
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('a sweep that was begun') });
    expect(existsSync(join(root, 'none'))).toBe(false);
    const merged = await feederlab(['merge', whole, join(root, 'faults')]);
    expect(merged).toMatchObject({ code: 2, stderr: expect.stringContaining('must be the same') });
  });
});
