import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { feederlab } from './testing.ts';

const STUDY = ['run', 'ieee33-microgrid', '--variant', 'pv-wind', '--set', 'clock.days=6'];
const UNCONTROLLED = [
  'run',
  'ieee33-microgrid',
  '--controller',
  'uncontrolled',
  '--variant',
  'pv-wind',
  '--set',
  'clock.days=600',
];

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'feederlab-resume-'));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const start = (args: readonly string[], out: string, ...more: string[]) =>
  feederlab([...args, '--out', out, ...more], { cwd });

/** Sends the signal after the run has written its first checkpoint. */
const stopped = (args: readonly string[], out: string, signal: NodeJS.Signals, ...more: string[]) =>
  feederlab([...args, '--out', out, ...more], {
    cwd,
    meanwhile: (child) => {
      const timer = setInterval(() => {
        if (!existsSync(join(cwd, `${out}/.feederlab.part/checkpoint.json`))) return;
        clearInterval(timer);
        child.kill(signal);
      }, 5);
      child.on('close', () => clearInterval(timer));
    },
  });

const manifestOf = (out: string) => JSON.parse(readFileSync(join(cwd, out, 'manifest.json'), 'utf8'));

/** Every file by its path, the manifest without its times. */
function content(out: string): Map<string, string> {
  const files = readdirSync(join(cwd, out), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const read = files.map(({ parentPath, name }): [string, string] => {
    const path = join(parentPath, name);
    return [path.slice(join(cwd, out).length), readFileSync(path, 'latin1')];
  });
  const { times: _, ...manifest } = manifestOf(out);
  return new Map(read).set('/manifest.json', JSON.stringify(manifest));
}

/** Every file below a folder, by its path in it. */
const filesIn = (out: string): Map<string, string> =>
  new Map(
    readdirSync(join(cwd, out), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [path.slice(join(cwd, out).length + 1), readFileSync(path, 'latin1')]),
  );

function expectSame(out: string, whole: string): void {
  const [found, wanted] = [content(out), content(whole)];
  expect([...found.keys()].sort()).toEqual([...wanted.keys()].sort());
  for (const [path, text] of wanted) expect(found.get(path) === text, path).toBe(true);
}

describe('run --resume', { timeout: 60_000 }, () => {
  it.each([
    ['with a day-ahead stage', STUDY, 'planned'],
    ['without one', UNCONTROLLED, 'uncontrolled'],
  ])(
    'ends a run %s, interrupted, interrupted again and killed, on the bytes of one never stopped',
    async (_, args, name) => {
      const whole = `${name}-whole`;
      expect((await start(args, whole, '--quiet')).code).toBe(0);

      expect((await stopped(args, name, 'SIGINT')).code).toBe(130);
      const { steps, status } = manifestOf(name);
      expect(status).toBe('interrupted');
      expect(steps).toBeLessThan(manifestOf(whole).steps);
      expect(existsSync(join(cwd, name, 'checkpoint.json'))).toBe(true);

      // The checkpoint is copied before the first step, so the signal is sent at once.
      expect((await stopped(args, name, 'SIGINT', '--resume')).stderr).toMatch(/resumed after \d+ of/);
      expect((await stopped(args, name, 'SIGKILL', '--resume')).code).toBe('SIGKILL');
      expect(existsSync(join(cwd, name, '.feederlab.part'))).toBe(true);

      const { code, stderr } = await start(args, name, '--resume');
      expect(code).toBe(0);
      expect(stderr).toMatch(/resumed after \d+ of/);
      expectSame(name, whole);
    },
  );

  it('starts from the first step where there is nothing to resume, with a message', async () => {
    const days = ['run', 'ieee33-microgrid', '--variant', 'pv-wind', '--set', 'clock.days=2'];
    const { code, stderr } = await start(days, 'new', '--resume');
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('nothing to resume') });
    expect(manifestOf('new')).toMatchObject({ status: 'finished', steps: 48 });
  });

  it.each(['SIGINT', 'SIGKILL'] as const)(
    'refuses other inputs where a run stopped by %s lies, names them, and touches nothing; --force replaces it',
    async (signal) => {
      const out = `other-${signal}`;
      await stopped(STUDY, out, signal, '--quiet');
      const before = filesIn(out);
      const days = ['run', 'ieee33-microgrid', '--variant', 'pv-wind', '--set', 'clock.days=2', '--seed', '9'];
      for (const more of [[], ['--resume']]) {
        const { code, stderr } = await start(days, out, ...more);
        expect({ code, stderr }).toMatchObject({
          code: 2,
          stderr: expect.stringContaining('an unfinished run of case'),
        });
        expect(stderr).toMatch(/seed +found \d+ +expected 9\n/);
        expect(stderr).toMatch(/clock.days +found 6 +expected 2\n/);
        expect(filesIn(out)).toEqual(before);
      }
      expect((await start(days, out, '--force', '--resume')).code).toBe(0);
      expect(manifestOf(out)).toMatchObject({ status: 'finished', steps: 48, seed: 9 });
    },
  );

  it('refuses other inputs in the folder of a finished run, and keeps files of the user when it runs again', async () => {
    const days = ['run', 'ieee33-microgrid', '--variant', 'pv-wind'];
    expect((await start(days, 'mine', '--quiet')).code).toBe(0);
    writeFileSync(join(cwd, 'mine/notes.txt'), 'seen by hand');
    mkdirSync(join(cwd, 'mine.old'));
    writeFileSync(join(cwd, 'mine.old/thesis.tex'), 'three years');
    const before = filesIn('mine');
    const other = await start(['run', 'ieee33-day'], 'mine');
    expect(other).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('a finished run of case ieee33-microgrid'),
    });
    expect(filesIn('mine')).toEqual(before);
    expect((await start(days, 'mine', '--quiet')).code).toBe(0);
    expect(filesIn('mine').get('notes.txt')).toBe('seen by hand');
    expect(filesIn('mine.old').get('thesis.tex')).toBe('three years');
  });

  it('draws truncated pictures again, and refuses a table that was changed', async () => {
    const days = ['run', 'ieee33-microgrid', '--variant', 'pv-wind'];
    expect((await start(days, 'cut', '--quiet')).code).toBe(0);
    const whole = content('cut');
    const plot = [...whole.keys()].find((path) => path.endsWith('.svg'))!;
    for (const path of ['/report.html', plot]) {
      writeFileSync(join(cwd, 'cut', path), whole.get(path)!.slice(0, 100), 'latin1');
      expect((await start(days, 'cut', '--resume', '--quiet')).code).toBe(0);
      expect(content('cut').get(path) === whole.get(path), path).toBe(true);
    }
    appendFileSync(join(cwd, 'cut/grid.csv'), '1');
    const { code, stderr } = await start(days, 'cut', '--resume', '--quiet');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(/grid\.csv.*without --resume/) });
  });

  it('does not change a finished run and prints its summary', async () => {
    const days = ['run', 'ieee33-microgrid', '--variant', 'pv-wind'];
    const first = JSON.parse((await start(days, 'done', '--json', '--quiet')).stdout);
    const before = readFileSync(join(cwd, 'done/manifest.json'), 'utf8');
    const { code, stdout, stderr } = await start(days, 'done', '--json', '--resume');
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('finished before') });
    expect(readFileSync(join(cwd, 'done/manifest.json'), 'utf8')).toBe(before);
    const again = JSON.parse(stdout);
    expect({ ...again, indicators: 0 }).toEqual({ ...first, indicators: 0 });
    for (const [id, value] of Object.entries(first.indicators as Record<string, number>)) {
      expect(again.indicators[id], id).toBeCloseTo(value, 3);
    }
  });

  it('refuses damaged files, reports how to continue, and changes nothing', async () => {
    expect((await stopped(STUDY, 'kept', 'SIGINT', '--quiet')).code).toBe(130);
    const damage: [string, (folder: string) => void][] = [
      ['checkpoint', (f) => writeFileSync(`${f}/checkpoint.json`, '{"format":"feederlab checkpoint"')],
      [
        'digit',
        (f) => {
          const text = readFileSync(`${f}/checkpoint.json`, 'utf8');
          writeFileSync(`${f}/checkpoint.json`, text.replace('"k":24', '"k":23').replace('"k":48', '"k":47'));
        },
      ],
      ['table', (f) => writeFileSync(`${f}/grid.csv`, readFileSync(`${f}/grid.csv`, 'utf8').replace('2', '3'))],
      ['short', (f) => writeFileSync(`${f}/grid.csv`, 'step,time\n')],
      ['missing', (f) => rmSync(`${f}/buses.csv`)],
    ];
    for (const [name, harm] of damage) {
      cpSync(join(cwd, 'kept'), join(cwd, name), { recursive: true });
      harm(join(cwd, name));
      const before = content(name);
      const { code, stderr } = await start(STUDY, name, '--resume', '--quiet');
      expect({ name, code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('without --resume') });
      expect(content(name)).toEqual(before);
      expect(existsSync(join(cwd, name, '.feederlab.part'))).toBe(false);
    }
    // Rows after those of the checkpoint are no damage: they were written later.
    appendFileSync(join(cwd, 'kept/grid.csv'), 'half a row');
    expect((await start(STUDY, 'kept', '--resume', '--quiet')).code).toBe(0);
  });
});
