// `feederlab new` in an empty folder, and what it writes: valid, run, and passed by its own test and by the suites of the house.
import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { passesTheMechanismSuite } from '../../controllers/testing/suite.ts';
import type { DeviceKind } from '../../devices/index.ts';
import { doesWhatIsPlanned } from '../../devices/testing/plan.ts';
import { passesTheDeviceSuite } from '../../devices/testing/suite.ts';
import { packageFolder } from '../package.ts';
import { feederlab } from './testing.ts';

const run = promisify(execFile);
const here = (path: string) => fileURLToPath(new URL(path, packageFolder()));

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'feederlab-new-'));
  mkdirSync(join(cwd, 'node_modules'));
  symlinkSync(here('.'), join(cwd, 'node_modules/feederlab'));
  symlinkSync(here('node_modules/zod'), join(cwd, 'node_modules/zod'));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const cli = (...args: string[]) => feederlab(args, { cwd });

/** Runs the commands that were printed, as a person would paste them. */
async function paste(printed: string): Promise<string[]> {
  const commands = [...printed.matchAll(/^ {2}\$ (.*)$/gm)].map(([, command]) => command!);
  for (const command of commands) {
    const [program, ...args] = command.replace('npx feederlab', `node ${here('bin/feederlab.js')}`).split(' ');
    await run(program!, args, { cwd });
  }
  return commands;
}

describe('feederlab new', () => {
  it('case: prints what it wrote; the two commands that it prints work', async () => {
    const { code, stdout } = await cli('new', 'case', 'my-street');
    expect(code).toBe(0);
    for (const file of ['README.md', 'case.yaml', 'expected.yaml', 'inputs.csv'])
      expect(stdout).toContain(`\n  ${file}\n`);
    expect(await paste(stdout)).toEqual(['npx feederlab validate my-street', 'npx feederlab run my-street']);
  });

  it.each(['controller', 'device'])(
    '%s: the test that it writes passes, and the case that it writes runs',
    async (subject) => {
      const name = `own-${subject}-2`;
      const { code, stdout } = await cli('new', subject, name);
      expect(code).toBe(0);
      expect(await paste(stdout)).toEqual([
        `node --test ${name}/${name}.test.mjs`,
        `npx feederlab run ${name} --trust`,
      ]);
      const files = readdirSync(join(cwd, name));
      expect(files).toEqual(expect.arrayContaining([`${name}.mjs`, `${name}.test.mjs`, 'README.md', 'case.yaml']));
      const texts = files.map((file) => readFileSync(join(cwd, name, file), 'utf8'));
      expect(texts.filter((text) => /my.name/i.test(text))).toEqual([]);
    },
  );

  it('writes where --out says, and prints what to install where a module would not find feederlab', async () => {
    const apart = mkdtempSync(join(tmpdir(), 'feederlab-apart-'));
    const { stdout } = await feederlab(['new', 'device', 'tank', '--out', 'a b/tank'], { cwd: apart });
    expect(existsSync(join(apart, 'a b/tank/tank.mjs'))).toBe(true);
    expect(stdout).toContain('$ npm install feederlab zod\n  $ node --test "a b/tank/tank.test.mjs"');
    rmSync(apart, { recursive: true });
  });

  it('overwrites nothing', async () => {
    mkdirSync(join(cwd, 'empty'));
    writeFileSync(join(cwd, 'file'), 'mine');
    for (const out of ['empty', 'file', '.']) {
      const { code, stderr, stdout } = await cli('new', 'case', 'another', '--out', out);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(
        /folder +found .* expected a folder that does not exist yet\. Hint: nothing is overwritten/,
      );
    }
    expect(readFileSync(join(cwd, 'file'), 'utf8')).toBe('mine');
    expect(readdirSync(join(cwd, 'empty'))).toEqual([]);
  });

  it.each([
    ['controller', 'My_Shaver', 'lower-case letters'],
    ['device', 'a--b', 'lower-case letters'],
    ['device', '../x', 'lower-case letters'],
    ['case', 'null', 'lower-case letters'],
    ['device', 'x'.repeat(41), 'at most 40'],
    ['controller', 'central', 'feederlab knows a controller of that name'],
    ['device', 'heat-pump', 'feederlab knows a device of that name'],
    ['case', 'ieee33-day', 'feederlab knows a case of that name'],
  ])('refuses the %s %s', async (subject, name, expected) => {
    const before = readdirSync(cwd);
    const { code, stderr } = await cli('new', subject, name);
    expect(code).toBe(2);
    expect(stderr).toMatch(new RegExp(`NAME +found .* expected .*${expected}`));
    expect(readdirSync(cwd)).toEqual(before);
  });

  it('names the subjects that there are', async () => {
    const { code, stderr } = await cli('new', 'mechanism', 'x');
    expect(code).toBe(2);
    expect(stderr).toContain('case, controller, device');
  });
});

describe('the templates', () => {
  it('have types that fit those of feederlab', async () => {
    const files = ['controller', 'device'].flatMap((subject) =>
      ['my-name.mjs', 'my-name.test.mjs'].map((file) => here(`templates/${subject}/${file}`)),
    );
    const compiler = createRequire(import.meta.url).resolve('typescript/lib/tsc.js');
    const options =
      '--ignoreConfig --noEmit --checkJs --strict --skipLibCheck --module nodenext --target es2023 --types node';
    await run(process.execPath, [compiler, ...options.split(' '), ...files], { cwd: here('.') });
  });
});

const template = (subject: string) => import(pathToFileURL(here(`templates/${subject}/my-name.mjs`)).href);

const { controllers } = await template('controller');
passesTheMechanismSuite(controllers[0], { transfers: 'none' });

interface Tank {
  readonly p_max_kw: number;
  readonly c_kwh_per_k: number;
  readonly u_kw_per_k: number;
  readonly t_min_degc: number;
  readonly t_max_degc: number;
}
const { devices } = (await template('device')) as {
  readonly devices: readonly DeviceKind<Tank, { readonly t_degc: number }, { readonly draw_kw: number }>[];
};
const share = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const tanks = fc.record({
  p_max_kw: share(0, 5),
  c_kwh_per_k: share(0.1, 0.5),
  u_kw_per_k: share(0, 0.01),
  draw_kw: share(0, 3),
  draw_profile: fc.constant('draw'),
});
passesTheDeviceSuite(devices[0]!, {
  params: tanks,
  balance: (d, x, u, { p_kw, next }, dt_h) =>
    d.c_kwh_per_k * (next.t_degc - x.t_degc) - (p_kw - u.draw_kw - d.u_kw_per_k * (x.t_degc - 18)) * dt_h,
  reactive: () => ({ min: 0, max: 0 }),
});
doesWhatIsPlanned(devices[0]!, { params: tanks, state: { t_degc: (_, x) => x.t_degc } });
