// Modules that a case uses: nothing of them runs without trust, and what is wrong with one is one message.
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { InputError } from '../../base/index.ts';
import { mechanism, once } from '../../controllers/index.ts';
import { matpower } from '../../network/index.ts';
import { columns, indicator, table } from '../../record/index.ts';
import { caseJsonSchema, readCase, readKinds, readNetwork, readVariants, validateCase } from '../case/index.ts';
import { changed, type Folder } from '../case/testing/folder.ts';
import { BUILT_IN, type Kinds, kinds, withCollection } from '../kinds.ts';
import { packageFolder } from '../package.ts';
import { tables as engineTables } from '../results/tables/index.ts';
import { runCase, runIdOf } from '../run.ts';
import { sceneOf } from '../scene.ts';
import { loadModules } from './load.ts';
import { FORMAT, LAMP, using, writeProject } from './testing/modules.ts';

afterEach(() => {
  process.env['FEEDERLAB_TRUST'] = '';
});

/** Each problem as `where | found | expected`, with its hint. */
async function refusal(work: () => Promise<unknown>): Promise<string[]> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map(({ where, found, expected, hint }) =>
      [where, found, expected, ...(hint ? [hint] : [])].join(' | '),
    );
  }
  throw new Error('nothing was refused');
}

const LAMP_DEVICE = 'use: [./lamp.js]\n';
const withLamp = (files: Folder = {}): Folder => {
  const folder = using(LAMP_DEVICE, { 'lamp.js': LAMP, ...files });
  return changed('case.yaml', 'devices:\n', 'devices:\n  - { id: lamp-c, kind: lamp, bus: c, p: 60 W }\n', folder);
};

/** A module that leaves a trace when it is run. */
const TRACE =
  "import { writeFileSync } from 'node:fs';\nwriteFileSync(new URL('ran', import.meta.url), '');\nexport const devices = [];\n";

it('the kinds of feederlab are what a module may add to none: sound, and each with a name of its own', () => {
  const own = kinds();
  const none: Kinds = {
    ...own,
    ...{
      devices: new Map(),
      controllers: new Map(),
      formats: [],
      tables: [],
      indicators: [],
      plots: [],
      from: new Map(),
    },
  };
  const [devices, controllers] = [[...own.devices.values()], [...own.controllers.values()]];
  expect(withCollection(none, { ...own, devices, controllers }, BUILT_IN)).toEqual(own);
});

describe('a case that uses a module', () => {
  it('is read, run and identified with it when it is trusted', async () => {
    const folder = writeProject(withLamp());
    const study = await readCase(folder, { trust: true });
    expect(study.devices.find(({ id }) => id === 'lamp-c')!.params).toEqual({ p_kw: 0.06, from_h: 18 });
    const sha256 = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(study.resolved.modules).toEqual([{ use: './lamp.js', file: './lamp.js', sha256, imports: {} }]);
    const out = join(folder, 'run');
    const run = await runCase(study, { out, plots: 'none' });
    expect(run.indicators['device_lamp_drawn_kwh']).toBeCloseTo(6 * 0.06, 9);
    const { inputs } = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'));
    expect(inputs.resolved.modules).toEqual(study.resolved.modules);
  });

  it('gets hints, a JSON Schema and other spellings of --set from it', async () => {
    const folder = writeProject(withLamp());
    const read = (set: string[]) => readCase(folder, { trust: true, set });
    expect((await refusal(() => read(['devices.lamp-c.kind=lampp'])))[0]).toMatch(
      /a kind of device: .*lamp.*did you mean lamp\?/,
    );
    expect((await refusal(() => read(['devices.lamp-c.form_h=3'])))[0]).toContain('did you mean from_h?');
    const { devices } = await read(['devices.lamp-c.p_kw=2']);
    expect(devices.find(({ id }) => id === 'lamp-c')!.params).toMatchObject({ p_kw: 2 });
    expect(JSON.stringify(caseJsonSchema(await readKinds(folder, { trust: true })))).toContain('Street lamp');
    expect(JSON.stringify(caseJsonSchema())).not.toContain('Street lamp');
  });

  it('is another run when the module changes, or what it imports', async () => {
    const ids = [];
    for (const text of ['1', '2']) {
      const lamp = `import './lib/more.js';\nimport data from './data.js';\n${LAMP}`;
      const files = {
        'lamp.js': lamp,
        'lib/more.js': "import '../deep.js';",
        'deep.js': text,
        'data.js': 'export default 1;',
      };
      const study = await readCase(writeProject(withLamp(files)), { trust: true });
      expect(Object.keys(study.resolved.modules![0]!.imports)).toEqual(['data.js', 'deep.js', 'lib/more.js']);
      ids.push(runIdOf({ ...study, name: 'same' }));
    }
    expect(ids[0]).not.toBe(ids[1]);
    const again = await readCase(writeProject(withLamp()), { trust: true });
    const elsewhere = await readCase(writeProject(withLamp()), { trust: true });
    expect(runIdOf(again)).toBe(runIdOf(elsewhere));
  });

  it('whose module changes in the life of a process is refused: the process goes on with what it has run', async () => {
    const folder = writeProject(withLamp());
    await readCase(folder, { trust: true });
    writeFileSync(join(folder, 'lamp.js'), `${LAMP}// changed\n`);
    expect((await refusal(() => readCase(folder, { trust: true })))[0]).toContain('it has changed since');
  });

  it('reads its network in the format of the module', async () => {
    const files = { 'toy.js': FORMAT, 'net.toy': 'a 0.4\nb 0.4\nc 0.4\na b 0.01\nb c 0.01\n' };
    const base = using('use: [./toy.js]', files);
    const folder = writeProject(
      changed('case.yaml', /network:[\s\S]*?profiles:/, 'network: { file: net.toy }\nprofiles:', base),
    );
    const { network } = await readCase(folder, { trust: true });
    expect(network.buses.map(({ bus }) => bus)).toEqual(['a', 'b', 'c']);
    expect(await readNetwork(folder, { trust: true })).toEqual(network);
    expect((await refusal(() => readNetwork(folder)))[0]).toContain('code that you trust');
    const summary = await validateCase(folder);
    expect(summary).toMatchObject({ buses: 0, devices: { pv: 1, ev: 4, battery: 1 } });
    expect(summary.remarks.map(({ text }) => text).join()).toContain('not checked are network file net.toy');
    expect((await refusal(() => readCase(folder, { trust: true, set: ['network.file=net.m'] })))[0]).toMatch(/net\.m/);
    const unknown = await refusal(() => readCase(folder, { trust: true, set: ['network.file=shapes.csv'] }));
    expect(unknown[0]).toMatch(
      /a file in one of the formats \.m \(MATPOWER\), .*\.toy \(toy\), or a folder of tables: SimBench/,
    );
  });
});

describe('without trust', () => {
  const ways: readonly (readonly [string, Folder, object])[] = [
    ['its own text', using('use: [./trace.js]'), {}],
    ['a merge', using('x-shared: &shared [./trace.js]\nuse: *shared'), {}],
    ['--set', using(''), { set: ['use=[./trace.js]'] }],
    ['--set of one of several', using('use: [./none.js]'), { set: ['use.0=./trace.js'] }],
    ['a variant', using('variants: { v: { set: { use: [./trace.js] } } }'), { variant: 'v' }],
    ['a list of a variant', using('variants: { v: { set: ["use=[./trace.js]"] } }'), { variant: 'v' }],
    [
      'a change of a variant',
      using('variants: { v: { set: {} } }'),
      { variant: 'v', set: ['variants.v.set.use=[./trace.js]'] },
    ],
    ['a link', using('use: [./link.js]'), {}],
    ['a path outside', using('use: [sub/../../trace.js]'), {}],
  ];

  it.each(ways)('nothing is run by way of %s', async (_way, files, options) => {
    const folder = writeProject({ ...files, 'trace.js': TRACE });
    symlinkSync(join(folder, 'trace.js'), join(folder, 'link.js'));
    const said = await refusal(() => readCase(folder, options));
    expect(said.join('\n')).toMatch(
      /code that you trust, .*trace\.js, which is not run until you say so|a path that begins/,
    );
    await validateCase(folder).catch(() => undefined);
    await readKinds(folder, options).catch(() => undefined);
    await readNetwork(folder).catch(() => undefined);
    await readVariants(folder).catch(() => undefined);
    expect(existsSync(join(folder, 'ran'))).toBe(false);
  });

  it('the message names each module, where it is named, and what runs it', async () => {
    const folder = writeProject(using('use: [./trace.js, ./lamp.js]', { 'trace.js': TRACE, 'lamp.js': LAMP }));
    const said = await refusal(() => readCase(folder, { trust: false }));
    expect(said).toHaveLength(2);
    expect(said[0]).toMatch(
      /^case\.yaml:\d+:\d+, use\.0 \| \.\/trace\.js \| code that you trust, .*\/trace\.js, .*\| --trust runs it/,
    );
    process.env['FEEDERLAB_TRUST'] = '1';
    await expect(refusal(() => readCase(folder, { trust: false }))).resolves.toHaveLength(2);
    await expect(readCase(folder)).resolves.toBeDefined();
    expect(existsSync(join(folder, 'ran'))).toBe(true);
  });

  it('validate checks what it can, and says what it could not', async () => {
    const yaml = 'variants: { v: { set: { controllers: [night-watch] } } }\n';
    const folder = writeProject(using(`${LAMP_DEVICE}${yaml}`, { 'lamp.js': TRACE }));
    const text = readFileSync(join(folder, 'case.yaml'), 'utf8');
    const lamps = 'devices:\n  - { id: l1, kind: lamp, bus: c, p: 60 W }\n  - { id: l2, kind: lamp, bus: b }\n';
    writeFileSync(join(folder, 'case.yaml'), text.replace('devices:\n', lamps));
    const { devices, remarks } = await validateCase(folder);
    expect(devices['lamp']).toBe(2);
    expect(remarks.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^not checked are device kind lamp \(2\), what .*: the modules \.\/lamp\.js were not run/),
      expect.stringMatching(/^v: not checked are device kind lamp \(2\), controller night-watch/),
    ]);
    writeFileSync(join(folder, 'case.yaml'), text.replace('devices:\n', lamps.replace('bus: c', 'bus: x')));
    expect((await refusal(() => validateCase(folder)))[0]).toContain('the name of a bus');
    writeFileSync(join(folder, 'case.yaml'), text.replace('./lamp.js', './lmap.js'));
    expect((await refusal(() => validateCase(folder)))[0]).toContain('did you mean lamp.js?');
    expect(existsSync(join(folder, 'ran'))).toBe(false);
  });
});

describe('a module', () => {
  const load = (use: string, files: Folder = {}, options: object = {}) => {
    const folder = writeProject(files);
    return loadModules([{ use, where: 'use.0' }], {
      folder,
      source: 'case.yaml',
      kinds: kinds(),
      trust: true,
      ...options,
    });
  };
  const fault = async (text: string, options: object = {}) =>
    (await refusal(() => load('./m.js', { 'm.js': text }, options)))[0]!;

  it.each([
    '/etc/m.js',
    'file:///m.js',
    'data:text/javascript,0',
    'node:fs',
    '#m',
    '..',
    'a/../../m.js',
    '.\\m.js',
    'https://x/m.js',
    'a//b',
  ])('named %s is refused before anything is looked for', async (use) => {
    expect(await refusal(() => load(use))).toEqual([
      `use.0 | ${use} | a path that begins with ./ or ../, or the name of a package`,
    ]);
  });

  it('that is not there is named, with the nearest that is', async () => {
    expect((await refusal(() => load('./lmap.js', { 'lamp.js': '' })))[0]).toContain('did you mean lamp.js?');
    expect((await refusal(() => load('./sub', { 'sub/x.js': '' })))[0]).toContain('a module, not a folder');
    expect((await refusal(() => load('./x.json', { 'x.json': '{}' })))[0]).toContain('.js, .mjs, .cjs');
    expect((await refusal(() => load('no-such-package')))[0]).toContain('npm install no-such-package');
    expect((await refusal(() => load('m.js', { 'm.js': '' })))[0]).toContain('did you mean ./m.js?');
  });

  it('of a package is found by its exports, and known by its version', async () => {
    const manifest = (more: object) => JSON.stringify({ name: 'p', version: '1.2.3', type: 'module', ...more });
    const at = (name: string, text: string) => ({ [`node_modules/p/${name}`]: text });
    const text = 'export const devices = [];';
    const of = async (use: string, more: object, file: string) =>
      (await load(use, { ...at('package.json', manifest(more)), ...at(file, text) })).modules[0];
    const found = (use: string, file: string) => ({ use, file, version: '1.2.3' });
    expect(await of('p', { exports: './a.js' }, 'a.js')).toMatchObject(found('p', 'a.js'));
    expect(await of('p', { exports: { '.': { require: './x.cjs', import: './a.js' } } }, 'a.js')).toMatchObject(
      found('p', 'a.js'),
    );
    expect(await of('p/b', { exports: { './b': { default: './a.js' } } }, 'a.js')).toMatchObject(found('p/b', 'a.js'));
    expect(await of('p/b/c', { exports: { './b/*': './lib/*.js' } }, 'lib/c.js')).toMatchObject(
      found('p/b/c', 'lib/c.js'),
    );
    expect(await of('p', { main: 'a' }, 'a.js')).toMatchObject(found('p', 'a.js'));
    expect(await of('p/a.js', {}, 'a.js')).toMatchObject(found('p/a.js', 'a.js'));
    for (const exports of ['../m.js', './../m.js', { './b': './a.js' }, './none.js'])
      expect((await refusal(() => of('p', { exports }, 'a.js')))[0]).toContain('a module that the package p exports');
  });

  it('that throws, or cannot be parsed, is named with what it throws', async () => {
    expect(await fault("throw new Error('out of luck');")).toContain(
      './m.js | a module that loads | it throws Error: out of luck',
    );
    expect(await fault('export const = 1;')).toMatch(/it throws .*[Pp]arse/);
    expect(await fault("import 'feederlab-none';")).toMatch(/it throws/);
  });

  it('that waits for ever is waited for so long', async () => {
    expect(await fault('await new Promise(() => {});', { wait_ms: 50 })).toContain('it was not loaded after 0.05 s');
  });

  it('of the wrong shape is refused with the list of possible exports', async () => {
    const expected = 'a module whose default export, or whose exports, are lists named devices, controllers, formats';
    expect(await fault('')).toMatch(new RegExp(`${expected}.* it exports nothing`));
    expect(await fault('export const x = 1; export default 2;')).toContain(`it exports default, x`);
    expect(await fault('export default { devices: [], divices: [] };')).toContain('its default export has divices');
    expect(await fault('export const devices = {};')).toContain('devices | a Object | a list of device kinds');
    expect(await fault('export const tables = [1];')).toContain(
      'table | a number | a function (scene, network, chosen)',
    );
    const said = await refusal(() =>
      load('./m.js', { 'm.js': "export const devices = [{ kind: 'x' }]; export const controllers = [0];" }),
    );
    expect(said.filter((line) => line.startsWith('device kind x, '))).toHaveLength(10);
    expect(said.at(-1)).toMatch(/^controller kind \| a number \| an object with kind, /);
  });

  it('with a number without unit, or a name that is taken, is refused', async () => {
    const unit = LAMP.replace('p_kw: z', 'power: z').replace(' [kW]', '');
    expect(await fault(unit)).toContain('device kind lamp, field power | a number without unit | its unit');
    expect(await fault(LAMP.replace("kind: 'lamp'", "kind: 'load'"))).toBe(
      'device kind | load | a name of its own: feederlab has a device kind of that name',
    );
    const folder = writeProject({ 'a.js': LAMP, 'b.js': LAMP });
    const both = ['./a.js', './b.js'].map((use) => ({ use, where: use }));
    const said = await refusal(() => loadModules(both, { folder, source: '', kinds: kinds(), trust: true }));
    expect(said[0]).toMatch(
      /^device kind \| lamp \| a name of its own: \.\/a\.js \(.*\) has a device kind of that name$/,
    );
    expect(() => kinds({ formats: [{ ...matpower, name: 'other' }] })).toThrow(/\.m"\s+expected a name of its own/);
  });

  it('whose create throws is named; one that throws an InputError says what is wrong itself', async () => {
    const controller = (thrown: string) => `import * as z from 'zod';
      const create = () => { throw ${thrown}; };
      export const controllers = [{ kind: 'broken', title: 'Broken', schema: z.strictObject({}), create }];`;
    const files = using('use: [./m.js]', { 'm.js': controller('new TypeError("x is undefined")') });
    const study = await readCase(writeProject(changed('case.yaml', '[uncontrolled]', '[broken]', files)), {
      trust: true,
    });
    expect((await refusal(async () => sceneOf(study)))[0]).toMatch(
      /^case\.yaml:\d+:\d+, controllers\.0 \| broken \| a controller of \.\/m\.js \(.*\), or an InputError .* \| its create throws TypeError: x is undefined$/,
    );
    const refusing = { ...study.kinds.controllers.get('broken')! };
    refusing.create = () => {
      throw new InputError('case', [{ where: 'market', found: undefined, expected: 'a market' }]);
    };
    const own = kinds({ controllers: [refusing] });
    expect(await refusal(async () => sceneOf({ ...study, kinds: own }))).toEqual(['market |  | a market']);
  });

  it('may change nothing of what a program has', async () => {
    const own = kinds();
    const more = await load('./m.js', { 'm.js': LAMP });
    expect(more.devices.has('lamp')).toBe(true);
    expect(own.devices.has('lamp')).toBe(false);
    expect(kinds()).toBe(own);
  });
});

describe('what a mechanism declares', () => {
  const { column } = columns<{ readonly kw: number }>();
  const kw = (name: string) => column(name, 'kW', 'Power', (r) => r.kw);
  const count = (id: string, unit = '1') => indicator(id, unit, `Number in ${unit}`, () => 1);
  const base = { kind: 'two-lists', title: 'Two lists', options: z.strictObject({}), dayAhead: () => 0 };
  const step = () => undefined;
  const listing = (planned: string[], settled: string[], prefix = 'two_lists') =>
    mechanism<object, number, object>({
      ...base,
      planned: { indicators: planned.map((id) => count(id)) },
      settled: { step, prefix, indicators: settled.map((id) => count(id, 'kW')) },
    });
  const writing = (name: string, ...names: string[]) =>
    mechanism<object, number>({
      ...base,
      planned: { tables: [once(table(name, 'A table', names.map(kw)), () => [])] },
    });
  const refused = (kind: ReturnType<typeof listing | typeof writing>) =>
    refusal(async () => kinds({ controllers: [kind] }));

  it('has no two indicators of one id, in one list or in both', async () => {
    const said = /^controller kind two-lists, indicators \| two_lists_n \| an id that no other indicator .*\| give one/;
    for (const kind of [listing(['n', 'n', 'n'], []), listing(['n'], ['n']), listing([], ['m', 'n', 'n'])])
      expect(await refused(kind)).toEqual([expect.stringMatching(said)]);
    expect(kinds({ controllers: [listing(['n'], ['n'], 'metered')] }).controllers.has('two-lists')).toBe(true);
    expect(kinds({ controllers: [listing(['n'], ['m'])] }).controllers.has('two-lists')).toBe(true);
  });

  it('has no table with two columns of one name, or with the columns that every table begins with', async () => {
    expect(await refused(writing('mine', 'a', 'b', 'a', 'a'))).toEqual([
      'table mine, columns | a | a name that no other column of the table has | give the column another name',
    ]);
    for (const name of ['step', 'time'])
      expect(await refused(writing('mine', 'a', name))).toEqual([
        `table mine, columns | ${name} | a name other than step and time: every table begins with these columns | give the column another name`,
      ]);
  });

  it('has no table with the name of one of the engine', async () => {
    const names = [...engineTables.map((make) => make.name), 'indicators'];
    expect(names).toContain('buses');
    for (const name of names) {
      const said = await refused(writing(name, 'a'));
      expect(said).toEqual([expect.stringContaining(`table ${name}, name | ${name} | a name of its own`)]);
      expect(said[0]).toContain(`names that are taken: ${names.join(', ')}`);
    }
    for (const name of ['prices', 'settlement'])
      expect(kinds({ controllers: [writing(name, 'a')] }).controllers.has('two-lists')).toBe(true);
  });

  it('is checked of a table of a module before the run writes anything', async () => {
    const run = (name: string, ...fields: string[]) => {
      const list = JSON.stringify(fields.map((field) => ({ name: field, type: 'integer', title: field })));
      const text = `export const tables = [() => ({ name: '${name}', title: 'A table', fields: ${list} })];`;
      const folder = writeProject(using('use: [./m.js]', { 'm.js': text }));
      const out = join(folder, 'run');
      const work = async () => runCase(await readCase(folder, { trust: true }), { out, plots: 'none' });
      return { out, said: refusal(work) };
    };
    const engine = run('buses', 'step', 'time');
    expect((await engine.said)[0]).toContain('table buses, name | buses | a name of its own');
    expect(existsSync(engine.out)).toBe(false);
    expect((await run('mine', 'step', 'time', 'step').said)[0]).toContain('table mine, fields | step | a name that no');
  });
});

describe('the sources', () => {
  it('run code that is named elsewhere in one place alone', () => {
    const src = fileURLToPath(new URL('src', packageFolder()));
    const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((f) => /(?<!\.test)\.ts$/.test(f));
    const dynamic = files.filter((file) => /\bimport\((?!')/.test(readFileSync(join(src, file), 'utf8')));
    // the queue is the package feederlab-queue, whose name no case can change; importing is `import()` of the modules of dist/
    expect(dynamic.sort()).toEqual(['plugins/load.ts', 'start/importing.ts', 'sweep/queue/open.ts']);
    expect(files.length).toBeGreaterThan(100);
  });
});
