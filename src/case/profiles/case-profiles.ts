// The clock of a case and its profiles, and their consistency.
import { InputError, type Problem } from '../../../base/index.ts';
import { type Clock, createClock } from '../../../cosim/index.ts';
import { readFields } from '../fields.ts';
import { list, type Study } from '../open.ts';
import { eachOnce } from '../references.ts';
import { clockSchema, profileSchema } from '../schema/schema.ts';
import { below } from '../text/place.ts';
import { readTable } from '../text/table.ts';
import type { CaseTree } from '../text/yaml.ts';
import { type ReadProfiles, readProfiles } from './profile-table.ts';

export function readClock({ data, tree, units, report }: Study): Clock | undefined {
  const place = below(tree, ['clock']);
  const spec = readFields(clockSchema, data.clock, place, { units, report });
  if (!spec) return undefined;
  try {
    return createClock(spec);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    for (const problem of error.problems) report.add(inCaseFile(problem, data.clock as object, tree));
    return undefined;
  }
}

/** A problem of the clock, with its place and field in case.yaml. */
function inCaseFile(problem: Problem, section: object, tree: CaseTree): Problem {
  const field = problem.where.split('.')[1];
  const key = Object.keys(section).find((k) => k === field || k.startsWith(`${field}_`));
  const path = key ? ['clock', key] : ['clock'];
  return { ...problem, where: tree.at(path), found: (key && tree.spelling(path)) ?? problem.found };
}

interface CaseProfiles extends ReadProfiles {
  /** False when a file could not be read, so that its columns are unknown. */
  readonly complete: boolean;
}

export function readProfileFiles(study: Study, clock: Clock | undefined): CaseProfiles {
  const { tree, data, files, report } = study;
  const read = list(data.profiles).map((entry, i) => {
    const place = below(tree, ['profiles', i]);
    const spec = readFields(profileSchema, entry, place, study);
    const text = spec && files.text(spec.file, place.at(['file']));
    const before = report.count;
    const table = text === undefined ? undefined : readTable(spec!.file, text, report);
    // a refused row would cause a further problem, a gap between the times
    return table && report.count === before ? readProfiles(table, spec!, clock, study) : undefined;
  });
  const profiles = read.flatMap((r) => r?.profiles ?? []);
  eachOnce(
    profiles.map(({ name, at }) => ({ id: name, at })),
    'profile names to differ',
    report,
  );
  return { profiles, columns: read.flatMap((r) => r?.columns ?? []), complete: !read.includes(undefined) };
}
