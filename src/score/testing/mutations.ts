// Unpublished inputs, changed in groups, to find rows that depend on none of them. A group changes several inputs strongly,
// because many rows are shares of 0 or 1, hours or truth values, which a small change does not affect.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { type Scorecard, scoreCase } from '../index.ts';
import type { ScoreRow } from '../judge/judge.ts';
import { moved, type ReferenceRow } from '../judge/reference.ts';

/** Change of the numbers of a column: multiplied by a factor, or moved to later rows. */
interface Change {
  readonly times?: number;
  readonly later?: number;
}

/**
 * Inputs of inputs.csv and their change: columns of tables as `TABLE.column`, or `TABLE.row.column` for one row; values of case.yaml
 * by the text before them.
 */
export interface Mutation {
  readonly columns?: Readonly<Record<string, Change>>;
  readonly values?: Readonly<Record<string, readonly [from: string, to: string]>>;
  /** Text of case.yaml without which the changed study has no solution. */
  readonly also?: readonly (readonly [from: string, to: string])[];
}

/** Scores a case with its inputs changed. */
export async function scored(folder: string, mutation: Mutation): Promise<Scorecard> {
  const copy = mutated(folder, mutation);
  const card = await scoreCase(copy, { results: join(dirname(copy), 'results'), plots: 'none' });
  rmSync(dirname(copy), { recursive: true });
  return card;
}

/** The case folder with its inputs changed, under the same name somewhere else. */
function mutated(folder: string, { columns = {}, values = {}, also = [] }: Mutation): string {
  const copy = join(mkdtempSync(join(tmpdir(), 'feederlab-mutation-')), basename(folder));
  cpSync(folder, copy, { recursive: true });
  for (const [id, change] of Object.entries(columns)) {
    const parts = id.split('.');
    const row = parts.length > 2 ? parts[1] : undefined;
    changeColumn(join(copy, `${parts[0]}.csv`), parts.at(-1)!, change, row);
  }
  for (const [from, to] of [...Object.values(values), ...also]) replace(join(copy, 'case.yaml'), from, to);
  return copy;
}

/**
 * @param row the first cell of the row to change; all rows when absent
 * @throws when the table has no such column or row
 */
function changeColumn(file: string, column: string, { times = 1, later = 0 }: Change, row?: string): void {
  const lines = readFileSync(file, 'utf8').split('\n');
  const head = lines.findIndex((line) => line !== '' && !line.startsWith('#'));
  const at = lines[head]!.split(',').indexOf(column);
  if (at < 0) throw new Error(`${file} has no column ${column}`);
  const isChanged = (line: string) =>
    line !== '' && !line.startsWith('#') && (row === undefined || line.startsWith(`${row},`));
  const rows = lines.flatMap((line, i) => (i > head && isChanged(line) ? [i] : []));
  if (rows.length === 0) throw new Error(`${file} has no row ${row}`);
  const before = rows.map((i) => lines[i]!.split(',')[at]!);
  for (const [k, i] of rows.entries()) {
    const cell = before.at((k - later) % rows.length)!;
    lines[i] = lines[i]!.split(',')
      .with(at, cell === '' ? '' : String(times * Number(cell)))
      .join(',');
  }
  writeFileSync(file, lines.join('\n'));
}

function replace(file: string, from: string, to: string): void {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
  writeFileSync(file, text.replaceAll(from, to));
}

/**
 * Rows that no change affects and that should be affected. Exempt are rows that are true by construction, and rows that are exact
 * or no evidence and name the published inputs from which they are computed.
 * @param before the reference
 * @param after the rows of a scorecard for each change
 */
export function still(before: readonly ReferenceRow[], after: readonly (readonly ScoreRow[])[]): string[] {
  const rows = after.map((card) => new Map(card.map((row) => [row.id, row])));
  return before.flatMap((old) => {
    const now = rows.map((card) => card.get(old.id)!);
    const excused = old.status === 'by-construction' || (MAY_STAY.has(old.status) && isPublished(now[0]));
    return excused || now.some((row) => moved(old, row)) ? [] : [old.id];
  });
}

/** Possible statuses of a row from published inputs alone; `inferred` or `pattern` would be evidence that cannot be refuted. */
const MAY_STAY: ReadonlySet<string> = new Set(['exact', 'contradicted', 'missed']);

const isPublished = (row: ScoreRow | undefined): boolean =>
  row !== undefined &&
  row.provenance.length > 0 &&
  row.provenance.every(({ provenance }) => provenance === 'published');
