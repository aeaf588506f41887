// Text of a scorecard: formatted numbers, and the summary line.

import type { Scalar } from '../expression/value.ts';
import type { ScoreRow } from './judge.ts';
import { EVIDENCE, NO_EVIDENCE, type Status } from './status.ts';

/** A number with six digits, more than in any paper. */
export const inWords = (value: Scalar | null): string =>
  value === null ? '–' : typeof value === 'number' ? String(Number(value.toPrecision(6))) : String(value);

/** `−0.21 %` of the published value; `+4` where that is 0. */
export function deviationInWords({ deviation, published }: ScoreRow): string {
  if (deviation === null) return '';
  const share = typeof published === 'number' && published !== 0;
  const text = share ? ((100 * deviation) / Math.abs(published)).toFixed(2) : String(Number(deviation.toPrecision(3)));
  const shown = Number(text) === 0 ? '0' : `${Number(text) > 0 ? '+' : ''}${text.replace('-', '−')}`;
  return share ? `${shown} %` : shown;
}

/** The part of a scorecard that a summary needs. */
interface Summed {
  readonly case: string;
  readonly rows: readonly { readonly status: string }[];
}

/** `ieee33-microgrid: 19 rows: 4 evidence (0 exact, 3 inferred, 1 pattern), 13 no evidence (…), 2 contradicted, 0 missed`. */
export function summaryOf({ case: name, rows }: Summed): string {
  const count = (of: readonly Status[]) =>
    rows.filter(({ status }) => (of as readonly string[]).includes(status)).length;
  const each = (of: readonly Status[]) => of.map((status) => `${count([status])} ${status}`).join(', ');
  const group = (word: string, of: readonly Status[]) => `${count(of)} ${word} (${each(of)})`;
  const parts = [group('evidence', EVIDENCE), group('no evidence', NO_EVIDENCE), each(['contradicted', 'missed'])];
  return `${name}: ${rows.length} ${rows.length === 1 ? 'row' : 'rows'}: ${parts.join(', ')}`;
}
