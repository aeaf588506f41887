// `export`: what it prints, and what it refuses before anything is written.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCase } from '../case/read.ts';
import { writeFolder } from '../case/testing/folder.ts';
import { FEEDER } from '../export/testing/feeder.ts';
import { runCase } from '../run.ts';
import { feederlab } from './testing.ts';

const cwd = mkdtempSync(join(tmpdir(), 'feederlab-cli-export-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const cli = (...args: string[]) => feederlab(['export', ...args], { cwd });

let feeder: string;
beforeAll(async () => {
  feeder = writeFolder(FEEDER);
  await runCase(await readCase(feeder), { out: join(cwd, 'run'), plots: 'none' });
});

describe('feederlab export', () => {
  it('prints one written file per line, as JSON on request, and what it left out', async () => {
    const parquet = await cli('run', '--parquet');
    expect(parquet).toMatchObject({ code: 0, stderr: '' });
    expect(parquet.stdout.split('\n')).toContain('run/buses.parquet');
    expect(existsSync(join(cwd, 'run/buses.parquet'))).toBe(true);
    const latex = await cli('run', '--latex', '--out', 'paper', '--json');
    expect(JSON.parse(latex.stdout)).toMatchObject({ files: [{ path: 'import.tex' }], left_out: [{ name: 'none' }] });
    expect(latex.stderr).toBe('layout none is left out: the run has no table tables/none\n');
    const again = await cli('run', '--parquet');
    expect(again.code).toBe(2);
    expect(again.stderr).toMatch(/--force replaces it/);
    expect((await cli('run', '--parquet', '--force')).code).toBe(0);
  });

  it('writes the network of a step, and says how near its power flow is to the run', async () => {
    const step = await cli('run', '--matpower', 'noon.m', '--step', '12', '--case', feeder);
    expect(step).toMatchObject({ code: 0, stdout: 'noon.m\n' });
    expect(step.stderr).toMatch(
      /^step 12, 2021-06-21T12:00:00\+02:00; solved again it differs from the run by \d\.\de-(9|1\d) p\.u\. and \d\.\de-\d+° at most\n/,
    );
    const json = await cli('run', '--pandapower', 'noon.json', '--step', '12', '--case', feeder, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ step: 12, solved: true, time: '2021-06-21T12:00:00+02:00' });
  });

  it.each([
    [
      [],
      /form +found nothing +expected one of --parquet, --latex, --markdown, --pandapower FILE --step K, --matpower FILE --step K/,
    ],
    [['--parquet', '--latex'], /form +found "--parquet, --latex"/],
    [['--matpower', 'x.m'], /--step +found nothing +expected the number of a step, from 0/],
    [['--matpower', 'x.m', '--step', '1', '--out', 'y'], /--out +found "y" +expected no folder/],
    [['--parquet', '--step', '1'], /--step +found 1 +expected this option only with --pandapower or --matpower/],
    [['--parquet', '--case', 'y'], /--case +found "y" +expected this option only with/],
    [['--matpower', 'x.m', '--step', '-1'], /Expected a whole number, 0 or more/],
    [['--matpower', 'x.m', '--step', '1.5'], /Expected a whole number, 0 or more/],
  ])('refuses %j with exit code 2 and writes nothing', async (args, message) => {
    const before = readdirSync(cwd, { recursive: true });
    const { code, stdout, stderr } = await cli('run', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(readdirSync(cwd, { recursive: true })).toEqual(before);
  });
});
