// The command `compare` in a process of its own: what it prints, its exit codes, and Ctrl-C.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { changed, type Folder, writeFolder } from '../case/testing/folder.ts';
import { FORECAST, TINY } from '../compare/testing/tiny.ts';
import { readManifestOf } from '../results/index.ts';
import { feederlab } from './testing.ts';

const root = mkdtempSync(join(tmpdir(), 'feederlab-compare-cli-'));
afterAll(() => rmSync(root, { recursive: true }));

const NAMES = ['--controllers', 'uncontrolled,dt,central'];
const compare = (files: Folder, out: string, ...args: string[]) =>
  feederlab(['compare', writeFolder(files), ...NAMES, '--out', join(root, out), ...args]);

describe('feederlab compare', () => {
  it('prints a table of the mechanisms in each scenario, the distance to the yardstick, and where all is', async () => {
    const { code, stdout, stderr } = await compare(FORECAST, 'table');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /scenario forecast, seed 7\nindicator +unit +uncontrolled +dt +central +central \(exact forecasts\)\n/,
    );
    expect(stdout).toMatch(/scenario exact, seed 7\nindicator +unit +uncontrolled +dt +central\n/);
    expect(stdout).toMatch(/^account_cost +EUR +[\d.]+ +[\d.]+ +[\d.]+$/m);
    expect(stdout).toMatch(/^dt +1\/1 +(kept|violated) +-?[\d.]+/m);
    expect(stderr).toMatch(/Remark: one seed has no 95 % confidence interval/);
    expect(stderr).toMatch(/comparison\.csv, paired\.csv/);
    for (const file of ['comparison.csv', 'paired.csv', 'benefits.csv', 'runs.csv', 'timings.csv', 'comparison.json'])
      expect(existsSync(join(root, 'table', file)), file).toBe(true);
  });

  it('prints one object for each run as JSON: controller, scenario, seed, indicators', async () => {
    const { code, stdout } = await compare(
      FORECAST,
      'json',
      '--json',
      '--quiet',
      '--seeds',
      '3,5',
      '--scenarios',
      'exact',
    );
    expect(code).toBe(0);
    const runs: Record<string, unknown>[] = JSON.parse(stdout);
    expect(runs.map(({ scenario, controller, seed, status }) => [scenario, controller, seed, status])).toEqual(
      ['uncontrolled', 'dt', 'central'].flatMap((name) => [3, 5].map((seed) => ['exact', name, seed, 'finished'])),
    );
    for (const { indicators, run, remarks } of runs) {
      expect(indicators).toMatchObject({ account_cost: expect.any(Number), overload_kvah: expect.any(Number) });
      expect(readdirSync(join(root, 'json', 'runs'))).toContain(run);
      expect(Array.isArray(remarks)).toBe(true);
    }
    expect(runs.map(({ indicators }) => 'benefit_p50' in (indicators as object))).toEqual(
      ['uncontrolled', 'dt', 'central'].flatMap((name) => [3, 5].map(() => name !== 'uncontrolled')),
    );
  });

  it('without forecasts has no member for the scenario, and lists a mechanism that cannot run with the reason', async () => {
    const own = changed('case.yaml', ', { kind: tfm, price_max_per_kwh: 2 }', '', TINY);
    const files = changed('case.yaml', 'market: { import_price: price, currency: EUR }\n', '', own);
    const args = ['--controllers', 'uncontrolled,central', '--json', '--quiet'];
    const { code, stdout, stderr } = await compare(files, 'refused', ...args);
    expect(code).toBe(0);
    const runs = JSON.parse(stdout);
    expect(runs.map(({ controller, status }: Record<string, string>) => [controller, status])).toEqual([
      ['uncontrolled', 'finished'],
      ['central', 'refused'],
    ]);
    expect('scenario' in runs[0]).toBe(false);
    expect(runs[1].message).toMatch(/needs a section `market`/);
    expect(stderr).toMatch(/Remark: central cannot run this case/);
  });

  it('exits 1 when a run failed, and lists the others', async () => {
    const heavy = changed('loads.csv', 'lb,b,4', 'lb,b,9000', TINY);
    const { code, stdout, stderr } = await compare(heavy, 'failed', '--controllers', 'uncontrolled,volt-var');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^uncontrolled +0\/1/m);
    expect(stderr).toMatch(/Remark: uncontrolled failed: 24 of 24 steps could not be solved/);
  });

  it.each([
    [
      'an unknown mechanism',
      ['--controllers', 'uncontroled'],
      /--controllers +found "uncontroled".*did you mean uncontrolled/,
    ],
    [
      'an unknown scenario',
      ['--scenarios', 'exakt'],
      /--scenarios +found "exakt".*forecast, exact.*did you mean exact/,
    ],
    ['a wrong change', ['--set', 'clock.dyas=2'], /clock\.dyas/],
    ['a name that is empty', ['--scenarios', 'exact,'], /names separated by commas/],
    ['no seed', ['--seeds', '0'], /number of seeds, 1 or more/],
  ])('exits 2 for %s, before the first run', async (_, args, says) => {
    const { code, stdout, stderr } = await compare(FORECAST, 'wrong', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(says);
    expect(existsSync(join(root, 'wrong'))).toBe(false);
  });

  it('exits 130 on Ctrl-C, and the same command goes on without repeating what is finished', async () => {
    const folder = writeFolder(TINY);
    const out = join(root, 'stopped');
    const runs = join(out, 'runs');
    const args = [
      'compare',
      folder,
      '--controllers',
      'uncontrolled,dt,cla,central',
      '--seeds',
      '4',
      '--out',
      out,
      '--quiet',
    ];
    // a run that was interrupted has a manifest too
    const isFinished = (run: string) => readManifestOf(join(runs, run))?.status === 'finished';
    const finished = () => (existsSync(runs) ? readdirSync(runs).filter(isFinished) : []);
    const first = await feederlab(args, {
      meanwhile(child) {
        const timer = setInterval(() => {
          if (finished().length < 2) return;
          clearInterval(timer);
          child.kill('SIGINT');
        }, 5);
        child.on('close', () => clearInterval(timer));
      },
    });
    expect({ code: first.code, stdout: first.stdout }).toEqual({ code: 130, stdout: '' });
    expect(first.stderr).toMatch(/interrupted; the same command goes on/);
    expect(existsSync(join(out, 'comparison.csv'))).toBe(false);
    const kept = finished();
    expect(kept.length).toBeGreaterThanOrEqual(2);
    expect(kept.length).toBeLessThan(16);
    const stamps = () => kept.map((run) => statSync(join(runs, run, 'manifest.json')).mtimeMs);
    const before = stamps();
    const second = await feederlab(args);
    expect(second.code).toBe(0);
    expect(finished()).toHaveLength(16);
    expect(stamps()).toEqual(before);
    expect(readFileSync(join(out, 'runs.csv'), 'utf8').trim().split('\n')).toHaveLength(17);
  });
});
