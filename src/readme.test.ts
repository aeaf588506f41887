// Every command and every snippet of the pages below, run in the order a reader meets them, in a folder where feederlab
// is installed as npm would install it.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { readHeader } from '../base/index.ts';
import { deviceKinds } from '../devices/index.ts';
import { formulate, solve } from '../optimisation/index.ts';
import { forecastTable, publishedTable } from '../record/index.ts';
import { packageFolder } from './package.ts';
import { tables } from './results/tables/index.ts';
import { scene, study } from './results/testing/run.ts';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const here = (path: string) => fileURLToPath(new URL(path, packageFolder()));
const read = (path: string) => readFileSync(here(path), 'utf8');

interface Block {
  readonly language: string;
  readonly text: string;
  /** Its expected output: the ```text block that follows it. */
  readonly output?: string;
}

function blocks(page: string): readonly Block[] {
  const matches = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```\n(?:\n?```text\n([\s\S]*?)^```\n)?/gm)];
  return matches.map(([, language, text, output]) => ({
    language: language!,
    text: text!,
    ...(output === undefined ? {} : { output }),
  }));
}

/** Pages whose `sh` and `ts` blocks are executed, one after the other in the same folder. */
const PAGES = ['README.md', 'docs/tour.md', 'docs/your-own-controller.md'];

const fenced = PAGES.flatMap((page) => blocks(read(page)));
const commands = fenced
  .filter(({ language }) => language === 'sh')
  .flatMap(({ text, output }) => {
    const lines = text.trimEnd().split('\n');
    return lines.map((line, i) => ({ line, output: i === lines.length - 1 ? output : undefined }));
  });
const snippets = fenced.filter(({ language }) => language === 'ts');

/** `npm ci` cannot run inside the tests it installs: CI runs it before them, and the check is what runs this file. */
const INSTALL = 'npm ci && ';
const CHECK = 'npm ci && npm run check';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'feederlab-readme-'));
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
  symlinkSync(here('.'), join(folder, 'node_modules/feederlab'));
  symlinkSync(here('node_modules/zod'), join(folder, 'node_modules/zod'));
  symlinkSync(here('bin/feederlab.js'), join(folder, 'node_modules/.bin/feederlab'));
  for (const name of ['cases', 'docs']) symlinkSync(here(name), join(folder, name));
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe(PAGES.join(' and '), () => {
  it('give two commands, and CI runs the second one as printed, then the studies', () => {
    expect(commands.map(({ line }) => line)).toEqual(
      expect.arrayContaining([CHECK, 'npm ci && npx feederlab run ieee33-day']),
    );
    const ci = read('.ci/run').trimEnd().split('\n');
    expect(ci.slice(-3)).toEqual([...CHECK.split(' && '), 'npm run studies']);
  });

  it.each(commands.filter(({ line }) => line !== CHECK))('$line', async ({ line, output }) => {
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', line.replace(INSTALL, '')], { cwd: folder });
    if (output !== undefined) expect(stdout.trimEnd()).toBe(output.trimEnd());
  });

  it.each(snippets.map(({ text, output }, i) => ({ name: `snippet ${i + 1}`, text, output })))(
    '$name compiles under strict and runs',
    async ({ name, text, output }) => {
      const file = join(folder, `${name.replace(' ', '-')}.ts`);
      writeFileSync(file, text);
      const compiler = [require.resolve('typescript/lib/tsc.js'), '--noEmit', '--strict', '--skipLibCheck'];
      const settings = [
        '--module',
        'nodenext',
        '--target',
        'es2023',
        '--types',
        'node',
        '--typeRoots',
        here('node_modules/@types'),
      ];
      await run(process.execPath, [...compiler, ...settings, file], { cwd: folder });
      const { stdout } = await run(process.execPath, ['--import', pathToFileURL(require.resolve('tsx')).href, file], {
        cwd: folder,
      });
      if (output !== undefined) expect(stdout.trimEnd()).toBe(output.trimEnd());
    },
  );
});

describe('docs/symbols.md', () => {
  const section = (title: string) =>
    read('docs/symbols.md')
      .split('\n## ')
      .find((text) => text.startsWith(title))!;

  it('names only what the code names', () => {
    const rows = read('docs/symbols.md')
      .split('\n')
      .filter((line) => line.startsWith('| '));
    const names = rows.flatMap((row) => [...(row.split(' | ')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name!));
    const rooms = ['base', 'record', 'network', 'optimisation', 'opf', 'devices', 'cosim', 'controllers', 'src'];
    const sources = rooms.flatMap((room) =>
      readdirSync(here(room), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
        .map((file) => read(`${room}/${file}`)),
    );
    const words = new Set(sources.flatMap((text) => text.match(/\w+/g) ?? []));
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter((name) => !words.has(name))).toEqual([]);
  });

  it('names every array of a problem and every number of its solution', async () => {
    const m = formulate('least');
    m.rows('least', [], (row) => row.term(1, m.variable('x', { cost: 1, quadratic: 1 })).atLeast(1));
    const problem = m.build();
    const { status: _, solver: __, ...answer } = await solve(problem);
    const { count: ___, families: ____, ...arrays } = { ...problem.variables, ...problem.rows };
    const names = [arrays, problem.objective, answer, answer.residuals].flatMap((part) => Object.keys(part));
    const known = new Set([...section('Optimisation').matchAll(/`(\w+)`/g)].map(([, name]) => name!));
    expect(names).toEqual(expect.arrayContaining(['integer', 'coefficients', 'quadratic', 'duals', 'reducedCosts']));
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });

  it('names every column of the run folder, and every field of a device that carries a unit', () => {
    const known = new Set([...read('docs/symbols.md').matchAll(/`(\w+)`/g)].map(([, name]) => name!));
    const columns = tables
      .flatMap((make) => make({ ...scene, devices: [] }, study.network, () => true)?.fields ?? [])
      .concat(publishedTable(forecastTable, '').fields);
    const quantities = columns.filter(({ type, unit }) => type === 'number' && unit !== 'B').map(({ name }) => name);
    const fields = [...deviceKinds.values()].flatMap(({ schema }) => {
      const names = Object.keys((z.toJSONSchema(schema, { io: 'input' }) as { properties: object }).properties);
      return names.filter((name) => readHeader(name).length > 0);
    });
    expect(quantities.length + fields.length).toBeGreaterThan(60);
    expect([...quantities, ...fields].filter((name) => !known.has(name))).toEqual([]);
  });
});
