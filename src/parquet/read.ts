// Tables in Parquet as rows of texts, as those of CSV are. Values are read exactly: numbers as the shortest text that is the same
// number, times as ISO 8601, with Z where the file says that they are instants. One group of rows is in memory at a time.
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type SchemaElement,
} from 'hyparquet';
import { InputError } from '../../base/index.ts';
import { LIMITS } from '../case/text/limits.ts';
import { COMPRESSORS, checkPages } from './pages.ts';

export interface ParquetTable {
  /** Names of the columns; the first is the one that a table of series begins with. */
  readonly header: readonly string[];
  readonly rows: number;
  /** Groups of rows: a text for each column of the header, '' where there is no value. @throws InputError */
  groups(): AsyncGenerator<readonly (readonly string[])[]>;
}

interface Column {
  readonly name: string;
  /** In the file. */
  readonly column: string;
  readonly element: SchemaElement;
}

/**
 * @param bytes the file
 * @param name of the file, for messages
 * @throws InputError where it is no Parquet, or holds what a table of series cannot have
 */
export async function openParquet(bytes: AsyncBuffer, name: string, source = name): Promise<ParquetTable> {
  const refuse = (found: unknown, expected: string, hint?: string, where = name): never => {
    throw new InputError(source, [{ where, found, expected, ...(hint === undefined ? {} : { hint }) }]);
  };
  const metadata = await parquetMetadataAsync(bytes).catch((error: unknown) =>
    refuse(reasonOf(error), 'a Parquet file'),
  );
  const columns = columnsOf(metadata, refuse);
  const rows = Number(metadata.num_rows);
  if (rows === 0) refuse('no row', 'at least one row');
  const inGroups = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (inGroups !== rows) refuse(`${inGroups} rows in its groups`, `${rows}, as the file says`);
  for (const group of metadata.row_groups) {
    const cells = Number(group.num_rows) * columns.length;
    for (const { meta_data } of group.columns) {
      const codec = meta_data?.codec ?? 'UNCOMPRESSED';
      if (codec !== 'UNCOMPRESSED' && !COMPRESSORS[codec])
        refuse(`columns compressed by ${codec}`, Object.keys(COMPRESSORS).join(', '), CODEC);
    }
    if (cells > LIMITS.parquetCells)
      refuse(
        `a group of rows with ${cells} cells`,
        `groups of at most ${LIMITS.parquetCells} cells`,
        'write it with a smaller row_group_size',
      );
  }
  return { header: columns.map((column) => column.name), rows, groups };

  async function* groups() {
    for (const group of metadata.row_groups) {
      const count = Number(group.num_rows);
      const own = { ...metadata, num_rows: group.num_rows, row_groups: [group] }; // the decoder looks at every group that it is given
      const texts: (readonly string[])[] = [];
      for (const column of columns) {
        const range = { file: bytes, metadata: own, columns: [column.column] };
        const values = await checkPages(bytes, group, column.element)
          .then(() => valuesOf(range))
          .catch((error: unknown) =>
            refuse(reasonOf(error), 'a column that can be read', undefined, `${name}, ${column.name}`),
          );
        if (values.length !== count)
          refuse(`${values.length} values`, `${count} in this group of rows`, undefined, `${name}, ${column.name}`);
        texts.push(Array.from(values, (value) => textOf(value, column, refuse)));
      }
      yield Array.from({ length: count }, (_, i) => texts.map((column) => column[i]!));
    }
  }
}

const CODEC = 'Node reads ZSTD from 22.15 on; SNAPPY, the default of pandas and DuckDB, is always read';

type Range = Parameters<typeof parquetRead>[0];

/** Values of one column. */
const valuesOf = (range: Range): Promise<readonly unknown[]> =>
  new Promise((resolve, reject) => {
    const onComplete = (rows: readonly (readonly unknown[])[]) => resolve(rows.map(([value]) => value));
    parquetRead({ ...range, compressors: COMPRESSORS, onComplete } as Range).catch(reject);
  });

type Refuse = (found: unknown, expected: string, hint?: string, where?: string) => never;

const reasonOf = (error: unknown): string =>
  `what cannot be decoded (${error instanceof Error ? error.message : String(error)})`;

/** Columns of the table; that of the times comes first, also where pandas writes it as the index behind all others. */
function columnsOf(metadata: FileMetaData, refuse: Refuse): readonly Column[] {
  const columns = parquetSchema(metadata).children.map(({ element, children }): Column => {
    if (children.length > 0 || element.repetition_type === 'REPEATED')
      refuse(`lists or records in the column ${element.name}`, 'one number, time or text in a cell');
    if (element.type === 'BOOLEAN') refuse(`true or false in the column ${element.name}`, 'numbers, times or texts');
    const isIndex = /^__index_level_\d+__$/.test(element.name) && isTime(element);
    return { name: isIndex ? 'time' : element.name, column: element.name, element };
  });
  if (columns.length === 0) refuse('no column', 'at least one column');
  const first = columns.findIndex(({ name }) => name === 'time' || name === 'hour');
  return first > 0 ? [columns[first]!, ...columns.toSpliced(first, 1)] : columns;
}

const isTime = ({ logical_type, converted_type }: SchemaElement): boolean =>
  logical_type?.type === 'TIMESTAMP' || converted_type?.startsWith('TIMESTAMP') === true;

/** Whether times are wall-clock time: dates, and what pandas writes of times without a zone. Those of old files are instants. */
const isLocal = ({ logical_type, converted_type }: SchemaElement): boolean =>
  converted_type === 'DATE' ||
  logical_type?.type === 'DATE' ||
  (logical_type?.type === 'TIMESTAMP' && !logical_type.isAdjustedToUTC);

function textOf(value: unknown, { name, element }: Column, refuse: Refuse): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof Date && !Number.isNaN(value.getTime())) {
    const iso = value.toISOString().replace(/\.000Z$/, 'Z');
    return isLocal(element) ? iso.replace(/Z$/, '') : iso;
  }
  return refuse(
    `${typeof value === 'object' ? 'another type' : typeof value} in the column ${name}`,
    'numbers, times or texts',
  );
}
