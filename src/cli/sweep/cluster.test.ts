// `sweep` in shards and as an array job: what is printed, and what is refused.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { feederlab } from '../testing.ts';

const cwd = mkdtempSync(join(tmpdir(), 'feederlab-sweep-'));
afterAll(() => rmSync(cwd, { recursive: true }));
const sweep = (...args: string[]) => feederlab(['sweep', 'pv-and-cars', ...args], { cwd });

describe('sweep --emit', () => {
  it('prints the array job on stdout, and runs nothing', async () => {
    const slurm = await sweep('--emit', 'slurm', '--shards', '4', '--workers', '2', '--trust');
    expect(slurm).toMatchObject({ code: 0, stderr: expect.stringContaining('25 runs in 4 shards') });
    for (const part of ['#SBATCH --array=1-4', '#SBATCH --cpus-per-task=2', 'sweep=pv-and-cars', ' --trust\n'])
      expect(slurm.stdout).toContain(part);
    const { code, stdout } = await sweep('--emit', 'kubernetes', '--out', 'there');
    expect({ code, job: parse(stdout) }).toMatchObject({ code: 0, job: { spec: { completions: 10 } } });
    expect(stdout).toContain('there/shard-$(JOB_COMPLETION_INDEX)');
  });

  it.each([
    ['more shards than runs', ['--emit', 'slurm', '--shards', '26'], 'at most the number of runs, 25'],
    ['another system', ['--emit', 'pbs'], 'slurm, kubernetes'],
    ['one of its shards', ['--emit', 'slurm', '--shard', '1/4'], "cannot be used with option '--shard"],
    ['no shard', ['--shard', '0/4'], 'from 1/8 to 8/8'],
    ['options of workers with a queue', ['--on', 'redis://127.0.0.1:1', '--workers', '4'], 'cannot be used with'],
    ['a queue that is not there', ['--on', 'redis://127.0.0.1:1'], 'a Redis server that answers'],
  ])('refuses %s', async (_, args, message) => {
    expect(await sweep(...args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
  });
});
