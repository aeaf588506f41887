// What was planned, in the folder of a sweep, so that its table can be made without the sweep file and the case:
//   sweep.json   about the sweep
//   plan.jsonl   a line for each run: its key, and its values of the parameters
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../../base/index.ts';
import { hashOfFile } from '../../disk/hash.ts';
import { forEachLine } from '../../disk/lines.ts';
import { copyFile, makeFolder, replaceFile, replaceFileInParts } from '../../disk/write.ts';
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
  const { name, title, identity, parameters, size } = plan;
  const aboutOf = (runs: string): AboutSweep => {
    return { name, title, identity, parameters, size, feederlab: packageVersion(), runs };
  };
  const list = () => hashed(partsOf(plan, keyOf));
  for (let known: AboutSweep | undefined; ; ) {
    const before = refuseOther(out, plan);
    if (before) {
      known ??= aboutOf(hashOfAll(list()));
      if (isSame(before, known) && hashOfRuns(out) === known.runs) return false;
    }
    const written = await inTurn(out, 'a sweep that writes its plan', () => {
      if (readAbout(out)?.runs !== before?.runs) return undefined; // by another process: it is compared without the lock
      const { parts, digest } = list();
      replaceFileInParts(join(out, RUNS), parts);
      const about = aboutOf(digest());
      replaceFile(join(out, ABOUT), `${JSON.stringify(about, null, 2)}\n`);
      return about;
    });
    if (written) return before !== undefined && !isSame(before, written);
  }
}

/** Length of the parts in which plan.jsonl is written [characters]. */
const PART = 1 << 16;

/** plan.jsonl in parts: a plan may have millions of runs. */
function* partsOf(plan: SweepPlan, keyOf: (planned: PlannedRun) => string): Generator<string> {
  let part = '';
  for (let index = 0; index < plan.size; index++) {
    const planned = plan.runAt(index);
    part += `${JSON.stringify([keyOf(planned), ...planned.values])}\n`;
    if (part.length < PART) continue;
    yield part;
    part = '';
  }
  if (part !== '') yield part;
}

/** The parts of a text, and their SHA-256 when all of them have been taken. */
function hashed(parts: Iterable<string>) {
  const hash = createHash('sha256');
  const passing = function* () {
    for (const part of parts) {
      hash.update(part);
      yield part;
    }
  };
  return { parts: passing(), digest: () => hash.digest('hex') };
}

function hashOfAll({ parts, digest }: ReturnType<typeof hashed>): string {
  for (const _ of parts);
  return digest();
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
  for (const name of [RUNS, ABOUT]) copyFile(join(from, name), join(to, name));
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
  const keys: string[] = [];
  const values: (readonly Scalar[])[] = [];
  forEachLine(path, (line) => {
    const [key, ...own] = JSON.parse(line) as [string, ...Scalar[]];
    keys.push(key);
    values.push(own);
  });
  return { about, keys, values };
}
