import { execFile, spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { packageFolder, packageVersion } from './package.ts';

const run = promisify(execFile);
const cwd = fileURLToPath(packageFolder());
const at = (path: string) => new URL(path, packageFolder());
const readJson = (path: string) => JSON.parse(readFileSync(at(path), 'utf8'));

interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

describe('package-lock.json', () => {
  // npm leaves out a platform binary that its registry view lacks, without a word, and `npm ci` then refuses the lock.
  it('locks every optional dependency of every locked package', () => {
    const packages = readJson('package-lock.json').packages as Readonly<Record<string, Locked>>;
    /** Package lookup of Node: next to the importing package, then in the parent folders. */
    const isLocked = (dependent: string, name: string): boolean => {
      for (let folder = dependent; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
        if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in packages) return true;
        if (folder === '') return false;
      }
    };
    const missing = Object.entries(packages).flatMap(([dependent, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !isLocked(dependent, name))
        .map((name) => `${dependent || 'feederlab'} wants ${name}`),
    );
    expect(Object.keys(packages).length).toBeGreaterThan(100);
    expect(missing).toEqual([]);
  });

  it('agrees with package.json on the version', () => {
    expect(readJson('package-lock.json').version).toBe(packageVersion());
  });
});

describe('the package', () => {
  it('ships the command, its types, documents, cases, templates, the suites for kinds, and no test of its own', async () => {
    const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd });
    const files = (JSON.parse(stdout) as [{ files: { path: string }[] }])[0].files.map(({ path }) => path);
    expect(files).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'README.md',
        'bin/feederlab.js',
        'dist/src/cli/main.cjs',
        'dist/src/start/start.cjs',
        'dist/src/index.d.ts',
        'dist/src/pool/worker.js',
        'dist/src/solver-pool/worker.js',
        'dist/src/testing.js',
        'dist/THIRD-PARTY.txt',
        'docs/plug-ins.md',
        'cases/ieee33-day/case.yaml',
        'cases/rbts-bus4-winter/case.yaml',
        'templates/controller/my-name.test.mjs',
      ]),
    );
    const own = files.filter((path) => !path.startsWith('templates/'));
    expect(own.filter((path) => /\.test\.|tsbuildinfo|\.compiled|^(src|test)\/|^docs\/.*\.ts$/.test(path))).toEqual([]);
    const ofTests = files.filter((path) => /testing/.test(path) && path.endsWith('.js'));
    expect(ofTests).toEqual(['dist/src/testing.js']);
  });

  it('has a file behind every export', () => {
    const exported = Object.values(readJson('package.json').exports as Record<string, string | Record<string, string>>);
    const targets = exported.flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target)));
    expect(targets.filter((target) => !existsSync(at(target)))).toEqual([]);
  });

  it('has an executable command', () => {
    expect(() => accessSync(at('bin/feederlab.js'), constants.X_OK)).not.toThrow();
  });
});

describe('an installation without the queue', () => {
  const folder = mkdtempSync(join(tmpdir(), 'feederlab-core-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const feederlab = (...args: string[]) =>
    spawnSync(process.execPath, [join(folder, 'node_modules/feederlab/bin/feederlab.js'), ...args], {
      cwd: folder,
      encoding: 'utf8',
    });

  it('runs, and reports where a queue is asked for how to get it', () => {
    const own = join(folder, 'node_modules/feederlab');
    for (const part of ['bin', 'dist', 'package.json']) cpSync(at(part), join(own, part), { recursive: true });
    for (const part of ['cases', 'templates']) symlinkSync(at(part), join(own, part));
    for (const name of Object.keys(readJson('package.json').dependencies)) {
      mkdirSync(dirname(join(folder, 'node_modules', name)), { recursive: true });
      symlinkSync(at(`node_modules/${name}`), join(folder, 'node_modules', name));
    }
    expect(feederlab('list').stdout).toContain('ieee33-day');
    const asked = ['worker', 'redis://127.0.0.1:1'];
    const without = feederlab(...asked);
    expect(without).toMatchObject({ status: 2, stderr: expect.stringContaining('npm install feederlab-queue') });
    expect(without.stderr.trimEnd().split('\n')).toHaveLength(2);
    symlinkSync(at('extras/queue'), join(folder, 'node_modules/feederlab-queue'));
    expect(feederlab(...asked)).toMatchObject({ status: 2, stderr: expect.stringContaining('a Redis server') });
  });

  it('has no import of the queue or of Redis', () => {
    const built = readdirSync(at('dist'), { recursive: true, encoding: 'utf8' }).filter((f) => /\.c?js$/.test(f));
    const imports = built.filter((file) =>
      /(from|import|import\(|lazily\(|require\() ?['"](bullmq|ioredis|feederlab-queue)/.test(
        readFileSync(at(`dist/${file}`), 'utf8'),
      ),
    );
    expect(built.length).toBeGreaterThan(20);
    expect(imports).toEqual([]);
  });
});

describe('running from the sources', () => {
  it.each(['dev', 'dev:ts-node'])('`npm run %s -- list` prints the cases', async (script) => {
    const { stdout } = await run('npm', ['run', '--silent', script, '--', 'list'], { cwd });
    expect(stdout).toContain('ieee33-day');
  });
});
