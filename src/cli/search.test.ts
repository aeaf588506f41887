import { existsSync, mkdtempSync, readFileSync, rmSync, unwatchFile, watchFile } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { altered, writeSearch } from '../search/testing/study.ts';
import { feederlab } from './testing.ts';

const out = mkdtempSync(join(tmpdir(), 'feederlab-search-cli-'));
afterAll(() => rmSync(out, { recursive: true }));

describe('feederlab search', () => {
  it('prints the best candidates, the variants, and the path of search.csv', async () => {
    const args = ['search', writeSearch(), '--method', 'grid', '--out', join(out, 'a')];
    const { code, stdout, stderr } = await feederlab(args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ +a_kw +b_kw +site +energy_import_kwh +reduction %\n +1 +10 +0 +d +12\.\d+ +\d+\.\d\d\n/);
    expect(stdout).toMatch(/\ndark +20\.\d+ +0\.00\nhalf /);
    expect(stderr).toMatch(/grid: 63 run now, 0 known from before, of 63 candidates; all in .*search\.csv/);
  });

  it('resumes after its limit of evaluations, and prints JSON', async () => {
    const args = ['search', writeSearch(), '--method', 'grid', '--out', join(out, 'b'), '--json', '--quiet'];
    const first = await feederlab([...args, '--evaluations', '5']);
    expect(JSON.parse(first.stdout)).toMatchObject({ status: 'limited', evaluated: 5 });
    const second = await feederlab(args);
    expect(second).toMatchObject({ code: 0, stderr: '' });
    const { best, ...rest } = JSON.parse(second.stdout);
    expect(rest).toMatchObject({ status: 'finished', evaluated: 58, known: 5 });
    expect(best[0].values).toEqual({ a_kw: 10, b_kw: 0, site: 'd' });
  });

  it('exits 2 with the line of the fault when search.yaml is wrong, and runs nothing', async () => {
    const folder = writeSearch(altered('against: dark', 'against: drak'));
    const { code, stdout, stderr } = await feederlab(['search', folder, '--out', join(out, 'c')]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /search\.yaml:2:10, against +found "drak" +expected a variant: dark, half.*did you mean dark/,
    );
    expect(existsSync(join(out, 'c'))).toBe(false);
  });

  it('exits 1 when no candidate can be run', async () => {
    const heavy = altered(/a_kw: { from: 0, to: 10, step: 2(.*)subject_to[^\n]*/s, 'a_kw: { values: [50000]$1');
    const { code, stderr } = await feederlab(['search', writeSearch(heavy), '--out', join(out, 'd')]);
    expect(code).toBe(1);
    expect(stderr).toContain('no candidate could be run to its end');
  });

  it('exits 130 on Ctrl-C and keeps the results', async () => {
    // 101 · 6 · 3 combinations: more than are run before the signal
    const long = altered('from: 0, to: 10, step: 2', 'from: 0, to: 1, step: 0.01');
    const folder = join(out, 'e');
    const csv = join(folder, 'search.csv');
    const args = ['search', writeSearch(long), '--method', 'grid', '--out', folder, '--json'];
    const { code, stdout } = await feederlab(args, {
      meanwhile(child) {
        watchFile(csv, { interval: 20 }, ({ size }) => {
          if (size < 200) return;
          unwatchFile(csv);
          child.kill('SIGINT');
        });
      },
    });
    expect(code).toBe(130);
    const { status, evaluated } = JSON.parse(stdout);
    expect(status).toBe('interrupted');
    expect(evaluated).toBeGreaterThan(0);
    expect(readFileSync(csv, 'utf8').trimEnd().split('\n')).toHaveLength(1 + evaluated);
  });

  it('exits 130 on Ctrl-C during the run of a variant, and keeps the results of earlier searches', async () => {
    const folder = join(out, 'f');
    const csv = join(folder, 'search.csv');
    const args = ['--method', 'grid', '--out', folder, '--json'];
    await feederlab(['search', writeSearch(), ...args, '--evaluations', '3']);
    const before = readFileSync(csv, 'utf8');
    const hours = Array.from({ length: 24 }, (_, h) => `${h},0.8,0.5\n`).join('');
    const minutes = altered(
      /step: 1 h, steps: 1(.*)repeat: span/s,
      'step: 1 min, days: 3650$1repeat: daily',
      'case.yaml',
    );
    const years = { ...minutes, 'shapes.csv': `hour,bright_pu,dim_pu\n${hours}` };
    const { code, stdout } = await feederlab(['search', writeSearch(years), ...args], {
      meanwhile(child) {
        child.stderr!.once('data', () => child.kill('SIGINT'));
      },
    });
    expect(code).toBe(130);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ status: 'interrupted', evaluated: 0, against: { variant: 'dark' }, best: [], csv });
    expect(readFileSync(csv, 'utf8')).toBe(before);
  });
});
