// Time series of ConstControl controllers with a DFData source, which pandapower's `run_timeseries` writes into the tables before the
// power flow of each step: element[variable] = source[profile] · scale_factor.

import { isObject } from '../file/document.ts';
import type { Net } from '../file/net.ts';
import type { Row, Table } from '../file/table.ts';
import { type Element, type ElementTable, isElementTable } from './elements.ts';
import { classOf, contentOf, frameOf, listOf, type Place } from './objects.ts';

export type Variable = 'p_mw' | 'q_mvar' | 'scaling';

export interface Controlled {
  /** `load-3` */
  readonly element: string;
  readonly variable: Variable;
  /** As they are written into the table of the element. */
  readonly values: Float64Array;
  /** The same text where several elements have these values. */
  readonly column: string;
}

export interface ControlledSeries {
  /** Index of the rows of every source: numbers of steps from 0, or times [ms since 1970]. */
  readonly index: readonly unknown[];
  readonly series: readonly Controlled[];
}

interface Control {
  readonly row: Row;
  readonly table: ElementTable;
  readonly variable: Variable;
  readonly keys: readonly (number | string)[];
  readonly profiles: readonly (number | string)[];
  readonly factor: number;
  readonly source: Table;
}

/** Undefined where no controller has a series; those that are not read are noted, and what is wrong with the others is a problem of the net. */
export function controlledOf(net: Net, elements: readonly Element[]): ControlledSeries | undefined {
  const controls = [...net.rows('controller')].flatMap((row) => controlOf(net, row) ?? []);
  const [first] = controls;
  if (!first) return undefined;
  const known = new Map(elements.map((element) => [element.name, element]));
  const before = new Map<string, Row>();
  const series = controls.flatMap((control) => {
    if (!isSame(control.source.index, first.source.index)) {
      const found = `${control.source.size} rows`;
      control.row.bad('data_source', found, `the ${first.source.size} rows of ${first.row.at}, with the same index`);
      return [];
    }
    return seriesOf(net, control, known, before);
  });
  return { index: first.source.index, series };
}

const isSame = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((key, i) => key === b[i]);

/** What a controller writes; undefined where it is not one of those that are read, or after a problem. */
function controlOf(net: Net, row: Row): Control | undefined {
  const cell = row.cell('object');
  const name = classOf(cell);
  const left = (what: string, text: (what: string) => string, id: string) => {
    net.tally.add(id, `controller ${row.key} (${what})`, text);
    return undefined;
  };
  if (name !== 'ConstControl') return left(name ?? 'no object', OTHER, 'controllers');
  const place: Place = { source: net.document.source, where: row.at };
  const control = contentOf(cell, place);
  if (!isObject(control)) return left(name, OTHER, 'controllers');
  const { element, variable, data_source, element_index, profile_name, scale_factor = 1 } = control;
  const target = `${String(element)}.${String(variable)}`;
  if (!row.state('in_service')) return left(target, OUT, 'controllers_out');
  if (data_source === null || data_source === undefined) return undefined; // it writes the values of the tables themselves
  if (!isElementTable(element) || !isVariable(element, variable))
    return left(target, OTHER_TARGET, 'controller_targets');
  const data = classOf(data_source) === 'DFData' ? contentOf(data_source, place) : undefined;
  const source = isObject(data) ? frameOf(data['df'], place) : undefined;
  if (!source) return left(`${target} from ${classOf(data_source) ?? 'no object'}`, OTHER_SOURCE, 'controller_sources');
  const keys = listOf(element_index, place);
  const profiles = listOf(profile_name, place);
  if (!keys) row.bad('element_index', shown(element_index), 'keys of elements');
  if (!profiles) row.bad('profile_name', shown(profile_name), 'names of columns of the data source');
  if (!keys || !profiles) return undefined;
  if (profiles.length !== 1 && profiles.length !== keys.length) {
    row.bad('profile_name', `${profiles.length} names`, `one for each of the ${keys.length} elements`);
    return undefined;
  }
  if (typeof scale_factor !== 'number' || !Number.isFinite(scale_factor)) {
    row.bad('scale_factor', shown(scale_factor), 'a finite number');
    return undefined;
  }
  return { row, table: element, variable, keys, profiles, factor: scale_factor, source };
}

const shown = (value: unknown): unknown => (typeof value === 'object' && value !== null ? 'an object' : value);

const isVariable = (table: ElementTable, variable: unknown): variable is Variable =>
  variable === 'p_mw' || variable === 'scaling' || (variable === 'q_mvar' && table !== 'gen');

function seriesOf(
  net: Net,
  { row, table, variable, keys, profiles, factor, source }: Control,
  known: ReadonlyMap<string, Element>,
  before: Map<string, Row>,
): Controlled[] {
  const rows = new Set(Array.from(net.rows(table), ({ key }) => key));
  const read = new Map<string, Float64Array | undefined>();
  return keys.flatMap((key, i) => {
    if (!rows.has(String(key))) {
      row.bad('element_index', key, `the index of a ${table}`);
      return [];
    }
    const element = known.get(`${table}-${key}`);
    if (!element) return []; // out of service
    const target = `${element.name} ${variable}`;
    const other = before.get(target);
    if (other) {
      row.bad('element_index', `${variable} of ${table} ${key}`, `one controller for it; ${other.at} has it too`);
      return [];
    }
    before.set(target, row);
    const profile = String(profiles.length === 1 ? profiles[0] : profiles[i]);
    if (!read.has(profile)) read.set(profile, valuesOf(row, source, profile, factor));
    const values = read.get(profile);
    return values ? [{ element: element.name, variable, values, column: `${row.key} ${profile}` }] : [];
  });
}

/** Values of a profile times a factor; undefined after a problem. */
function valuesOf(row: Row, source: Table, profile: string, factor: number): Float64Array | undefined {
  const cells = source.column(profile);
  if (!cells) {
    row.bad('profile_name', profile, 'a column of its data source');
    return undefined;
  }
  const wrong = cells.findIndex((cell) => typeof cell !== 'number' || !Number.isFinite(cell));
  if (wrong < 0) return Float64Array.from(cells as readonly number[], (value) => value * factor);
  row.bad(`data_source, ${profile} at ${String(source.index[wrong])}`, shown(cells[wrong]), 'a finite number');
  return undefined;
}

const OTHER = (what: string) =>
  `controllers other than ConstControl, which act in pandapower's time series, are not read: ${what}`;
const OUT = (what: string) => `controllers out of service are not read: ${what}`;
const OTHER_TARGET = (what: string) =>
  `series of other quantities than p_mw, q_mvar and scaling of load, sgen, storage and gen are not read, so that the file's value stays: ${what}`;
const OTHER_SOURCE = (what: string) =>
  `series from other sources than DFData are not read, so that the file's value stays: ${what}`;
