// The clock of a case and its profiles, and their consistency.
import { InputError, type Problem } from '../../../base/index.ts';
import { type Clock, createClock, type WarmUp, warmUpOf } from '../../../cosim/index.ts';
import { isParquet } from '../../parquet/name.ts';
import { readFields } from '../fields.ts';
import { keptLater } from '../kept/kept.ts';
import { list, type Study } from '../open.ts';
import { eachOnce } from '../references.ts';
import { clockSchema, profileSchema } from '../schema/schema.ts';
import { below } from '../text/place.ts';
import type { Report } from '../text/report.ts';
import { readTable, type Table } from '../text/table.ts';
import type { CaseTree } from '../text/yaml.ts';
import { type ReadProfiles, readProfiles } from './profile-table.ts';

/** The clock of the run, and with its warm-up. */
export interface ReadClock {
  readonly clock: Clock;
  readonly warmUp?: WarmUp & { readonly days: number };
}

export function readClock({ data, tree, units, report }: Study): ReadClock | undefined {
  const place = below(tree, ['clock']);
  const spec = readFields(clockSchema, data.clock, place, { units, report });
  if (!spec) return undefined;
  try {
    const { warm_up_days: days, ...run } = spec;
    const clock = createClock(run);
    return days === undefined ? { clock } : { clock, warmUp: { ...warmUpOf(clock, days), days } };
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

export const readProfileFiles = (study: Study, read: ReadClock | undefined): Promise<CaseProfiles> =>
  keptLater(study, ['profiles'], [study.data.clock], () => profilesIn(study, read));

async function profilesIn(study: Study, read: ReadClock | undefined): Promise<CaseProfiles> {
  const warm_up_ms = read?.warmUp ? read.clock.start_ms - read.warmUp.clock.start_ms : 0;
  const clock = read && { ...read.clock, warm_up_ms };
  const { tree, data, files, report } = study;
  const tables: (ReadProfiles | undefined)[] = [];
  for (const [i, entry] of list(data.profiles).entries()) {
    const place = below(tree, ['profiles', i]);
    const spec = readFields(profileSchema, entry, place, study);
    const text = spec && files.text(spec.file, place.at(['file']));
    const before = report.count;
    const table = text === undefined ? undefined : await tableIn(spec!.file, text, report);
    // a refused row would cause a further problem, a gap between the times
    tables.push(table && report.count === before ? readProfiles(table, spec!, clock, study) : undefined);
  }
  const profiles = tables.flatMap((r) => r?.profiles ?? []);
  eachOnce(
    profiles.map(({ name, at }) => ({ id: name, at })),
    'profile names to differ',
    report,
  );
  return { profiles, columns: tables.flatMap((r) => r?.columns ?? []), complete: !tables.includes(undefined) };
}

async function tableIn(file: string, text: string, report: Report): Promise<Table | undefined> {
  if (!isParquet(file)) return readTable(file, text, report);
  const { parquetTable } = await import('../../parquet/table.ts');
  return parquetTable(file, Buffer.from(text, 'latin1'), report);
}
