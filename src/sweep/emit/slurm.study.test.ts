// The array job of a sweep on a real Slurm: docs/cluster/slurm-one-node.sh starts one on a single machine.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { writeFolder } from '../../case/testing/folder.ts';
import { bin } from '../../cli/testing.ts';
import { TINY } from '../../compare/testing/tiny.ts';

/** Whether a Slurm answers that has a node free for jobs. */
function hasSlurm(): boolean {
  const { stdout } = spawnSync('sinfo', ['--noheader', '--format=%T'], { encoding: 'utf8', timeout: 10_000 });
  const isThere = /^(idle|mixed|allocated)/m.test(stdout ?? '');
  if (!isThere)
    process.stderr.write('no Slurm runs here: the array job is not tested (docs/cluster/slurm-one-node.sh)\n');
  return isThere;
}

describe.skipIf(!hasSlurm())('an array job of Slurm', () => {
  const root = mkdtempSync(join(tmpdir(), 'feederlab slurm-'));
  afterAll(() => rmSync(root, { recursive: true }));
  const env = { ...process.env, PATH: `${join(root, 'bin')}:${process.env['PATH']}` };
  const call = (command: string, ...args: string[]) =>
    execFileSync(command, args, { cwd: root, env, encoding: 'utf8' });
  const table = (folder: string) =>
    ['runs.csv', 'runs.parquet'].map((file) => readFileSync(join(root, folder, file)).toString('latin1'));

  it('makes the runs in shards, and the merge after it the same table as one process', async () => {
    mkdirSync(join(root, 'bin'));
    symlinkSync(bin, join(root, 'bin', 'feederlab'));
    cpSync(writeFolder(TINY), join(root, 'tiny'), { recursive: true });
    const sweep = "one line's seeds.yaml";
    writeFileSync(join(root, sweep), 'title: Seeds\ncase: tiny\nover: { seed: { seeds: 12 } }\n');
    call('feederlab', 'sweep', sweep, '--out', 'local');
    writeFileSync(
      join(root, 'job.sh'),
      call('feederlab', 'sweep', sweep, '--emit', 'slurm', '--shards', '3', '--workers', '1', '--out', 'in shards'),
    );
    const [, array, merge] = /^array job (\d+) of 3 shards, then merge (\d+)$/m.exec(call('bash', 'job.sh'))!;
    while (
      call('squeue', '--noheader', `--jobs=${array},${merge}`, '--states=all', '--format=%T').match(
        /PENDING|RUN|COMPLETING/,
      )
    )
      await setTimeout(500);
    expect(readFileSync(join(root, `one-line-s-seeds-merge-${merge}.log`), 'utf8')).toContain('12 of 12 runs done');
    expect(table('in shards')).toEqual(table('local'));
    // an array of some of the tasks makes the shards of these numbers
    const again = call('sbatch', '--parsable', '--wait', '--array=2', 'job.sh').trim();
    expect(readFileSync(join(root, `one-line-s-seeds-${again}_2.log`), 'utf8')).toContain('4 of 12 runs done');
  });
});
