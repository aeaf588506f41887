// A study of hosting capacity: for every seed, and every combination of the other names, the largest share at which limits hold. Its
// runs are not a list: a bisection chooses them.
import { InputError } from '../../../base/index.ts';
import { reporting } from '../../score/expression/context.ts';
import type { Expression } from '../../score/expression/expression.ts';
import { NoValue } from '../../score/expression/value.ts';
import { namesIn } from '../../variation/arithmetic.ts';
import type { Context } from '../../variation/changes.ts';
import { admits } from '../../variation/limits.ts';
import type { HostingStudy } from '../model.ts';
import { type Axis, seedsOf } from './axes.ts';
import { pointsOf } from './points.ts';
import { type Base, planned, runOf } from './run.ts';
import type { SweepFile } from './schema.ts';

/** A limit over indicators. */
interface Limit {
  readonly text: string;
  readonly at: string;
  readonly e: Expression;
}

const SEED = 'seed';
const LIMITS = 'hosting_capacity.limits'.split('.');

/** The sweep over all seeds and both ends of the share: the runs that a study certainly makes. */
export function withEnds(file: SweepFile): SweepFile {
  const { over, hosting_capacity } = file;
  const { share, seeds } = hosting_capacity!;
  const ends = Object.entries(over).map(([name, { from, to, ...spec }]) =>
    name === share && from !== undefined && to !== undefined
      ? [name, { ...spec, values: [from, to] }]
      : [name, over[name]],
  );
  return { ...file, over: { ...Object.fromEntries(ends), [SEED]: over[SEED] ?? { unit: '', seeds, set: {} } } };
}

/** The study of a file, once its base is known; undefined where the file has none. Faults are reported. */
export function readHosting(
  file: SweepFile,
  axes: readonly Axis[],
  context: Context,
): ((base: Base) => HostingStudy) | undefined {
  const { hosting_capacity: spec, over, combine, subject_to } = file;
  if (!spec) return undefined;
  const { place, report } = context;
  const { share, seeds, tolerance } = spec;
  const wrong = (line: readonly string[], found: unknown, expected: string) =>
    report.add({ where: place.at(line), found, expected });
  if (!over[share]) wrong(['hosting_capacity', 'share'], share, `a name of over: ${Object.keys(over).join(', ')}`);
  else if (over[share].from === undefined || over[share].step !== undefined)
    wrong(['hosting_capacity', 'share'], share, 'a name with from and to, and without step');
  const repeated = Object.entries(over).find(([name, { seeds: own }]) => name === SEED || own !== undefined)?.[0];
  if (repeated !== undefined) wrong(['over', repeated], repeated, 'no seeds in over: hosting_capacity has them');
  if (combine === 'zip' || (combine !== 'cross' && combine.flat().some((name) => name === share || name === SEED)))
    wrong(['combine'], combine, 'the share crossed with all other names');
  if (subject_to.length > 0) wrong(['subject_to'], subject_to, 'no subject_to with hosting_capacity');
  const limits = readLimitsOf(spec.limits, context);
  const others = axes.filter(({ name }) => name !== share && name !== SEED);
  const settings = pointsOf(others, file, context);
  return (base) => ({
    share,
    from: over[share]!.from!,
    to: over[share]!.to!,
    tolerance,
    limits: limits.map(({ text }) => text),
    seeds: seedsOf(seeds),
    settings: settings.total,
    runAt(setting, value, seed) {
      const of = settings.at(setting);
      const at = axes.map((axis) =>
        axis.name === share ? value : axis.name === SEED ? seed : of[others.indexOf(axis)]!,
      );
      return planned(runOf({ ...base, axes: axes.map((axis) => free(axis, share)) }, at));
    },
    broken: (indicators) => broken(limits, new Map(Object.entries(indicators)), report.source),
  });
}

/** The axis of the share and that of the seeds with any value, which is its own number. */
function free(axis: Axis, share: string): Axis {
  if (axis.name === share) return { ...axis, valueAt: (value) => value };
  if (axis.name !== SEED) return axis;
  const { at } = axis;
  return { ...axis, valueAt: (seed) => seed, own: (seed) => [{ text: `seed=${seed}`, at }] };
}

function readLimitsOf(limits: readonly string[], { place, report, parse }: Context): readonly Limit[] {
  return limits.flatMap((text, i) => {
    const at = place.at([...LIMITS, i]);
    // any word may be an indicator: the first run shows which there are
    const e = reporting(() => parse(text, text.match(/[a-z_]\w*/gi) ?? []), at, report);
    return e ? [{ text, at, e }] : [];
  });
}

/** The limits that do not hold. */
function broken(limits: readonly Limit[], indicators: ReadonlyMap<string, number>, source: string): string[] {
  const holds = ({ text, at, e }: Limit): boolean => {
    const fault = (found: string, expected: string) => new InputError(source, [{ where: at, found, expected }]);
    const missing = namesIn(e).find((name) => !indicators.has(name));
    if (missing !== undefined) throw fault(missing, 'an indicator of the run');
    try {
      return admits([e], indicators);
    } catch (error) {
      if (!(error instanceof NoValue)) throw error;
      throw fault(text, 'an inequality over indicators, such as voltage_min_pu >= 0.95');
    }
  };
  return limits.filter((limit) => !holds(limit)).map(({ text }) => text);
}
