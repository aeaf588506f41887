// dist/: declarations by the TypeScript compiler, and JavaScript by esbuild, in few files: loading the hundreds of modules of the
// sources one by one takes longer than most commands. Modules that several entries share are in chunks, so that a class is one
// class for the command, for its workers and for plug-ins. All of it is CommonJS (build/common-js.mjs), with an ES module for each
// export of the package. Nothing is done where no source has changed since.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { DEFINED, META_URL, pathBetween, SYNTAX, writeCommonJs } from './common-js.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const BUILT = join(dist, '.built');

const ROOMS = ['base', 'record', 'optimisation', 'network', 'opf', 'devices', 'cosim', 'controllers'];

/** Programs: that which bin/ starts, a process of workers, and a thread, which lives as long as its process. */
const [COMMAND, PROCESS, THREAD] = ['src/cli/main.ts', 'src/pool/worker.ts', 'src/solver-pool/worker.ts'];

const ENTRIES = [
  ...ROOMS.map((room) => `${room}/index.ts`),
  ...['src/index.ts', 'src/testing.ts', 'src/sweep/index.ts', COMMAND, PROCESS, THREAD],
];

/** Starts a program with its compiled code, and imports modules for it. */
const [START, IMPORTING] = ['src/start/start.cjs', 'src/start/importing.cjs'];

/** Packages of tests that cannot be required: what imports them remains an ES module. */
const ES_MODULES = ['vitest', 'fast-check'];

/** Small packages of many files are in the chunks; all others stay packages. */
const INCLUDED = [
  ...['zod', 'yaml', 'commander', '@commander-js/extra-typings', 'csv-parse', 'd3-random', 'pure-rand'],
  ...['temporal-polyfill', 'hyparquet', 'hyparquet-writer', 'vega', 'vega-lite'],
];

/** What the build depends on, besides the sources. */
const GOVERNING = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'build'];

function newest(path) {
  const stat = statSync(join(root, path));
  if (!stat.isDirectory()) return stat.mtimeMs;
  const within = readdirSync(join(root, path)).filter((name) => name !== 'node_modules' && name !== 'dist');
  return Math.max(stat.mtimeMs, ...within.map((name) => newest(join(path, name))));
}

/** A file of each of the two folders that are made. */
const MADE = [join(dist, 'src/cli/main.cjs'), join(root, 'extras/queue/dist/index.js')];

const isCurrent = () =>
  [BUILT, ...MADE].every((file) => existsSync(file)) &&
  statSync(BUILT).mtimeMs > Math.max(...[...ROOMS, 'src', 'extras', ...GOVERNING].map(newest));

/** Without a check of types: `npm run types` checks them. */
function declare(project) {
  const compiler = createRequire(import.meta.url).resolve('typescript/lib/tsc.js');
  const { status } = spawnSync(process.execPath, [compiler, '-p', project, '--noCheck'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

const external = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies).filter(
  (name) => !INCLUDED.includes(name),
);

/** zod has its messages in fifty languages, which is half of its size. */
const english = {
  name: 'english',
  setup(builder) {
    builder.onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/** commander loads the module for processes, which takes longer than all of commander, for commands that are programs of their own. */
const withoutProcesses = {
  name: 'without-processes',
  setup(builder) {
    builder.onLoad({ filter: /commander\/lib\/command\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const contents = source.replace("require('node:child_process')", 'undefined');
      if (contents === source) throw new Error('commander no longer loads node:child_process');
      return { contents };
    });
  },
};

/** Two functions of mathjs are used, which are in the chunks with what they need; its units stay with the package. */
const numbersOfMathjs = {
  name: 'numbers-of-mathjs',
  setup(builder) {
    const described = createRequire(import.meta.url).resolve('mathjs/package.json');
    const path = join(dirname(described), 'lib/esm/number.js');
    builder.onResolve({ filter: /^mathjs\/number$/ }, () => ({ path, sideEffects: false }));
  },
};

/** Vega and Vega-Lite are each in the one file that web pages load: their packages are a hundred modules. */
const vegaOfPages = {
  name: 'vega-of-pages',
  setup(builder) {
    builder.onResolve({ filter: /^vega(-lite)?$/ }, ({ path }) => {
      const entry = createRequire(import.meta.url).resolve(path);
      return { path: join(dirname(entry), `${path}.min.js`) };
    });
  },
};

const SHARED = {
  ...SYNTAX,
  absWorkingDir: root,
  outdir: 'dist',
  outbase: '.',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  define: DEFINED,
};

async function bundle() {
  for (const made of ['chunks', '.compiled']) rmSync(join(dist, made), { recursive: true, force: true });
  const { metafile, outputFiles } = await build({
    ...SHARED,
    entryPoints: ENTRIES,
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    format: 'esm',
    plugins: [english, numbersOfMathjs, withoutProcesses, vegaOfPages],
    sourcemap: 'inline',
    write: false,
    metafile: true,
    external: [...external, ...ES_MODULES, 'tsx'],
  });
  for (const { path, text } of outputFiles) {
    const { entryPoint, exports, imports } = metafile.outputs[relative(root, path).replaceAll(sep, '/')];
    const module = path.replace(/cjs$/, 'js');
    mkdirSync(dirname(path), { recursive: true });
    if (imports.some(({ path: name }) => ES_MODULES.includes(name))) {
      writeFileSync(module, text);
      continue;
    }
    await writeCommonJs(path, text, join(dist, IMPORTING));
    if (entryPoint && entryPoint !== COMMAND) writeFileSync(module, entryModule(entryPoint, path, exports));
  }
  const entryPoints = [START, IMPORTING].map((path) => path.replace(/cjs$/, 'ts'));
  await build({ ...SHARED, entryPoints, format: 'cjs', banner: { js: META_URL } });
  writeFileSync(join(dist, 'THIRD-PARTY.txt'), licences(partsOf(metafile)));
}

/** The ES module of an entry: what it exports, or the start of a program. */
function entryModule(entryPoint, path, exports) {
  const own = JSON.stringify(`./${basename(path)}`);
  const begin = "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\n";
  if (entryPoint === PROCESS) {
    const start = JSON.stringify(pathBetween(path, join(dist, START)));
    return `${begin}require(${start}).start(require.resolve(${own}));\n`;
  }
  if (entryPoint === THREAD) return `${begin}require(${own});\n`;
  return `${begin}export const { ${exports.join(', ')} } = require(${own});\n`;
}

/** The files of which something is in the chunks. */
const partsOf = ({ outputs }) =>
  Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs).filter((path) => inputs[path].bytesInOutput > 0));

/** The licences of the packages in the chunks. */
function licences(inputs) {
  const folders = inputs.flatMap((path) => path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? []);
  const texts = [...new Set(folders)].sort().map((folder) => {
    const { name, version } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const files = readdirSync(join(root, folder)).filter((entry) => /^(licen[cs]e|notice)/i.test(entry));
    if (files.length === 0) throw new Error(`${name} has no file with its licence`);
    const parts = files.map((file) => readFileSync(join(root, folder, file), 'utf8').trim());
    return `${[`${name} ${version}`, ...parts].join('\n\n')}\n`;
  });
  return `dist/ contains parts of these packages.\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

/** Makes dist/ where something has changed. */
export default async function make() {
  if (isCurrent()) return;
  declare('tsconfig.build.json');
  await bundle();
  declare('extras/queue');
  mkdirSync(dirname(BUILT), { recursive: true });
  writeFileSync(BUILT, '');
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await make();
