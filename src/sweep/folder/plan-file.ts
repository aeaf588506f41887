// What was planned, in the folder of a sweep, so that its table can be made without the sweep file and the case:
//   sweep.json   about the sweep
//   plan.jsonl   a line for each run: its key, and its values of the parameters
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../../base/index.ts';
import { hashOfFile, sha256Of } from '../../disk/hash.ts';
import { makeFolder, replaceFile } from '../../disk/write.ts';
import { packageVersion } from '../../package.ts';
import type { Scalar } from '../../score/expression/value.ts';
import type { PlannedRun, SweepPlan } from '../model.ts';
import { inTurn } from './turn.ts';

const ABOUT = 'sweep.json';
const RUNS = 'plan.jsonl';

/** sweep.json. */
export type AboutSweep = Pick<SweepPlan, 'name' | 'title' | 'identity' | 'parameters' | 'size'> & {
  readonly feederlab: string;
  /** SHA-256 of plan.jsonl. A key depends on all files of the case, also on those that the case without changes does not read. */
  readonly runs: string;
};

export interface PlanFile {
  readonly about: AboutSweep;
  readonly keys: readonly string[];
  /** Of each run, in the order of the parameters. */
  readonly values: readonly (readonly Scalar[])[];
}

/**
 * Writes what is planned, where it is not there yet.
 * @returns whether another plan of the same sweep was there
 * @throws InputError when the folder has another sweep
 */
export async function writePlan(
  out: string,
  plan: SweepPlan,
  keyOf: (planned: PlannedRun) => string,
): Promise<boolean> {
  refuseOther(out, plan);
  const lines: string[] = [];
  for (let index = 0; index < plan.size; index++) {
    const planned = plan.runAt(index);
    lines.push(`${JSON.stringify([keyOf(planned), ...planned.values])}\n`);
  }
  const text = lines.join('');
  const { name, title, identity, parameters, size } = plan;
  const about = { name, title, identity, parameters, size, feederlab: packageVersion(), runs: sha256Of(text) };
  if (isThere(out, about)) return false;
  return inTurn(out, 'a sweep that writes its plan', () => {
    const before = refuseOther(out, plan);
    if (isThere(out, about)) return false; // written by another process
    replaceFile(join(out, RUNS), text);
    replaceFile(join(out, ABOUT), `${JSON.stringify(about, null, 2)}\n`);
    return before !== undefined && !isSame(before, about);
  });
}

/** What is in the folder. @throws InputError when that is another sweep */
function refuseOther(out: string, plan: SweepPlan): AboutSweep | undefined {
  const before = readAbout(out);
  if (before && before.name !== plan.name) {
    const hint = 'name another folder with --out';
    throw new InputError(out, [{ where: join(out, ABOUT), found: before.name, expected: plan.name, hint }]);
  }
  return before;
}

function isThere(out: string, about: AboutSweep): boolean {
  const before = readAbout(out);
  return before !== undefined && isSame(before, about) && hashOfRuns(out) === about.runs;
}

/** Undefined where there is no plan.jsonl. */
function hashOfRuns(out: string): string | undefined {
  const path = join(out, RUNS);
  return existsSync(path) ? hashOfFile(path) : undefined;
}

/** Puts the plan of a folder into another one. @throws InputError when that has another sweep */
export function copyPlan(from: string, to: string): void {
  const there = readAbout(to);
  const about = readAbout(from);
  if (there && about && !isSame(there, about)) {
    const found = `${there.name}, plan ${there.identity.slice(0, 8)}`;
    throw new InputError(to, [{ where: to, found, expected: `no sweep, or the plan of ${from}` }]);
  }
  makeFolder(to);
  for (const name of [RUNS, ABOUT]) replaceFile(join(to, name), readFileSync(join(from, name)));
}

export const isSame = (a: AboutSweep, b: AboutSweep): boolean =>
  a.identity === b.identity && a.feederlab === b.feederlab && a.size === b.size && a.runs === b.runs;

/** sweep.json of a folder; undefined where there is none. */
export function readAbout(out: string): AboutSweep | undefined {
  const path = join(out, ABOUT);
  if (!existsSync(path)) return undefined;
  try {
    const about = JSON.parse(readFileSync(path, 'utf8')) as Partial<AboutSweep>;
    if (typeof about.name === 'string' && typeof about.identity === 'string' && Array.isArray(about.parameters))
      return about as AboutSweep;
  } catch {
    // reported below
  }
  throw new InputError(path, [{ where: path, found: 'another content', expected: 'what `feederlab sweep` writes' }]);
}

/**
 * What was planned in a folder.
 * @throws InputError when it is not the folder of a sweep
 */
export function readPlanFile(out: string): PlanFile {
  const about = readAbout(out);
  if (!about) {
    throw new InputError(out, [{ where: out, found: undefined, expected: `the folder of a sweep, with ${ABOUT}` }]);
  }
  const path = join(out, RUNS);
  if (hashOfRuns(out) !== about.runs) {
    const found = existsSync(path) ? 'a list of other runs' : undefined;
    const problem = { where: path, found, expected: `the ${about.size} runs of ${ABOUT}` };
    throw new InputError(out, [{ ...problem, hint: '`feederlab sweep` writes it again' }]);
  }
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  const rows = lines.map((line) => JSON.parse(line) as [string, ...Scalar[]]);
  return { about, keys: rows.map(([key]) => key), values: rows.map(([, ...values]) => values) };
}
