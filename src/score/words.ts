// A scorecard in words: numbers as a reader wants them, and the one line that sums it up.
import { type ScoreRow, STATUSES } from './judge.ts';
import type { Scorecard } from './score.ts';
import type { Scalar } from './value.ts';

/** Six digits of a number, more than any paper prints. */
export const inWords = (value: Scalar | null): string =>
  value === null ? '–' : typeof value === 'number' ? String(Number(value.toPrecision(6))) : String(value);

/** `−0.21 %` of what is published; `+4` where that is 0. */
export function deviationInWords({ deviation, published }: ScoreRow): string {
  if (deviation === null) return '';
  const share = typeof published === 'number' && published !== 0;
  const text = share ? ((100 * deviation) / Math.abs(published)).toFixed(2) : String(Number(deviation.toPrecision(3)));
  const shown = Number(text) === 0 ? '0' : `${Number(text) > 0 ? '+' : ''}${text.replace('-', '−')}`;
  return share ? `${shown} %` : shown;
}

/** `ieee33-microgrid: 19 rows: 2 exact, 2 inferred, …`. */
export function summaryOf({ case: name, rows }: Scorecard): string {
  const counts = STATUSES.map((status) => `${rows.filter((row) => row.status === status).length} ${status}`);
  return `${name}: ${rows.length} ${rows.length === 1 ? 'row' : 'rows'}: ${counts.join(', ')}`;
}
