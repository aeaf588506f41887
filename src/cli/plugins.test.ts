// Modules of a case in the command: trust, exit codes, and loading by Node.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { changed, type Folder } from '../case/testing/folder.ts';
import { COUNTER, FORMAT, LAMP, PACKERS, using, writeProject } from '../plugins/testing/modules.ts';
import { feederlab } from './testing.ts';

let cwd = '';
afterEach(() => rmSync(join(cwd, 'results'), { recursive: true, force: true }));

/** A project whose folder is the case; the module is `./m.js`, or the given one. */
function project(text: string, use = './m.js', files: Folder = {}): void {
  const lamp = 'devices:\n  - { id: lamp-c, kind: lamp, bus: c, p: 60 W }\n';
  cwd = writeProject(changed('case.yaml', 'devices:\n', lamp, using(`use: [${use}]`, { [use]: text, ...files })));
}

const cli = (...args: string[]) => feederlab(args, { cwd });

it('exits 2 without trust, and names the module; with it, resumes, draws and scores the run', async () => {
  project(LAMP);
  for (const call of ['run', 'score', 'search', 'schema']) {
    writeFileSync(join(cwd, 'score.yaml'), '');
    const { code, stdout, stderr } = await cli(call, '.');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /case\.yaml:\d+:\d+, use\.0 +found "\.\/m\.js" +expected code that you trust, .*--trust runs it/,
    );
  }
  const valid = await cli('validate', '.');
  expect(valid.code).toBe(0);
  expect(valid.stderr).toContain('not checked are device kind lamp');

  const first = JSON.parse((await cli('run', '.', '--trust', '--json', '--quiet')).stdout);
  expect(first.indicators.device_lamp_drawn_kwh).toBeCloseTo(0.36, 9);
  const again = await cli('run', '.', '--trust', '--resume');
  expect(again.stderr).toContain('finished before');
  writeFileSync(join(cwd, 'm.js'), `${LAMP}// another version\n`);
  const other = await cli('run', '.', '--trust', '--resume', '--out', first.dir);
  expect(other.code).toBe(2);
  expect(other.stderr).toMatch(/modules\.0\.sha256/);

  const schema = await cli('schema', '.', '--trust');
  expect(schema.stdout).toContain('Street lamp');
});

it('is trusted by FEEDERLAB_TRUST=1', async () => {
  project(LAMP);
  process.env['FEEDERLAB_TRUST'] = '1';
  try {
    expect((await cli('run', '.', '--quiet', '--set', 'clock.days=1')).code).toBe(0);
  } finally {
    process.env['FEEDERLAB_TRUST'] = '';
  }
});

it('exits with an error for faulty modules', async () => {
  const messages: readonly (readonly [string, RegExp])[] = [
    ['export const = 1;', /it throws SyntaxError/],
    ["import 'feederlab-none';", /it throws Error: Cannot find package 'feederlab-none'/],
    ['setInterval(() => {}, 1000); throw new Error("no");', /it throws Error: no/],
    ['await new Promise(() => setInterval(() => {}, 1000));', /not loaded after 10 s/],
  ];
  for (const [text, says] of messages) {
    project(text);
    const { code, stderr } = await cli('run', '.', '--trust');
    expect(stderr).toMatch(says);
    expect(code).toBe(2);
    expect(existsSync(join(cwd, 'results'))).toBe(false);
  }
  project(`${LAMP}setInterval(() => {}, 1000);`);
  expect((await cli('run', '.', '--trust', '--quiet')).code).toBe(0);
});

it('loads TypeScript where Node supports it, and otherwise reports the versions that do', async () => {
  project(`const use: string = 'ts';\nexport const from = use;\n${LAMP}`, './m.ts');
  const { code, stderr } = await cli('run', '.', '--trust', '--quiet');
  const runs = Boolean((process.features as { readonly typescript?: unknown }).typescript);
  expect(code).toBe(runs ? 0 : 2);
  if (!runs) expect(stderr).toMatch(/TypeScript is run by Node 22\.18 or newer/);
});

it('takes a device, a mechanism with tables, indicators and plots, and a format from outside, in every command', async () => {
  const lamp = 'devices:\n  - { id: lamp-c, kind: lamp, bus: c, p: 60 W }\n';
  const net = 'a 0.4\nb 0.4\nc 0.4\na b 0.01\nb c 0.01\n';
  const files = {
    ...{ 'lamp.js': LAMP, 'counter.js': COUNTER, 'toy.js': FORMAT, 'net.toy': net },
    'published.csv': 'id,source,quantity,subject,value,unit,role,note\nx.p,Table 1,largest power,,5,kW,result,\n',
    'score.yaml':
      'measures: { p: { table: tables/totals, column: total_kw } }\nrows: { x.p: { ours: max(p), rests_on: [line-length] } }\n',
  };
  const used = using('use: [./lamp.js, ./counter.js, ./toy.js]', files);
  const outside = changed('case.yaml', /network:[\s\S]*?profiles:/, 'network: { file: net.toy }\nprofiles:', used);
  cwd = writeProject(
    changed('case.yaml', '[uncontrolled]', '[counter]', changed('case.yaml', 'devices:\n', lamp, outside)),
  );

  const run = JSON.parse((await cli('run', '.', '--trust', '--json', '--quiet')).stdout);
  const count = run.indicators.counter_devices;
  expect(count).toBe(7);
  expect(run.indicators).toMatchObject({ device_lamp_drawn_kwh: expect.any(Number), counter_first_step: 0 });
  expect(run.indicators.counter_power_max_kw).toBeGreaterThan(0);
  const has = (path: string) => existsSync(join(run.dir, path));
  expect(
    ['tables/counts.csv', 'tables/totals.csv', 'plots/own-power.svg', 'plots/own-counts.svg'].filter((p) => !has(p)),
  ).toEqual([]);
  const report = () => readFileSync(join(run.dir, 'report.html'), 'utf8');
  const page = report();
  for (const words of [
    'Street lamp',
    'counter (counts devices)',
    'What was counted',
    `Counts of ${count} devices.`,
    './counter.js (sha256',
  ])
    expect(page).toContain(words);

  const plot = await cli('plot', run.dir);
  expect(plot).toMatchObject({ code: 2, stdout: '' });
  expect(plot.stderr).toMatch(/module \.\/lamp\.js +found "\.\/lamp\.js" +expected code that you trust|--case/);
  expect((await cli('plot', run.dir, '--trust', '--case', '.')).code).toBe(0);
  expect(report()).toBe(page);

  const card = await cli('score', '.', '--trust', '--json', '--quiet');
  expect(JSON.parse(card.stdout)[0]).toMatchObject({ id: 'x.p', ours: run.indicators.counter_power_max_kw });
  expect((await cli('powerflow', '.', '--trust')).code).toBe(0);
  expect((await cli('powerflow', '.')).code).toBe(2);
});

it('runs the modules in every variant, and only with trust', async () => {
  project(LAMP);
  const variants =
    'variants:\n  late: { set: { "devices.lamp-c.from_h": 20 } }\n  other: { set: { use: [./other.js] } }\n';
  writeFileSync(join(cwd, 'case.yaml'), `${readFileSync(join(cwd, 'case.yaml'), 'utf8')}${variants}`);
  writeFileSync(join(cwd, 'other.js'), 'throw new Error("not this one");\n');
  const late = await cli('run', '.', '--variant', 'late', '--trust', '--json', '--quiet');
  expect(late.code).toBe(0);
  expect(JSON.parse(late.stdout).indicators.device_lamp_drawn_kwh).toBeCloseTo(0.24, 9);
  for (const args of [['--variant', 'late'], ['--variant', 'other'], []]) {
    const { code, stderr } = await cli('run', '.', ...args, '--quiet');
    expect(code).toBe(2);
    expect(stderr).toContain('code that you trust');
  }
  const other = await cli('run', '.', '--variant', 'other', '--trust', '--quiet');
  expect(other.code).toBe(2);
  expect(other.stderr).toContain('not this one');
});

it('reads a number in the list of modules as a name', async () => {
  project(LAMP);
  const { code, stderr } = await cli('run', '.', '--trust', '--set', 'use=[3]');
  expect(code).toBe(2);
  expect(stderr).toMatch(/found "3" +expected an installed package/);
});

it('solves the batches of a mechanism in threads, with the same bytes and errors for any number of jobs', async () => {
  cwd = writeProject(changed('case.yaml', '[uncontrolled]', '[packers]', using('use: [./m.js]', { 'm.js': PACKERS })));
  const tables: Buffer[] = [];
  for (const jobs of ['1', '2']) {
    const run = JSON.parse(
      (await cli('run', '.', '--trust', '--json', '--quiet', '--jobs', jobs, '--out', jobs)).stdout,
    );
    expect(run.status).toBe('finished');
    expect(run.indicators.packers_total).toBeLessThan(-1000);
    tables.push(readFileSync(join(cwd, jobs, 'tables/packed.csv')));
    const failed = await cli('run', '.', '--trust', '--jobs', jobs, '--set', 'controllers.packers.weight_max_kg=-1');
    expect(failed.code).not.toBe(0);
    expect(failed.stderr).toContain('knapsack 3: infeasible');
  }
  expect(tables[0]!.length).toBeGreaterThan(20);
  expect(tables[1]!.equals(tables[0]!)).toBe(true);
  const none = await cli('run', '.', '--trust', '--jobs', '0');
  expect(none).toMatchObject({ code: 2, stdout: '' });
  expect(none.stderr).toContain('1 or more');
});
