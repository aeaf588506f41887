// A value as a plot or a table: what it lacks is said with its name, before a run uses it.
import { InputError, memberFaults, type Problem, repeated } from '../base/index.ts';
import type { AnyPlot } from './plot.ts';
import { ENGINE_TABLES, STEP_COLUMNS, type Table } from './table.ts';

const named = (what: string, name: unknown): string => (typeof name === 'string' ? `${what} ${name}` : what);

const PLOT = {
  id: 'a text: the name of its files',
  reads: 'an object of readings',
  caption: 'a function (run, data)',
  draw: 'a function (run, data)',
};

/** What is wrong with a value that has to be a plot. */
export function plotFaults(value: unknown): Problem[] {
  const where = named('plot', (value as Partial<AnyPlot> | null)?.id);
  return [...memberFaults(value, where, PLOT), ...nameFaults((value as Partial<AnyPlot> | null)?.id, where, 'id')];
}

/**
 * The value as a plot.
 * @param source what is at fault: the module that the value comes from
 * @throws InputError with every member that is missing or of another type
 */
export function checkPlot(value: unknown, source = 'plot'): AnyPlot {
  const problems = plotFaults(value);
  if (problems.length > 0) throw new InputError(source, problems);
  return value as AnyPlot;
}

const TABLE = { name: 'a text: tables/NAME.csv', title: 'a text: one line about it', columns: 'a list of columns' };
const COLUMN = {
  key: 'a text: its name in the code',
  name: 'a text: its header',
  type: 'a text: integer, number, string, datetime or boolean',
  title: 'a text: what it holds',
  of: 'a function (row, t)',
};

/** What is wrong with a value that has to be a table. */
export function tableFaults(value: unknown): Problem[] {
  const { name, columns } = (value ?? {}) as Partial<Table>;
  const where = named('table', name);
  const faults = [...memberFaults(value, where, TABLE), ...nameFaults(name, where, 'name'), ...engineTableFaults(name)];
  const list: readonly unknown[] = Array.isArray(columns) ? columns : [];
  const ofColumn = (column: unknown) => memberFaults(column, `${where}, a column`, COLUMN);
  return [...faults, ...list.flatMap(ofColumn), ...headerFaults(list, where)];
}

/** What is wrong with the name of a table that a mechanism or a module adds: the tables of the engine have names of their own. */
export const engineTableFaults = (name: unknown): Problem[] =>
  typeof name === 'string' && ENGINE_TABLES.has(name)
    ? [
        {
          where: `table ${name}, name`,
          found: name,
          expected: 'a name of its own: feederlab writes a table of that name for every run',
          hint: `names that are taken: ${[...ENGINE_TABLES].join(', ')}`,
        },
      ]
    : [];

/** Headers of columns that occur twice, or that every table has already. */
function headerFaults(columns: readonly unknown[], where: string): Problem[] {
  const names = columns.map((column) => (column as Partial<Table['columns'][number]> | null)?.name);
  const at = `${where}, columns`;
  const hint = 'give the column another name';
  const taken = repeated([...STEP_COLUMNS, ...names.filter((name) => typeof name === 'string')]);
  return taken.map((name) => {
    const expected = STEP_COLUMNS.has(name)
      ? `a name other than ${[...STEP_COLUMNS].join(' and ')}: every table begins with these columns`
      : 'a name that no other column of the table has';
    return { where: at, found: name, expected, hint };
  });
}

/** Names of files are made of letters, digits, `-` and `_`. */
const nameFaults = (name: unknown, where: string, member: string): Problem[] =>
  typeof name !== 'string' || name === '' || /^[a-z\d][\w-]*$/i.test(name)
    ? []
    : [{ where: `${where}, ${member}`, found: name, expected: 'letters, digits, - and _: it names a file' }];
