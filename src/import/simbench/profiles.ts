// Profile tables of SimBench → tables of the case format: the columns in use, under names that do not depend on the case of letters.
//   LoadProfile NAME_pload, NAME_qload → name_p, name_q;   RES, Storage, PowerPlant: NAME → name_res, name_storage, name_plant
// Times are German wall-clock time in both.
import { InputError, type Problem } from '../../../base/index.ts';
import { cellsOf, linesOf, type PowerTable } from '../../../network/formats/simbench/index.ts';
import { LIMITS } from '../../case/text/limits.ts';
import { isoOf, type Span, spanOf } from '../series/span.ts';
import { tablesOf } from '../series/tables.ts';

/** Tables with a profile table, and the ending of the names of their series. */
const ENDINGS: Partial<Record<PowerTable, string>> = {
  Load: '',
  RES: '_res',
  Storage: '_storage',
  PowerPlant: '_plant',
};

export const isProfileTable = (file: string): boolean =>
  Object.keys(ENDINGS).some((table) => file === `${table}Profile.csv`);

/** A profile that is 1 always, for a reactive power that stays while the active power has a profile. */
const CONSTANT = 'constant';

/** The profiles that a grid uses. */
export class Profiles {
  readonly problems: Problem[] = [];
  readonly #texts: ReadonlyMap<string, string>;
  readonly #headers = new Map<string, ReadonlySet<string>>();
  /** Name in the case → table and column. */
  readonly #used = new Map<string, { readonly file: string; readonly column: string }>();
  #constant = false;

  /** @param texts of the profile tables by file name */
  constructor(texts: ReadonlyMap<string, string>) {
    this.#texts = new Map([...texts].filter(([file]) => isProfileTable(file)));
    for (const [file, text] of this.#texts) {
      const end = text.indexOf('\n');
      const columns = cellsOf(linesOf(end < 0 ? text : text.slice(0, end))[0]!).map((cell) => cell.trim());
      this.#headers.set(file, new Set(columns));
      const refuse = (found: string, expected: string) => this.problems.push({ where: `${file}:1`, found, expected });
      if (columns[0] !== 'time') refuse(columns[0]!, 'the column time first');
      if (columns.includes('__proto__')) refuse('__proto__', 'another name: __proto__ is reserved');
      if (new Set(columns).size < columns.length) refuse('a column twice', 'the names of columns to differ');
    }
  }

  /** Whether the folder has profile tables. */
  get any(): boolean {
    return this.#texts.size > 0;
  }

  /** Name in the case of the series of an element; undefined where there is none, or after a problem. */
  use(at: string, table: PowerTable, profile: string, quantity: 'p' | 'q' = 'p'): string | undefined {
    const ending = ENDINGS[table];
    if (ending === undefined) return undefined;
    const file = `${table}Profile.csv`;
    const column = table === 'Load' ? `${profile}_${quantity}load` : profile;
    const where = `${at}, profile`;
    if (!this.#headers.get(file)?.has(column)) {
      this.problems.push({ where, found: profile, expected: `a column ${column} of ${file}` });
      return undefined;
    }
    const name = `${profile.toLowerCase()}${table === 'Load' ? `_${quantity}` : ending}`;
    const other = this.#used.get(name);
    if (other && other.column !== column) {
      const expected = `names of profiles that differ in small letters: ${other.column} is ${name} too`;
      this.problems.push({ where, found: profile, expected });
    }
    this.#used.set(name, { file, column });
    return name;
  }

  /** Name of the profile that is 1 always. */
  useConstant(): string {
    this.#constant = true;
    return CONSTANT;
  }

  /**
   * The tables by file name, and the time that all of them cover.
   * @param fileBytes above which a table is split by columns
   * @throws InputError with every problem
   */
  tables(
    source: string,
    fileBytes = LIMITS.fileBytes,
  ): { readonly files: ReadonlyMap<string, string>; readonly series?: Span } {
    const files = new Map<string, string>();
    let series: Span | undefined;
    for (const [file, text] of this.#texts) {
      const columns = [...this.#used].filter(([, used]) => used.file === file);
      if (columns.length === 0) continue;
      const read = this.#read(
        file,
        text,
        columns.map(([, { column }]) => column),
      );
      if (!read) continue;
      series ??= read.series;
      const names = columns.map(([name]) => `${name}_pu`);
      const base = file.replace('Profile.csv', '').toLowerCase();
      for (const [name, table] of tablesOf(`${base}-profiles`, names, read.rows, fileBytes)) files.set(name, table);
      if (this.#constant && series === read.series) {
        const times = read.rows.map(([time]) => [time!, '1']);
        for (const [name, table] of tablesOf('constant', [`${CONSTANT}_pu`], times, fileBytes)) files.set(name, table);
      }
    }
    if (this.problems.length > 0) throw new InputError(source, this.problems);
    return { files, ...(series ? { series } : {}) };
  }

  /** Rows of ISO time and the cells of some columns. */
  #read(file: string, text: string, wanted: readonly string[]) {
    const [header, ...lines] = linesOf(text);
    const columns = cellsOf(header!).map((cell) => cell.trim());
    const at = wanted.map((column) => columns.indexOf(column));
    const rows: string[][] = [];
    const before = this.problems.length; // those of other tables do not hide what is wrong with this one
    for (const [i, line] of lines.entries()) {
      if (line === '') continue;
      const where = `${file}:${i + 2}`;
      const cells = cellsOf(line, columns.length + 1);
      const time = isoOf(cells[0]!);
      if (cells.length !== columns.length) {
        const found = cells.length > columns.length ? 'more cells' : `${cells.length} cells`;
        const hint = i === lines.length - 1 ? { hint: 'the file may be truncated' } : {};
        this.problems.push({ where, found, expected: `${columns.length} cells, as many as columns`, ...hint });
        continue;
      }
      if (time === undefined)
        this.problems.push({ where: `${where}, time`, found: cells[0], expected: 'dd.mm.yyyy HH:MM' });
      const values = at.map((j) => cells[j]!.trim());
      for (const [j, value] of values.entries())
        if (value === '' || !Number.isFinite(Number(value)))
          this.problems.push({ where: `${where}, ${wanted[j]}`, found: value, expected: 'a number' });
      rows.push([time ?? '', ...values]);
    }
    if (this.problems.length > before) return undefined;
    const series = spanOf(rows.map(([time]) => time!));
    if (!series)
      this.problems.push({ where: file, found: `${rows.length} rows`, expected: 'two rows, the second later' });
    return series && { rows, series };
  }
}
