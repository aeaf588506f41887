// search.csv: a line for each candidate, added after its run, and read by the next search.
import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { InputError } from '../../base/index.ts';
import { onDisk } from '../disk/write.ts';
import { formatText, readText } from '../results/write/text.ts';
import type { Scalar } from '../score/expression/value.ts';

/** Result of a candidate. */
export interface Finding {
  /** Value of the objective; +∞ where the run failed. */
  readonly value: number;
  /** Reason of failure, in one line; empty where it succeeded. */
  readonly failure: string;
}

export interface Ledger {
  readonly path: string;
  /** By the hash of the candidate's inputs. */
  find(inputs: string): Finding | undefined;
  add(inputs: string, values: readonly Scalar[], finding: Finding): void;
}

export const ledgerPath = (folder: string): string => join(folder, 'search.csv');

/**
 * Opens the table of a search, in a folder locked by this process.
 * @throws InputError when the file is not of a search over these names
 */
export function openLedger(folder: string, names: readonly string[]): Ledger {
  const path = ledgerPath(folder);
  const header = ['inputs', ...names, 'value', 'failure'];
  const known = existsSync(path) ? readLedger(path, header) : undefined;
  const found = known ?? new Map<string, Finding>();
  const write = (cells: readonly Scalar[]) => {
    const line = cells.map((cell) => (typeof cell === 'string' ? formatText(cell) : String(cell))).join(',');
    onDisk(path, () => appendFileSync(path, `${line}\n`, { flush: true }));
  };
  if (!known) write(header);
  return {
    path,
    find: (inputs) => found.get(inputs),
    add(inputs, values, finding) {
      found.set(inputs, finding);
      write([inputs, ...values, Number.isFinite(finding.value) ? finding.value : '', finding.failure]);
    },
  };
}

/** The results of an earlier search; a truncated line is removed from the file. Undefined when it is empty. */
function readLedger(path: string, header: readonly string[]): Map<string, Finding> | undefined {
  const text = readFileSync(path, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const rows: string[][] = parse(whole, { relax_column_count: true, relax_quotes: true });
  const [first, ...rest] = rows;
  if (whole === '' && header.join(',').startsWith(text)) {
    truncateSync(path, 0);
    return undefined;
  }
  if (first?.join(',') !== header.join(',')) {
    const hint = 'the names searched over have changed: name another folder with --out, or move this one away';
    throw new InputError(path, [{ where: `${path}:1`, found: first?.join(','), expected: header.join(','), hint }]);
  }
  if (whole !== text) truncateSync(path, Buffer.byteLength(whole));
  return new Map(
    rest.map((row, i) => {
      const [value, failure] = row.slice(-2) as [string, string];
      const number = value === '' ? Number.POSITIVE_INFINITY : Number(value);
      if (row.length !== header.length || Number.isNaN(number) || (value === '') === (failure === '')) {
        const expected = 'a line of an earlier search: a value, or why there is none';
        throw new InputError(path, [{ where: `${path}:${i + 2}`, found: row.join(','), expected }]);
      }
      return [row[0]!, { value: number, failure: readText(failure) }];
    }),
  );
}
