// A layout as it is printed: texts in cells, numbers with the digits of the layout, columns under their heads.
import type { LaidTable } from '../read/run.ts';

export interface Printed {
  readonly columns: readonly PrintedColumn[];
  readonly rows: readonly (readonly string[])[];
}

export interface PrintedColumn {
  /** Whether it has numbers, which are printed at the right. */
  readonly numeric: boolean;
  /** Header shared with its neighbours, and its own header; one of them may be ''. */
  readonly group: string;
  readonly head: string;
}

/** Columns under one header. */
export interface HeadSpan {
  readonly group: string;
  /** Its first column, and how many it has. */
  readonly first: number;
  readonly width: number;
}

/** What a cell without a value shows. */
export const BLANK = '–';

export function printed({ heads = [], rows, digits }: Pick<LaidTable, 'heads' | 'rows' | 'digits'>): Printed {
  return {
    columns: heads.map(({ group, head }, c) => ({ numeric: rows.some((row) => isNumber(row[c]!)), group, head })),
    rows: rows.map((row) => row.map((text) => readable(text, digits))),
  };
}

/** Neighbours of one group are under one header; a column without a group is on its own. */
export function headSpans(columns: readonly PrintedColumn[]): HeadSpan[] {
  const spans: { group: string; first: number; width: number }[] = [];
  for (const [c, { group }] of columns.entries()) {
    const last = spans.at(-1);
    if (group !== '' && last?.group === group) last.width++;
    else spans.push({ group, first: c, width: 1 });
  }
  return spans;
}

const isNumber = (text: string): boolean => text !== '' && Number.isFinite(Number(text));

function readable(text: string, digits: number): string {
  if (text === '') return BLANK;
  if (!isNumber(text)) return text;
  const fixed = Number(text).toFixed(digits);
  return Number(fixed) === 0 ? fixed.replace('-', '') : fixed;
}
