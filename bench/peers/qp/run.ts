// npm run bench:qp -- --python VENV/bin/python: CPU time of the QPs that the case studies solve, by feederlab and by Clarabel, on one core.
// The problems come from runs of the cases. Ratios are of one round; the table has the medians. Needs `npm run build`.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { print } from '../../../src/cli/output.ts';
import { table } from '../../../src/text-table.ts';
import { type Answer, type Engine, startEngine } from '../engine.ts';
import { median } from '../median.ts';

const { values } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    cases: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    core: { type: 'string', default: '1' },
  },
});

const HERE = import.meta.dirname;
const ROOT = join(HERE, '../../..');
const TSX = ['--import', 'tsx'];

/** A case and the controller under which it runs; its own where none is named. */
const RUNS: readonly (readonly [name: string, controller?: string])[] = [
  ['shootout-ieee33', 'tfm'],
  ['shootout-ieee33', 'cla'],
  ['m2m-cla'],
  ['shootout-ieee33', 'dt'],
  ['smart-mla-dt-srp'],
  ['shootout-rbts', 'dt'],
  ['ieee33-microgrid', 'central'],
  ['smart-mla-dt-srp', 'central'],
  ['shootout-rbts', 'central'],
  ['shootout-ieee33', 'central'],
];

const ours = (method: string) => [process.execPath, ...TSX, join(HERE, 'ours.ts'), method];
const PEER = 'Clarabel';
const KNOWN = 'pattern known';
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  [PEER]: [values.python, join(HERE, '../engines/clarabel_qp.py')],
  [KNOWN]: ours('known'),
  'new pattern': ours('first'),
  'as chosen': ours('chosen'),
};

/** Runs a case and gives the files of its problems. */
function problemsOf(name: string, controller: string | undefined, folder: string): string[] {
  mkdirSync(folder);
  const command = [...TSX, '--import', join(HERE, 'tap.ts'), join(ROOT, 'src/cli/main.ts'), 'run', name];
  const more = ['--plots', 'none', '--jobs', '1', '--quiet', '--force', '--out', join(folder, 'run')];
  const { status, stderr } = spawnSync(
    process.execPath,
    [...command, ...more, ...(controller ? ['--controller', controller] : [])],
    { cwd: ROOT, encoding: 'utf8', env: { ...process.env, QP_FOLDER: folder } },
  );
  if (status !== 0) throw new Error(`${name} ${controller ?? ''}: ${stderr.trim().split('\n').at(-1)}`);
  return readdirSync(folder).flatMap((file) => (file.endsWith('.bin') ? [join(folder, file.slice(0, -4))] : []));
}

/** The answers of every round, by engine. */
async function measure(engines: readonly Engine[], file: string): Promise<Map<string, Answer[]>> {
  const answers = new Map<string, Answer[]>(engines.map(({ name }) => [name, []]));
  for (const { ask } of engines) await ask(`load ${file}`);
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const { name, ask } of engines) answers.get(name)!.push(await ask('solve'));
  }
  return answers;
}

function row(name: string, file: string, answers: Map<string, Answer[]>): string[] {
  const { arrays } = JSON.parse(readFileSync(`${file}.json`, 'utf8'));
  const peer = answers.get(PEER)!;
  const own = answers.get(KNOWN)!.at(-1)!;
  const theirs = peer.at(-1)!;
  const ratio = (of: string) => {
    const ratios = answers.get(of)!.map(({ us }, r) => (us ?? Number.NaN) / (peer[r]!.us ?? Number.NaN));
    return ratios.some(Number.isNaN) ? '–' : median(ratios).toFixed(2);
  };
  const apart = Math.abs(own.objective! - theirs.objective!) / (1 + Math.abs(own.objective!));
  return [
    name,
    String(arrays.linear[1]),
    String(arrays.rowMin[1]),
    theirs.us === undefined ? '–' : (median(peer.map(({ us }) => us!)) / 1000).toPrecision(3),
    ...Object.keys(COMMANDS).flatMap((of) => (of === PEER ? [] : [ratio(of)])),
    `${own.iterations ?? '–'} / ${theirs.iterations ?? '–'}`,
    Number.isNaN(apart) ? '–' : apart.toExponential(1),
    own.skipped ?? theirs.skipped ?? theirs.remark ?? '',
  ];
}

const HEADS = ['variables', 'rows', `${PEER} ms`, ...Object.keys(COMMANDS).filter((of) => of !== PEER)];
const folder = mkdtempSync(join(tmpdir(), 'qp-'));
try {
  const engines: Engine[] = [];
  for (const [name, command] of Object.entries(COMMANDS)) {
    engines.push(await startEngine(name, Number(values.core), command));
  }
  const rows: string[][] = [];
  const wanted = values.cases?.split(',');
  for (const [k, [name, controller]] of RUNS.entries()) {
    if (wanted && !wanted.some((part) => name.includes(part))) continue;
    for (const file of problemsOf(name, controller, join(folder, String(k)))) {
      const title = `${[name, controller].filter(Boolean).join(' ')}: ${file.split('/').at(-1)!.replaceAll('-', ' ')}`;
      rows.push(row(title, file, await measure(engines, file)));
      print(rows.at(-1)!.join('  '));
    }
  }
  for (const { stop } of engines) stop();
  print(`\nCPU time of ${PEER}, and of feederlab relative to it: medians of the rounds`);
  print(table(['problem', ...HEADS, 'iterations', 'objective apart', ''], rows));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
