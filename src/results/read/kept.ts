// The columns that the plots of a run read, kept in memory while the run writes its tables, so that they need not be read of its
// files. Their sum is bounded: a table that has no room left is read of its file.
import type { Clock, Field } from '../../../cosim/index.ts';
import { kernel } from '../write/memory.ts';
import type { Names } from '../write/names.ts';
import type { StepRows } from '../write/rows.ts';
import type { Row, Wanted } from './csv.ts';
import type { Tables } from './rows.ts';

/** Bytes kept at most, of all tables of a run. */
const LIMIT = 1 << 27;

/** Columns by table; `buses.csv` is a table. */
export type Asked = ReadonlyMap<string, ReadonlySet<string>>;

export interface Kept {
  /** Keeps what is asked of the next step of a table. */
  add(path: string, fields: readonly Field[], rows: StepRows): void;
  /** The tables of the run: those kept, all others of its files. */
  over(files: Tables): Tables;
}

/** The columns that `read` asks for. It gets tables without rows. */
export function askedBy(read: (tables: Tables) => void): Asked {
  const asked = new Map<string, Set<string>>();
  read({
    header: () => [],
    eachRow(path, wanted) {
      asked.set(path, new Set([...(asked.get(path) ?? []), ...Object.keys(wanted)]));
    },
  });
  return asked;
}

/** @param limit bytes kept at most */
export function keepColumns(asked: Asked, clock: Clock, limit = LIMIT): Kept {
  const kept = new Map<string, KeptTable | undefined>();
  let room = limit;
  return {
    add(path, fields, step) {
      const names = asked.get(path);
      if (!names) return;
      if (!kept.has(path)) {
        const table = new KeptTable(names, fields, step, clock);
        kept.set(path, table.bytes <= room ? table : undefined);
        if (table.bytes <= room) room -= table.bytes;
      }
      kept.get(path)?.add(step);
    },
    over: (files) => ({
      header: files.header,
      eachRow(path, wanted, onRow) {
        const table = kept.get(path);
        if (table?.has(wanted)) table.eachRow(wanted, onRow);
        else files.eachRow(path, wanted, onRow);
      },
    }),
  };
}

/** A column over all steps: numbers, or texts. */
type Column =
  | { readonly c: number; readonly type: 'number'; values: Float64Array }
  | { readonly c: number; readonly type: 'text'; readonly names: Names; at: Int32Array };

/** A table with the same number of rows in every step. */
class KeptTable {
  readonly bytes: number;
  readonly #rows: number;
  readonly #clock: Clock;
  readonly #columns = new Map<string, Column>();
  #steps = 0;

  constructor(asked: ReadonlySet<string>, fields: readonly Field[], { rows, columns }: StepRows, clock: Clock) {
    this.#rows = rows;
    this.#clock = clock;
    let bytes = 0;
    for (const [c, values] of columns.entries()) {
      const { name } = fields[c + 2]!; // after step and time
      if (!asked.has(name)) continue;
      const none = { values: new Float64Array(0), at: new Int32Array(0) };
      if (values instanceof Float64Array) this.#columns.set(name, { c, type: 'number', values: none.values });
      else this.#columns.set(name, { c, type: 'text', names: values, at: none.at });
      bytes += values instanceof Float64Array ? 8 * rows : values.at ? 4 * rows : 0;
    }
    this.bytes = bytes * clock.steps;
  }

  add({ columns }: StepRows): void {
    const [rows, total] = [this.#rows, this.#rows * this.#clock.steps];
    const begin = rows * this.#steps++;
    for (const column of this.#columns.values()) {
      const given = columns[column.c]!;
      if (column.type === 'number') {
        if (column.values.length === 0) column.values = new Float64Array(total);
        const values = given as Float64Array;
        for (let r = 0; r < rows; r++) column.values[begin + r] = kernel.rounded(values[r]!);
      } else if (column.names.at) {
        if (column.at.length === 0) column.at = new Int32Array(total);
        column.at.set(column.names.at.subarray(0, rows), begin);
      }
    }
  }

  /** Whether it has these columns. */
  has(wanted: Wanted): boolean {
    return Object.entries(wanted).every(([name, type]) => {
      if (name === 'step' || name === 'time') return type === (name === 'step' ? 'number' : 'text');
      return this.#columns.get(name)?.type === type;
    });
  }

  /** The row has its cells as getters: a reader of many columns looks at few of them in each row. */
  eachRow<const W extends Wanted>(wanted: W, onRow: (row: Row<W>) => void): void {
    const place = { step: 0, row: 0, cell: 0 };
    const row = {} as Row<W>;
    for (const name of Object.keys(wanted))
      Object.defineProperty(row, name, { enumerable: true, get: this.#cell(name, place) });
    for (let k = 0; k < this.#steps; k++) {
      place.step = k;
      for (let r = 0; r < this.#rows; r++) {
        place.row = r;
        place.cell = k * this.#rows + r;
        onRow(row);
      }
    }
  }

  #cell(name: string, place: Place): () => number | string {
    if (name === 'step') return () => place.step;
    if (name === 'time') return () => this.#clock.iso(place.step);
    const column = this.#columns.get(name)!;
    if (column.type === 'number') return () => column.values[place.cell]!;
    const { texts, at } = column.names;
    return at ? () => texts[column.at[place.cell]!] ?? '' : () => texts[place.row] ?? '';
  }
}

/** Row `row` of a step, which is row `cell` of the table. */
interface Place {
  readonly step: number;
  readonly row: number;
  readonly cell: number;
}
