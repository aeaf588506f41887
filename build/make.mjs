// dist/: declarations by the TypeScript compiler, and JavaScript by esbuild, in few files: loading the hundreds of modules of the
// sources one by one takes longer than most commands. Modules that several entries share are in chunks, so that a class is one
// class for the command, for its workers and for plug-ins. Nothing is done where no source has changed since.
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
import { build, transform } from 'esbuild';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const BUILT = join(dist, '.built');

const ROOMS = ['base', 'record', 'optimisation', 'network', 'opf', 'devices', 'cosim', 'controllers'];
const ENTRIES = [
  ...ROOMS.map((room) => `${room}/index.ts`),
  ...['src/index.ts', 'src/testing.ts', 'src/sweep/index.ts'],
  ...['src/cli/main.ts', 'src/pool/worker.ts', 'src/solver-pool/worker.ts'],
];

/** Starts the programs, which are the entries without exports. */
const START = 'src/start/start.cjs';

/** A program that is a thread: it lives as long as its process, and starts while others work. */
const THREAD = 'src/solver-pool/worker.cjs';

/** Imports for the others. */
const IMPORTING = 'src/start/importing.cjs';

/** Small packages of many files are in the chunks; all others stay packages. */
const INCLUDED = [
  ...['zod', 'yaml', 'commander', '@commander-js/extra-typings', 'csv-parse', 'd3-random', 'pure-rand'],
  ...['temporal-polyfill', 'hyparquet-writer'],
];

/** What the build depends on, besides the sources. */
const GOVERNING = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'build/make.mjs'];

function newest(path) {
  const stat = statSync(join(root, path));
  if (!stat.isDirectory()) return stat.mtimeMs;
  const within = readdirSync(join(root, path)).filter((name) => name !== 'node_modules' && name !== 'dist');
  return Math.max(stat.mtimeMs, ...within.map((name) => newest(join(path, name))));
}

/** A file of each of the two folders that are made. */
const MADE = [join(dist, 'src/cli/main.js'), join(root, 'extras/queue/dist/index.js')];

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

const SYNTAX = { platform: 'node', target: 'node20', logLevel: 'warning' };

const SHARED = {
  ...SYNTAX,
  absWorkingDir: root,
  outdir: 'dist',
  outbase: '.',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  define: { 'import.meta.url': 'metaUrl', 'import.meta.resolve': 'require.resolve' },
};

async function bundle() {
  for (const made of ['chunks', '.compiled']) rmSync(join(dist, made), { recursive: true, force: true });
  const { metafile, outputFiles } = await build({
    ...SHARED,
    entryPoints: ENTRIES,
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    format: 'esm',
    plugins: [english, numbersOfMathjs, withoutProcesses],
    sourcemap: 'inline',
    write: false,
    metafile: true,
    external: [...external, 'vitest', 'fast-check', 'tsx'],
  });
  for (const { path, text } of outputFiles) {
    const { entryPoint, exports } = metafile.outputs[relative(root, path).replaceAll(sep, '/')];
    const module = path.replace(/cjs$/, 'js');
    mkdirSync(dirname(path), { recursive: true });
    if (/^import .* from "vitest";/m.test(text)) {
      writeFileSync(module, text); // vitest consists of ES modules
      continue;
    }
    await writeCommonJs(path, text);
    if (entryPoint) writeFileSync(module, entryModule(path, exports));
  }
  const banner = { js: META_URL };
  const entryPoints = [START, IMPORTING].map((path) => path.replace(/cjs$/, 'ts'));
  await build({ ...SHARED, entryPoints, format: 'cjs', banner });
  writeFileSync(join(dist, 'THIRD-PARTY.txt'), licences(partsOf(metafile)));
}

const META_URL = 'const metaUrl=require("node:url").pathToFileURL(__filename).href;';

/** Writes what esbuild has split into ES modules, the only form it splits, as a CommonJS module. */
async function writeCommonJs(path, text) {
  const lazily = `const ${LAZILY}=require("${pathBetween(path, join(dist, IMPORTING))}").importing(require);`;
  const banner = [/\bimport\(/.test(text) ? lazily : '', text.includes('metaUrl') ? META_URL : ''].join('');
  const { code, map } = await transform(text, {
    ...SYNTAX,
    format: 'cjs',
    minifyWhitespace: true, // what is not there need not be parsed
    sourcemap: 'external',
    sourcefile: path,
    banner,
  });
  writeFileSync(path, `${withoutImports(code)}//# sourceMappingURL=${basename(path)}.map\n`);
  writeFileSync(`${path}.map`, map);
}

/** Replaces the word `import` of `import()`; of the same length, because the source map is made before. */
const LAZILY = 'lazily';

function withoutImports(code) {
  if (!/\bimport\(/.test(code)) return code;
  const source = ts.createSourceFile('', code, ts.ScriptTarget.Latest);
  const places = [];
  const visit = (node) => {
    if (node.kind === ts.SyntaxKind.ImportKeyword) places.push(node.getStart(source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [0, ...places].map((at, i) => (i > 0 ? LAZILY : '') + code.slice(i > 0 ? at + LAZILY.length : 0, places[i])).join('');
}

/** The ES module of an entry: what it exports, or the start of a program. */
function entryModule(path, exports) {
  const own = JSON.stringify(`./${basename(path)}`);
  const begin = "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\n";
  if (path.endsWith(THREAD)) return `${begin}require(${own});\n`;
  if (exports.length > 0) return `${begin}export const { ${exports.join(', ')} } = require(${own});\n`;
  return `${begin}require("${pathBetween(path, join(dist, START))}").start(require.resolve(${own}));\n`;
}

/** For `require` in one file of another. */
function pathBetween(from, to) {
  const path = relative(dirname(from), to).replaceAll(sep, '/');
  return path.startsWith('.') ? path : `./${path}`;
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
