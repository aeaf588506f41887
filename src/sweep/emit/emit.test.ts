import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { chosenShard } from '../shard/index.ts';
import { EMITTERS, type Emitted } from './index.ts';
import { quoted } from './slurm.ts';

const HOSTILE = [
  'plain.yaml',
  'two words.yaml',
  "it's.yaml",
  '"$HOME" `id` $(touch owned).yaml',
  '; touch owned #.yaml',
  '-rf',
  'línea\nnueva\\.yaml',
  '*?[a]{b,c}!~&|<>',
];
const SHARDS = 3;

const folder = mkdtempSync(join(tmpdir(), 'feederlab-emit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const emitted = (name: string): Emitted => ({
  sweep: name,
  name,
  title: `Title of ${name}\n#SBATCH --wrap=id`,
  size: 10,
  shards: SHARDS,
  cores: 4,
  out: join(folder, 'out', name),
  cwd: folder,
  options: ['--trust', '--jobs', '2'],
});

describe('a word of bash', () => {
  it('is the text again, for any text', () => {
    const texts = fc.array(fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', '')));
    fc.assert(
      fc.property(texts, (words) => {
        // lone surrogates are no text of a command line
        const given = words.map((word) => Buffer.from(word).toString());
        const command = `printf '%s\\0' ${given.map(quoted).join(' ')}`;
        const printed = execFileSync('bash', ['-c', command]).toString();
        expect(printed).toBe(given.length === 0 ? '\0' : given.map((word) => `${word}\0`).join(''));
      }),
      { numRuns: 30 },
    );
  });
});

/** Programs that write down how they are called, instead of Slurm and feederlab. */
function recorders(): { readonly path: string; calls(): string[][] } {
  const bin = mkdtempSync(join(folder, 'bin-'));
  const log = join(bin, 'calls');
  for (const name of ['sbatch', 'feederlab']) {
    const script = `#!/usr/bin/env bash\nprintf '%s\\0' ${name} "$@" >> '${log}'\nprintf '\\0' >> '${log}'\necho '41;cluster'\n`;
    writeFileSync(join(bin, name), script);
    chmodSync(join(bin, name), 0o755);
  }
  const calls = () =>
    readFileSync(log, 'utf8')
      .split('\0\0')
      .filter((call) => call !== '')
      .map((call) => call.split('\0'));
  return { path: `${bin}:${process.env['PATH']}`, calls };
}

describe.each(HOSTILE)('the script of Slurm for %j', (name) => {
  const script = () => EMITTERS.slurm(emitted(name));

  it('is valid bash, and shellcheck where it is installed has no remark', () => {
    expect(spawnSync('bash', ['-n'], { input: script() })).toMatchObject({ status: 0 });
    const checked = spawnSync('shellcheck', ['-'], { input: script(), encoding: 'utf8' });
    if (checked.error === undefined) expect(checked.stdout).toBe('');
  });

  it('has its options of Slurm in lines of their own, and those of no title', () => {
    const options = script().match(/^#SBATCH .*/gm);
    expect(options).toContain(`#SBATCH --array=1-${SHARDS}`);
    expect(options?.map((line) => line.split(/[ =]/)[1])).toEqual([
      '--job-name',
      '--array',
      '--cpus-per-task',
      '--time',
      '--output',
    ]);
  });

  it('submits the array and the merge, runs a shard, and merges', () => {
    const file = join(folder, 'script.sh');
    writeFileSync(file, script());
    const { path, calls } = recorders();
    const outside: NodeJS.ProcessEnv = { ...process.env, PATH: path };
    delete outside['SLURM_ARRAY_TASK_ID'];
    const printed = execFileSync('bash', [file], { env: outside, cwd: '/' }).toString();
    expect(printed).toBe('array job 41 of 3 shards, then merge 41;cluster\n');
    const { out } = emitted(name);
    for (const shard of ['shard-1', 'shard-2']) mkdirSync(join(out, shard), { recursive: true });
    const inArray = { ...outside, SLURM_ARRAY_TASK_ID: '2', SLURM_CPUS_PER_TASK: '4' };
    execFileSync('bash', [file], { env: inArray, cwd: '/' });
    execFileSync('bash', [file, 'merge'], { env: { ...inArray, SLURM_ARRAY_TASK_ID: '1' }, cwd: '/' });
    const [array, merge, shard, merged] = calls();
    expect(array).toEqual(['sbatch', '--parsable', file]);
    expect(merge).toEqual(expect.arrayContaining(['--dependency=afterany:41', '--array=1', file, 'merge']));
    expect(shard).toEqual(
      ['feederlab', 'sweep', name.replace(/^-/, './-'), '--shard', '2/3', '--out', join(out, 'shard-2')].concat(
        ['--workers', '4'],
        ['--trust', '--jobs', '2'],
      ),
    );
    expect(merged).toEqual(['feederlab', 'merge', `${out}/shard-1/`, `${out}/shard-2/`, '--out', out]);
    expect(existsSync(join(folder, 'owned'))).toBe(false);
  });
});

describe.each(HOSTILE)('the job of Kubernetes for %j', (name) => {
  const job = parse(EMITTERS.kubernetes(emitted(name)));
  const [container] = job.spec.template.spec.containers;

  it('has an index for every shard, and a name that Kubernetes accepts', () => {
    expect(job).toMatchObject({ apiVersion: 'batch/v1', kind: 'Job' });
    expect(job.spec).toMatchObject({ completions: SHARDS, completionMode: 'Indexed' });
    expect(job.metadata.name).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
    expect(job.spec.template.spec.volumes[0].name).toBe(container.volumeMounts[0].name);
  });

  it('calls feederlab with the names as they are, once Kubernetes has put in its variables', () => {
    const expanded = (text: string, env: Record<string, string>) =>
      text.replace(/\$\$|\$\(([A-Za-z_]\w*)\)/g, (all, variable) => (all === '$$' ? '$' : (env[variable] ?? all)));
    for (const index of ['0', '2']) {
      const env = { JOB_COMPLETION_INDEX: index, [container.env[0].name]: container.env[0].value };
      const words = container.command.map((word: string) => expanded(word, env));
      const { out, options } = emitted(name);
      expect(words).toEqual(
        ['feederlab', 'sweep', name.replace(/^-/, './-'), '--out', `${out}/shard-${index}`].concat(
          ['--workers', '4'],
          options,
        ),
      );
      expect(chosenShard(undefined, env)).toMatchObject({ index: Number(index) + 1, count: SHARDS });
    }
  });
});
