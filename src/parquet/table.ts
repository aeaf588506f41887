// A Parquet file → a table of the case format.
import { InputError } from '../../base/index.ts';
import { LIMITS } from '../case/text/limits.ts';
import type { Report } from '../case/text/report.ts';
import type { Row, Table } from '../case/text/table.ts';
import { openParquet } from './read.ts';

/** The table in a file; undefined after its problems have been reported. */
export async function parquetTable(file: string, bytes: Uint8Array, report: Report): Promise<Table | undefined> {
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  try {
    const { header, rows: count, groups } = await openParquet(buffer, file);
    if (count * header.length > LIMITS.parquetCells) {
      const found = `${count * header.length} cells`;
      report.add({
        where: file,
        found,
        expected: `at most ${LIMITS.parquetCells} cells; it was not read`,
        hint: SPLIT,
      });
      return undefined;
    }
    const rows: Row[] = [];
    for await (const group of groups())
      for (const cells of group) rows.push({ at: `${file}, row ${rows.length + 1}`, cells });
    return { file, header, headerAt: file, rows };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    for (const problem of error.problems) report.add(problem);
    return undefined;
  }
}

const SPLIT = 'a table may be in several files, each with some of the columns';
