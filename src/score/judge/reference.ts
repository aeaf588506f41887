// Comparison of a scorecard with a committed reference: rows with a worse status, values that changed.
import { parse } from 'csv-parse/sync';
import { NOTHING } from '../expression/value.ts';
import type { ScoreRow } from './judge.ts';
import { STATUSES, type Status } from './status.ts';

/** A row read from scorecard.csv. */
export type ReferenceRow = Readonly<Record<'id' | 'published' | 'ours' | 'unit' | 'status', string>>;

export const readReference = (csv: string): ReferenceRow[] => parse(csv, { columns: true }) as ReferenceRow[];

/** Each relevant difference, in words; none when the scorecard is as good as the reference. */
export function regressions(reference: readonly ReferenceRow[], rows: readonly ScoreRow[]): string[] {
  const now = new Map(rows.map((row) => [row.id, row]));
  const lost = reference.filter(({ id }) => !now.has(id)).map(({ id }) => `${id}: no longer scored`);
  const known = new Set(reference.map(({ id }) => id));
  const added = rows.filter(({ id }) => !known.has(id)).map(({ id }) => `${id}: not in the reference`);
  const changed = reference.flatMap((before) => {
    const row = now.get(before.id);
    return row ? changesOf(before, row).map((text) => `${before.id}: ${text}`) : [];
  });
  return [...lost, ...added, ...changed];
}

function changesOf(before: ReferenceRow, row: ScoreRow): string[] {
  const rank = (status: string) => STATUSES.indexOf(status as Status);
  const worse = rank(row.status) > rank(before.status) ? [`was ${before.status}, is ${row.status}`] : [];
  return moved(before, row) ? [...worse, `ours was ${before.ours}, is ${row.ours}`] : worse;
}

/** Relative tolerance of a number, for differences between builds and machines. */
const DRIFT = 1e-3;

/** In addition at most half a unit of the last printed digit; a value that is not a number must be equal. */
export function moved({ published, ours: old }: ReferenceRow, { ours }: ScoreRow): boolean {
  if (typeof ours !== 'number' || old === '' || Number.isNaN(Number(old)))
    return old !== (ours === null ? '' : String(ours));
  const digits = published.split('.')[1]?.length ?? 0;
  const drift = Math.max(DRIFT * Math.abs(Number(old)), NOTHING);
  return Math.abs(ours - Number(old)) > Math.min(drift, 0.5 * 10 ** -digits);
}
