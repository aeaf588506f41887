// A value as a plot or a table: what it lacks is said with its name, before a run uses it.
import { InputError, memberFaults, type Problem } from '../base/index.ts';
import type { AnyPlot } from './plot.ts';
import type { Table } from './table.ts';

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
  const faults = [...memberFaults(value, where, TABLE), ...nameFaults(name, where, 'name')];
  const list: readonly unknown[] = Array.isArray(columns) ? columns : [];
  const ofColumn = (column: unknown) => memberFaults(column, `${where}, a column`, COLUMN);
  return [...faults, ...list.flatMap(ofColumn)];
}

/** Names of files are made of letters, digits, `-` and `_`. */
const nameFaults = (name: unknown, where: string, member: string): Problem[] =>
  typeof name !== 'string' || name === '' || /^[a-z\d][\w-]*$/i.test(name)
    ? []
    : [{ where: `${where}, ${member}`, found: name, expected: 'letters, digits, - and _: it names a file' }];
