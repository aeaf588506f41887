// What a plan costs, from one run of it that is timed, and the text of a dry run.
import { perform } from '../../pool/perform.ts';
import { table } from '../../text-table.ts';
import type { CheckedSweep } from '../model.ts';

export interface Timed {
  /** Time of a run, its case read before with other values [s]. */
  readonly wall_s: number;
  /** Size of its records: in the ledger, and in the tables. */
  readonly bytes: number;
}

export interface Estimate extends Timed {
  /** Of all runs. */
  readonly total_s: number;
  readonly total_bytes: number;
  readonly workers: number;
}

interface TimedOptions {
  readonly jobs?: number | undefined;
  readonly trust?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A first run that takes longer is not made again without the reading of its files. */
const AGAIN_S = 10;
/** Key, identity, status and times of a record, and its row in the plan. */
const RECORD_BYTES = 400;
/** A number in both tables. */
const CELL_BYTES = 28;

/** Makes the first run, and where it is fast the second one, and times it; the reason where it gives no indicators. */
export async function timeFirst(
  plan: CheckedSweep,
  { jobs, trust, signal }: TimedOptions = {},
): Promise<Timed | string> {
  let timed: Timed | undefined;
  for (const index of [0, Math.min(1, plan.size - 1)]) {
    if (timed && timed.wall_s > AGAIN_S) break;
    const { set, variant, values } = plan.runAt(index);
    const reading = { set, trust, ...(variant === undefined ? {} : { variant }) };
    const begin = performance.now();
    const result = await perform({ case: plan.folder, reading, jobs }, { signal });
    const wall_s = (performance.now() - begin) / 1000;
    if (result.status === 'refused') return result.error.problems[0]!.expected;
    if (result.status !== 'evaluated') return 'it was interrupted';
    const { indicators, failure } = result.outcome;
    if (failure !== undefined) return failure;
    const record = JSON.stringify({ set, values, indicators: Object.fromEntries(indicators) });
    timed = { wall_s, bytes: RECORD_BYTES + record.length + CELL_BYTES * indicators.size };
  }
  return timed!;
}

/** Runs are independent: the time of all is divided by the number of workers. */
export function estimateOf({ size }: Pick<CheckedSweep, 'size'>, timed: Timed, workers: number): Estimate {
  const atOnce = Math.min(workers, size);
  return { ...timed, total_s: (size * timed.wall_s) / atOnce, total_bytes: size * timed.bytes, workers: atOnce };
}

/** @param estimate or the reason why there is none */
export function describePlan(plan: CheckedSweep, estimate: Estimate | string): string {
  const { name, title, parameters, size, combinations } = plan;
  const rows = parameters.map(({ name: id, title: what, unit, levels }) => [
    id,
    [what === id ? '' : what, unit && `[${unit}]`].filter(Boolean).join(' '),
    levels ? String(levels.length) : 'drawn',
    levels ? ends(levels.map(String)) : '',
  ]);
  const left = combinations - size;
  const excluded = left > 0 ? `; ${left} of ${combinations} combinations violate subject_to and are left out` : '';
  return [
    `${name}: ${title}`,
    '',
    ...(rows.length > 0 ? [table(['name', 'title', 'values', ''], rows), ''] : []),
    `${size} runs${excluded}`,
    typeof estimate === 'string' ? `no estimate of time, because of the first run: ${estimate}` : costOf(estimate),
  ].join('\n');
}

const ends = (values: readonly string[]): string =>
  values.length <= 4 ? values.join(', ') : `${values[0]}, ${values[1]}, …, ${values.at(-1)}`;

const costOf = ({ wall_s, total_s, total_bytes, workers }: Estimate): string =>
  `about ${duration(total_s)} with ${workers} at a time (a run takes ${duration(wall_s)}), and ${size(total_bytes)} on disk`;

function duration(s: number): string {
  if (s < 100) return `${Number(s.toPrecision(2))} s`;
  return s < 6000 ? `${Math.round(s / 60)} min` : `${Number((s / 3600).toPrecision(2))} h`;
}

function size(bytes: number): string {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3))} kB`;
  return bytes < 1e9 ? `${Number((bytes / 1e6).toPrecision(2))} MB` : `${Number((bytes / 1e9).toPrecision(2))} GB`;
}
