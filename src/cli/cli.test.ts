// The command: exit codes, streams, files.
import {
  appendFileSync,
  cpSync,
  type Dirent,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageFolder, packageVersion } from '../package.ts';
import { bin, feederlab, type Outcome } from './testing.ts';

const ieee33 = fileURLToPath(new URL('cases/ieee33-day', packageFolder()));

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'feederlab-cli-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

/** Longer than any file name. */
const TOO_LONG = 'x'.repeat(300);

const cli = (...args: string[]): Promise<Outcome> => feederlab(args, { cwd });

describe('help', () => {
  it.each(['list', 'new', 'validate', 'run', 'compare', 'score', 'powerflow', 'opf', 'plot', 'export', 'schema'])(
    '%s --help gives examples on stdout',
    async (name) => {
      const { code, stdout, stderr } = await cli(name, '--help');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(`Usage: feederlab ${name}`);
      expect(stdout).toMatch(new RegExp(`Examples:\\n {2}\\$ feederlab ${name}`));
    },
  );

  it('feederlab --help lists every command', async () => {
    const { code, stdout } = await cli('--help');
    expect(code).toBe(0);
    for (const name of ['list', 'new', 'validate', 'run', 'compare', 'score', 'powerflow', 'opf', 'plot', 'schema'])
      expect(stdout).toContain(`  ${name} `);
  });

  it('feederlab --version prints the version', async () => {
    expect(await cli('--version')).toEqual({ code: 0, stdout: `${packageVersion()}\n`, stderr: '' });
  });
});

describe('a checkout that has not been built', () => {
  it('reports how to build it, and exits 2', async () => {
    cpSync(dirname(bin), join(cwd, 'bin'), { recursive: true });
    writeFileSync(join(cwd, 'package.json'), '{ "type": "module" }');
    const { code, stdout, stderr } = await feederlab(['list'], { cwd, command: join(cwd, 'bin/feederlab.js') });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('npm run build');
  });
});

describe('an invalid call exits 2, reports the reason on stderr, and writes nothing', () => {
  it.each<[call: string, says: RegExp]>([
    ['', /Usage: feederlab/],
    ['lst', /unknown command 'lst'[\s\S]*Did you mean list\?/],
    ['list --jsn', /unknown option '--jsn'[\s\S]*Did you mean --json\?/],
    ['list ieee33-day', /too many arguments/],
    ['run', /missing required argument 'case'/],
    ['run ieee33-dya', /ieee33-dya[\s\S]*ieee33-day/],
    ['run ieee33-day --set clock.days', /path=value/],
    ['run ieee33-day --set =2', /path=value/],
    ['run ieee33-day --set clock.dyas=2', /dyas[\s\S]*days/],
    ['run ieee33-day --set clock.step=soon', /soon/],
    ['run ieee33-day --seed 1.5', /whole number/],
    ['run ieee33-day --seed -3', /whole number/],
    ['run ieee33-day --controller volt-vra', /volt-vra[\s\S]*volt-var/],
    ['run ieee33-microgrid --variant wnd-pv', /wnd-pv[\s\S]*did you mean wind-pv\?/],
    ['run ieee33-day --variant stock', /the case has none/],
    ['run ieee33-microgrid --set variants.stock.set.seed=-1', /variants\.stock\.set\.seed=-1/],
    ['score ieee33-micrgrid', /did you mean ieee33-microgrid\?/],
    ['score ieee33-day', /ieee33-day[\s\S]*score\.yaml/],
    [`run ${TOO_LONG}`, /name short enough/],
    ['validate nowhere', /nowhere/],
    ['validate .', /case\.yaml/],
    ['powerflow nowhere.m', /nowhere\.m/],
    [`powerflow ${TOO_LONG}`, /name short enough/],
    ['powerflow', /missing required argument 'file'/],
    ['powerflow nowhere.m --tolerance 0', /above 0/],
    ['powerflow nowhere.m --tolerance tight', /above 0/],
    ['powerflow nowhere.m --solver gauss', /gauss/],
    ['opf', /missing required argument 'file'/],
    ['opf nowhere.m', /nowhere\.m/],
    ['opf .', /a case file: \.m .* or \.json/],
    ['plot nowhere', /nowhere/],
    ['plot .', /manifest\.json/],
    [`plot ${TOO_LONG}`, /name short enough/],
  ])('feederlab %s', async (call, says) => {
    const { code, stdout, stderr } = await cli(...call.split(' ').filter(Boolean));
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe('list', () => {
  it('prints the included cases and sweeps, as text and as JSON', async () => {
    const people = await cli('list');
    expect(people).toMatchObject({ code: 0, stderr: '' });
    expect(people.stdout).toMatch(/^ieee33-day {2}.*\w/m);
    const programs = await cli('list', '--json');
    const entries = JSON.parse(programs.stdout) as { name: string; title: string; folder?: string; sweep?: string }[];
    const shipped = readdirSync('cases', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const cases = shipped.map(({ name }) => name).filter((name) => name !== 'sweeps');
    const names = (of: typeof entries) => of.map(({ name }) => name);
    expect(names(entries.filter(({ folder }) => folder))).toEqual(cases.toSorted());
    const sweeps = readdirSync('cases/sweeps').map((file) => file.replace('.yaml', ''));
    expect(names(entries.filter(({ sweep }) => sweep))).toEqual(sweeps.toSorted());
    for (const { title } of entries) expect(title).not.toBe('');
    expect(people.stdout).toMatch(/^pv-and-cars {2}.*\w/m);
  });

  it('does not fail when the reader closes the pipe', async () => {
    const outcome = await feederlab(['list', '--json'], { cwd, meanwhile: (child) => child.stdout!.destroy() });
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('validate', () => {
  it('prints the counts of a good case', async () => {
    const { code, stdout, stderr } = await cli('validate', 'ieee33-day');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^ieee33-day is valid: [\s\S]* 33 buses, 37 branches/);
  });

  it('--json gives the problems of a bad case as data, on stdout, and exits 2', async () => {
    cpSync(ieee33, join(cwd, 'broken'), { recursive: true });
    const lines = readFileSync(join(cwd, 'broken/lines.csv'), 'utf8');
    writeFileSync(join(cwd, 'broken/lines.csv'), lines.replace('from_bus', 'form_bus'));
    const { code, stdout, stderr } = await cli('validate', './broken', '--json');
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    const { valid, problems } = JSON.parse(stdout);
    expect(valid).toBe(false);
    expect(problems[0]).toMatchObject({ where: expect.stringContaining('lines.csv'), expected: expect.any(String) });
  });
});

describe('schema', () => {
  it('prints a JSON Schema with the sections of case.yaml', async () => {
    const { code, stdout } = await cli('schema');
    expect(code).toBe(0);
    expect(Object.keys(JSON.parse(stdout).properties)).toEqual(
      expect.arrayContaining(['title', 'clock', 'network', 'devices']),
    );
  });
});

const twoBuses = (p_mw: number) => `function mpc = two
mpc.version = '2';
mpc.baseMVA = 10;
mpc.bus = [
  1 3 0 0 0 0 1 1 0 12.66 1 1.1 0.9;
  2 1 ${p_mw} 0.5 0 0 1 1 0 12.66 1 1.1 0.9;
];
mpc.gen = [1 0 0 10 -10 1 100 1 10 0];
mpc.branch = [1 2 0.05 0.1 0 0 0 0 0 0 1 -360 360];
`;

describe('powerflow', () => {
  it('prints voltages and flows of a MATPOWER file as JSON', async () => {
    writeFileSync(join(cwd, 'two.m'), twoBuses(1));
    const { code, stdout, stderr } = await cli('powerflow', 'two.m', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { converged, iterations, loss_kw, buses, branches } = JSON.parse(stdout);
    expect(converged).toBe(true);
    expect(iterations).toBeGreaterThan(0);
    // |S|² r / |V|² · base at the far end, per unit: the loss of the line from the power that the bus draws.
    expect(loss_kw).toBeCloseTo((1e4 * 0.05 * (0.1 ** 2 + 0.05 ** 2)) / buses[1].vm_pu ** 2, 6);
    expect(buses.map(({ bus }: { bus: number }) => bus)).toEqual([1, 2]);
    expect(branches).toHaveLength(1);
  });

  it('of a network without solution exits 1 and does not print "converged"', async () => {
    writeFileSync(join(cwd, 'two.m'), twoBuses(500));
    const { code, stdout } = await cli('powerflow', 'two.m', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout).converged).toBe(false);
    expect(stdout).not.toMatch(/NaN/);
  });
});

describe('opf', () => {
  const costs = 'mpc.gencost = [2 0 0 2 20 0];\n';

  it('prints set points and nodal prices of a MATPOWER file as JSON', async () => {
    writeFileSync(join(cwd, 'two.m'), twoBuses(1) + costs);
    const { code, stdout, stderr } = await cli('opf', 'two.m', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { status, objective, generators, buses } = JSON.parse(stdout);
    expect(status).toBe('optimal');
    expect(objective).toBeCloseTo((20 * generators[0].p_kw) / 1000, 6);
    expect(buses[1].price_p_per_mwh).toBeGreaterThan(20);
  });

  it('of limits that no plan keeps exits 1 and lists them', async () => {
    writeFileSync(join(cwd, 'two.m'), twoBuses(12) + costs);
    const { code, stdout } = await cli('opf', 'two.m');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^two: no plan keeps all limits; 1 limit is violated/);
    expect(stdout).toMatch(/^p_max +generator 1 +12\d{3}\.\d{3} +10000\.000 +kW +2\d{3}\.\d{3}/m);
  });
});

/** A case of one line and one load, quick to run; there is no solution for `p_kw` above about 60 MW. */
function smallCase({ p_kw = 100, days = 1, step = '1 h' } = {}): string {
  const folder = join(cwd, 'small');
  mkdirSync(folder);
  const write = (name: string, ...lines: string[]) => writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
  write('buses.csv', 'bus,kind,vn_kv', 'a,slack,10', 'b,pq,10');
  write('lines.csv', 'line,from_bus,to_bus,r_ohm,x_ohm,i_max_a', 'ab,a,b,0.5,0.4,200');
  write('loads.csv', 'load,bus,p_kw,q_kvar', `l,b,${p_kw},20`);
  write(
    'case.yaml',
    'title: One line, one load',
    `clock: { start: "2024-01-15T00:00Z", step: ${step}, days: ${days} }`,
    'network: { buses: buses.csv, lines: lines.csv, loads: loads.csv }',
  );
  return folder;
}

const manifestOf = (dir: string) => JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8'));

describe('run', () => {
  it('prints the summary as JSON, exits 0, and the folder that it names is complete', async () => {
    const { code, stdout, stderr } = await cli('run', smallCase(), '--json', '--quiet');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { dir, status, steps, failed } = JSON.parse(stdout);
    expect({ status, steps, failed }).toEqual({ status: 'finished', steps: 24, failed: [] });
    expect(dir.startsWith(join(cwd, 'results/small'))).toBe(true);
    const files = [
      'manifest.json',
      'buses.csv',
      'branches.csv',
      'devices.csv',
      'indicators.csv',
      'report.html',
      'plots',
    ];
    expect(readdirSync(dir)).toEqual(expect.arrayContaining(files));
    expect(manifestOf(dir).status).toBe('finished');
  });

  it('prints the run folder on stdout and how to view it on stderr', async () => {
    const { code, stdout, stderr } = await cli(
      'run',
      smallCase(),
      '--out',
      'here',
      '--controller',
      'volt-var',
      '--seed',
      '3',
    );
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('here');
    expect(stderr).toContain('here/report.html');
    expect(manifestOf(join(cwd, 'here'))).toMatchObject({ seed: 3, controllers: ['volt-var'] });
  });

  it('draws no plots with --plots none, says so, and draws them when it is called again with another form', async () => {
    const folder = smallCase();
    const run = (...more: string[]) => cli('run', folder, '--out', 'here', '--json', ...more);
    const none = await run('--plots', 'none');
    expect(JSON.parse(none.stdout).plots).toBe('none');
    expect(none.stderr).toContain('no plots and no report: `feederlab plot here` draws them');
    expect(readdirSync(join(cwd, 'here')).filter((name) => ['plots', 'report.html'].includes(name))).toEqual([]);
    const drawn = await run('--plots', 'png', '--resume', '--quiet');
    expect(JSON.parse(drawn.stdout).plots).toBe('png');
    const plots = readdirSync(join(cwd, 'here/plots'));
    for (const ending of ['.vl.json', '.svg', '.png'])
      expect(plots.filter((name) => name.endsWith(ending)).length).toBe(plots.length / 3);
    expect((await run('--plots', 'pdf')).code).toBe(2);
  });

  it('applies --set to a controller given by --controller', async () => {
    const points = [
      [0.9, 0.3],
      [1.1, -0.3],
    ];
    const set = ['--controller', 'volt-var', '--set', `controllers.volt-var.points=${JSON.stringify(points)}`];
    expect((await cli('run', smallCase(), '--out', 'here', ...set)).code).toBe(0);
    const controllers = [{ kind: 'volt-var', points }];
    expect(manifestOf(join(cwd, 'here'))).toMatchObject({ inputs: { resolved: { case: { controllers } } } });
  });

  it('writes the same bytes twice, in any folder', async () => {
    const folder = smallCase();
    for (const out of ['one', 'two']) expect((await cli('run', folder, '--out', out, '--quiet')).code).toBe(0);
    const files = (readdirSync(join(cwd, 'one'), { recursive: true, withFileTypes: true }) as Dirent[])
      .filter((entry) => entry.isFile())
      .map((entry) => relative(join(cwd, 'one'), join(entry.parentPath, entry.name)));
    const { times: t1, ...one } = manifestOf(join(cwd, 'one'));
    const { times: t2, ...two } = manifestOf(join(cwd, 'two'));
    expect(two).toEqual(one);
    expect([t1, t2]).not.toContain(undefined);
    for (const file of files.filter((name) => name !== 'manifest.json')) {
      expect(readFileSync(join(cwd, 'two', file)).equals(readFileSync(join(cwd, 'one', file))), file).toBe(true);
    }
  });

  it('continues after steps without solution, lists them, and exits 1', async () => {
    const { code, stdout, stderr } = await cli('run', smallCase({ p_kw: 900_000 }), '--json');
    expect(code).toBe(1);
    const { dir, status, steps, failed } = JSON.parse(stdout);
    expect({ status, steps, failed: failed.length }).toEqual({ status: 'failed', steps: 24, failed: 24 });
    expect(stderr).toMatch(/24 of 24 steps could not be solved/);
    expect(manifestOf(dir).failed_steps).toHaveLength(24);
    expect(readFileSync(join(dir, 'buses.csv'), 'utf8')).not.toMatch(/NaN/);
  });

  it('does not change a folder of other content', async () => {
    const folder = smallCase();
    const { code, stderr } = await cli('run', folder, '--out', folder);
    expect(code).toBe(2);
    expect(stderr).toContain('a folder that holds other things');
    expect(readdirSync(cwd)).toEqual(['small']);
  });
});

describe('a case with variants', () => {
  const varied = (scoring = false) => {
    const folder = smallCase();
    appendFileSync(
      join(folder, 'case.yaml'),
      'variants: { light: { set: { clock.steps: 2 } }, heavy: { set: { clock.steps: 3 } } }\n',
    );
    if (!scoring) return folder;
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
    write('inputs.csv', 'id,value,unit,provenance,basis\nloads.p_kw,100,kW,published,Table 1\n');
    write(
      'published.csv',
      'id,source,quantity,subject,value,unit,role,note\nx.e,Table 2,energy of the load,light,200,kWh,result,\nx.f,Text,the same,heavy,310,kWh,text-claim,\n',
    );
    write(
      'score.yaml',
      'measures: { load: { table: groups, column: p_kw } }\nrows:\n  x.e: { of: light, ours: sum(load), rests_on: [loads.p_kw] }\n  x.f: { of: heavy, ours: sum(load), rests_on: [loads.p_kw], note: by hand }\n',
    );
    return folder;
  };

  it('runs each of them, reported as columns, or the one that is named', async () => {
    const folder = varied();
    const all = await cli('run', folder, '--out', 'here', '--quiet');
    expect(all).toMatchObject({ code: 0, stderr: '' });
    expect(all.stdout).toMatch(/^indicator +light +heavy$/m);
    expect(all.stdout).toMatch(/^device_load_drawn_kwh +200 +300$/m);
    expect(all.stdout.trimEnd().split('\n').slice(-2)).toEqual(['here/light', 'here/heavy']);
    expect(manifestOf(join(cwd, 'here/heavy'))).toMatchObject({
      variant: 'heavy',
      title: 'One line, one load · heavy',
    });
    const one = JSON.parse((await cli('run', folder, '--variant', 'heavy', '--json', '--quiet')).stdout);
    expect(one).toMatchObject({ variant: 'heavy', steps: 3 });
    expect(relative(cwd, one.dir)).toMatch(/^results\/small\/heavy-uncontrolled-[0-9a-f]{8}$/);
    const both = JSON.parse((await cli('run', folder, '--json', '--quiet')).stdout) as { variant: string }[];
    expect(both.map(({ variant }) => variant)).toEqual(['light', 'heavy']);
  });

  it('is valid when it is valid in every variant, and lists them', async () => {
    const folder = varied();
    expect((await cli('validate', folder)).stdout).toMatch(/^ {2}variants +light, heavy$/m);
    const wrong = await cli('validate', folder, '--set', 'variants.heavy.set.seed=-1');
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toMatch(/found -1/);
  });

  it('is scored: a table, a summary, and rows as JSON; finished runs are not repeated', async () => {
    const folder = varied(true);
    const people = await cli('score', folder);
    expect(people.code).toBe(0);
    expect(people.stdout).toMatch(/^x\.e +200 +200 +kWh +0 % +exact$/m);
    expect(people.stdout).toMatch(/^x\.f is missed: by hand$/m);
    expect(people.stdout).toMatch(
      /^small: 2 rows: 1 evidence \(1 exact, 0 inferred, 0 pattern\), 0 no evidence \(0 fitted, 0 by-construction\), 0 contradicted, 1 missed$/m,
    );
    expect(people.stderr).toContain('results/small/scorecard.csv');
    const programs = await cli('score', folder, '--json', '--quiet');
    expect(programs).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(programs.stdout)).toEqual([
      {
        id: 'x.e',
        published: 200,
        ours: 200,
        unit: 'kWh',
        deviation: 0,
        status: 'exact',
        sides: null,
        provenance: [{ id: 'loads.p_kw', provenance: 'published' }],
        note: '',
      },
      expect.objectContaining({
        id: 'x.f',
        published: 310,
        ours: 300,
        deviation: -10,
        status: 'missed',
        note: 'by hand',
      }),
    ]);
    expect(readdirSync(join(cwd, 'results/small')).sort()).toEqual([
      expect.stringMatching(/^heavy-/),
      expect.stringMatching(/^light-/),
      'scorecard.csv',
      'scorecard.html',
    ]);
  });

  it('of which a run fails is not scored, and exits 1', async () => {
    const folder = varied(true);
    const loads = readFileSync(join(folder, 'loads.csv'), 'utf8');
    writeFileSync(join(folder, 'loads.csv'), loads.replace('100', '900000'));
    const { code, stdout, stderr } = await cli('score', folder, '--quiet');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/2 of 2 steps could not be solved, so there is nothing to score/);
  });

  it('of which a run folder is damaged is not scored, and exits 2', async () => {
    const folder = varied(true);
    await cli('score', folder, '--quiet');
    const [heavy] = readdirSync(join(cwd, 'results/small')).sort();
    appendFileSync(join(cwd, 'results/small', heavy!, 'groups.csv'), '9,,,,,\n');
    const { code, stdout, stderr } = await cli('score', folder, '--quiet');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/groups\.csv[\s\S]*run the case again/);
  });
});

describe('Ctrl-C during a run', () => {
  /** Sends the signals once the run has written its first rows. */
  const interrupt = (...signals: NodeJS.Signals[]) =>
    feederlab(['run', smallCase({ days: 3650, step: '1 min' }), '--out', 'here', '--json'], {
      cwd,
      meanwhile: (child) => {
        const part = join(cwd, 'here/.feederlab.part/buses.csv');
        const timer = setInterval(() => {
          if (!existsSync(part) || statSync(part).size === 0) return;
          clearInterval(timer);
          for (const signal of signals) child.kill(signal);
        }, 20);
        child.on('close', () => clearInterval(timer));
      },
    });

  it.each(['SIGINT', 'SIGTERM'] as const)('%s stops after the step, closes the files and exits 130', async (signal) => {
    const { code, stdout, stderr } = await interrupt(signal);
    expect(stderr).toContain('stopping after this step');
    expect(code).toBe(130);
    const { status, steps } = JSON.parse(stdout);
    expect(status).toBe('interrupted');
    expect(steps).toBeGreaterThan(0);
    expect(steps).toBeLessThan(3650 * 1440);
    const rows = readFileSync(join(cwd, 'here/buses.csv'), 'utf8');
    expect(rows.endsWith('\n')).toBe(true);
    expect(rows.split('\n').length - 2).toBe(2 * steps);
    expect(readdirSync(join(cwd, 'here')).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('a second one stops at once, and there is no run folder', async () => {
    const { code, stdout } = await interrupt('SIGINT', 'SIGTERM');
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(readdirSync(join(cwd, 'here')).filter((name) => !name.startsWith('.'))).toEqual([]);
  });
});

describe('plot', () => {
  it('draws a run again, from its folder alone, and lists the files', async () => {
    const folder = smallCase();
    await cli('run', folder, '--out', 'here', '--quiet');
    rmSync(folder, { recursive: true });
    const report = readFileSync(join(cwd, 'here/report.html'), 'utf8');
    rmSync(join(cwd, 'here/report.html'));
    const { code, stdout, stderr } = await cli('plot', 'here');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const files = stdout.trimEnd().split('\n');
    expect(files.some((file) => file.endsWith('report.html'))).toBe(true);
    for (const file of files) expect(existsSync(resolve(cwd, file)), file).toBe(true);
    expect(readFileSync(join(cwd, 'here/report.html'), 'utf8')).toBe(report);
  });

  it('draws several runs into one picture of each quantity, in a given folder', async () => {
    const folder = smallCase();
    await cli('run', folder, '--out', 'one', '--quiet');
    await cli('run', folder, '--set', 'seed=2', '--controller', 'uncontrolled', '--out', 'two', '--quiet');
    const { code, stdout } = await cli('plot', 'one', 'two', '--out', 'both');
    expect(code).toBe(0);
    for (const file of stdout.split('\n').filter(Boolean)) expect(existsSync(resolve(cwd, file)), file).toBe(true);
    expect(await cli('plot', 'one', 'two')).toMatchObject({ code: 2, stderr: expect.stringContaining('--out') });
    expect(await cli('plot', 'one', '--out', 'both')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--out'),
    });
  });
});
