// A net while it is read: its settings, its buses, and what was found wrong or left out.
import { InputError, type Problem, ProblemList } from '../../../../base/index.ts';
import { Tally } from '../../elements/tally.ts';
import { isObject, type NetDocument } from './document.ts';
import type { Row, Table } from './table.ts';

export interface NetBus {
  readonly name: string;
  readonly vn_kv: number;
  readonly in_service: boolean;
  readonly row: Row;
}

/** Options of a power flow that a file may fix (`user_pf_options`), as far as they are followed. */
export interface NetOptions {
  readonly trafo_model: 't' | 'pi';
  readonly voltage_depend_loads: boolean;
  readonly enforce_q_lims: boolean;
  /** Winding, or the star point, with the no-load losses of three-winding transformers; a column `loss_side` overrules it. */
  readonly trafo3w_losses: string;
  /** r/x of closed switches with an impedance. */
  readonly switch_rx_ratio: number;
}

export class Net {
  readonly document: NetDocument;
  readonly problems = new ProblemList();
  /** Faults of tables that do not matter. */
  readonly ignored = new ProblemList();
  readonly tally = new Tally();
  readonly base_mva: number;
  readonly f_hz: number;
  readonly options: NetOptions;
  readonly buses = new Map<string, NetBus>();
  /** Whether pandapower 3 wrote the file, whose rules for transformers differ from those of 2 (tap changers, sign of `i0_percent`). */
  readonly isOf3: boolean;
  /** x and y of `bus_geodata`, which files of 2.x have, by the index of the bus. */
  readonly geodata: ReadonlyMap<string, readonly unknown[]>;
  readonly #left = new Set<string>();

  constructor(document: NetDocument) {
    this.document = document;
    this.isOf3 = this.#majorVersion() >= 3;
    this.base_mva = this.#positive('sn_mva', 1);
    this.f_hz = this.#positive('f_hz', 50);
    this.options = this.#options();
    const geodata = this.table('bus_geodata')?.rows(this.ignored) ?? [];
    this.geodata = new Map(Array.from(geodata, (row) => [row.key, [row.cell('x'), row.cell('y')]]));
    for (const row of this.rows('bus')) {
      const bus = { name: row.key, vn_kv: row.positive('vn_kv'), in_service: row.state('in_service'), row };
      this.buses.set(row.key, bus);
    }
    if (this.buses.size > 0 || this.problems.count > 0) return;
    const where = `${document.file}, bus`;
    throw new InputError(document.source, [{ where, found: 'no rows', expected: 'at least one bus' }]);
  }

  table(name: string): Table | undefined {
    return this.document.tables.get(name);
  }

  /** None where the table is missing. */
  rows(name: string): Iterable<Row> {
    return this.table(name)?.rows(this.problems) ?? [];
  }

  /** Rows in service at a bus in service, with that bus; the others are left out. */
  *atBuses(name: string): Iterable<{ readonly row: Row; readonly bus: NetBus }> {
    for (const row of this.rows(name)) {
      const in_service = row.state('in_service');
      const bus = in_service ? this.bus(row, 'bus') : undefined;
      if (bus?.in_service) yield { row, bus };
      else if (!in_service || bus) this.out(name, row);
    }
  }

  /** The bus that a cell names; undefined, and a problem, where there is none. */
  bus(row: Row, column: string): NetBus | undefined {
    const bus = this.buses.get(row.reference(column));
    if (!bus) row.bad(column, row.cell(column), 'the index of a bus');
    return bus;
  }

  /** Notes once that an element is left out. */
  out(table: string, row: Row): void {
    const name = `${table} ${row.key}`;
    if (this.#left.has(name)) return;
    this.#left.add(name);
    this.note(`out_${table}`, table, row, (what) => `out of service or at a bus out of service, so left out: ${what}`);
  }

  /** One remark for each id, with a count and the first elements. */
  note(id: string, table: string, row: Row, text: (what: string) => string): void {
    this.tally.add(id, `${table} ${row.key}`, text);
  }

  bad(member: string, found: unknown, expected: string, hint?: string): void {
    const problem: Problem = { where: `${this.document.file}, ${member}`, found, expected };
    this.problems.add(hint === undefined ? problem : { ...problem, hint });
  }

  #majorVersion(): number {
    const version = this.#version('version');
    const format = this.#version('format_version') ?? version;
    if (format === undefined) {
      this.bad('format_version', undefined, 'the version of pandapower that wrote the file');
      return 2;
    }
    if (format < 2) {
      const hint = 'open it with pandapower 2 or later and save it again with pp.to_json';
      this.bad('version', `${format}.x, with powers in kW`, 'a file of pandapower 2 or later', hint);
    }
    if (version !== undefined && format > version) {
      const found = `format_version ${format}.x and version ${version}.x`;
      const hint = 'tap changers are read by the rules of the version that wrote the file; correct one of the two';
      this.bad('format_version', found, 'a format that the version can write', hint);
    }
    return format;
  }

  /** Major version. */
  #version(member: string): number | undefined {
    const value = this.document.settings.get(member);
    if (value === undefined || value === null) return undefined;
    const major = /^(\d+)(?:\.|$)/.exec(String(value))?.[1];
    if (major === undefined) this.bad(member, value, 'a version, such as 3.5.6');
    return major === undefined ? undefined : Number(major);
  }

  #positive(member: string, otherwise: number): number {
    const { settings } = this.document;
    const value = settings.has(member) ? settings.get(member) : otherwise;
    if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return value;
    this.bad(member, value, 'a number above 0');
    return otherwise;
  }

  #options(): NetOptions {
    const given = this.document.settings.get('user_pf_options') ?? {};
    if (!isObject(given)) this.bad('user_pf_options', given, 'an object');
    const options = new Map(isObject(given) ? Object.entries(given) : []);
    const take = <T>(name: string, otherwise: T, isValid: (value: unknown) => boolean, expected: string): T => {
      const value = options.get(name) ?? otherwise;
      options.delete(name);
      if (isValid(value)) return value as T;
      this.bad(`user_pf_options, ${name}`, value, expected);
      return otherwise;
    };
    const isFlag = (value: unknown) => typeof value === 'boolean';
    const isOneOf = (words: readonly unknown[]) => (value: unknown) => words.includes(value);
    const followed: NetOptions = {
      trafo_model: take('trafo_model', 't', isOneOf(['t', 'pi']), 't or pi'),
      voltage_depend_loads: take('voltage_depend_loads', true, isFlag, 'true or false'),
      enforce_q_lims: take('enforce_q_lims', false, isFlag, 'true or false'),
      trafo3w_losses: take('trafo3w_losses', 'hv', isOneOf(LOSS_SIDES), LOSS_SIDES.join(', ')),
      switch_rx_ratio: take('switch_rx_ratio', 2, (x) => typeof x === 'number' && x >= 0, 'a number of 0 or more'),
    };
    for (const name of options.keys())
      this.tally.add(
        'options',
        name,
        (what) => `options of a power flow (user_pf_options) that are not followed: ${what}`,
      );
    return followed;
  }
}

export const LOSS_SIDES: readonly string[] = ['hv', 'mv', 'lv', 'star'];
