// Tables of a case → NetworkData, with the rules of MATPOWER's own power flow (MATPOWER User's Manual, chapter 3 and
// appendix B):
//   bus type    3 reference, 2 PV, 1 PQ, 4 isolated (omitted with everything connected to it)
//   set point   VG of the last generator in service at the bus; a reference or PV bus without one becomes PQ;
//               without any reference bus the first PV bus becomes the reference
//   VM, VA      start values; VM of 0 or NaN and VA of NaN are none
//   TAP         0 means 1; positive SHIFT delays the to-side
//   RATE_A      0 means no limit
//   QMIN, QMAX  limits; none where QMIN is above QMAX
//   BR_STATUS   0 is out of service, so its values need not be numbers
//   BR_R, BR_X  both 0: a closed switch, where both ends have the same nominal voltage
import { InputError, type Problem, type Remark } from '../../../base/index.ts';
import type { Branch, BusKind } from '../../model/data.ts';
import type { NetworkRead } from '../format.ts';
import { BRANCH, BUS, GEN } from './columns.ts';
import {
  type BusRow,
  branch,
  bus,
  charging,
  closedSwitch,
  isCoupler,
  load,
  type Machine,
  machine,
  shunt,
} from './elements.ts';
import { evaluate } from './language/evaluate.ts';
import { Complaints, LIMITS } from './language/limits.ts';
import { parse } from './language/parser.ts';
import { type Tables, tablesOf } from './language/tables.ts';
import { type Row, rowsOf } from './rows.ts';

const ISOLATED = 4;

/** Tables of a case, and what was skipped on the way to them. */
export interface CaseTables extends Tables {
  /** Statements that were skipped because they change no table. */
  readonly passed: readonly string[];
}

/** @throws InputError; `source` is the file name for messages. */
export const readMatpower = (text: string, source: string): NetworkRead =>
  networkOfTables(matpowerTables(text, source));

/** The tables as the file gives them, for what a power flow does not use. @throws InputError */
export function matpowerTables(text: string, source: string): CaseTables {
  const complaints = new Complaints(source);
  if (text.length > LIMITS.characters) {
    const where = complaints.file;
    const found = `${text.length} characters`;
    throw new InputError(source, [{ where, found, expected: `a case file of at most ${LIMITS.characters}` }]);
  }
  const program = parse(text, complaints);
  const { variables, passed } = evaluate(program, complaints);
  return { ...tablesOf(program, variables, complaints), passed };
}

/** The network of such tables, from a case file or of the same form. @throws InputError naming every fault */
export const networkOfTables = (tables: CaseTables): NetworkRead => new Reader(tables).read();

class Reader {
  readonly #tables: CaseTables;
  readonly #problems: Problem[] = [];
  readonly #notes: Remark[] = [];

  constructor(tables: CaseTables) {
    this.#tables = tables;
  }

  read(): NetworkRead {
    const { passed, source, file } = this.#tables;
    if (passed.length > 0) this.#note('not_run', `not run, as it changes no table: ${some(passed, 5)}`);
    const busRows = [...this.#rows('bus', BUS)];
    const types = this.#busTypes(busRows);
    const supplied = (bus: string) => types.get(bus) !== ISOLATED;
    const generators = this.#generators(types)
      .filter((g) => supplied(g.bus))
      .map(withOrderedLimits);
    const base_kv = new Map(busRows.map((row) => [String(row.get('BUS_I')), row.get('BASE_KV')]));
    const setPoints = new Map(generators.filter((g) => g.in_service).map((g) => [g.bus, g.setPoint]));
    const rows = busRows.filter((row) => supplied(String(row.get('BUS_I'))));
    const kinds = this.#kinds(rows, types, setPoints);
    const buses = rows.map((row, i) => bus(row, kinds[i]!, setPoints.get(String(row.get('BUS_I')))));
    const loads = rows.flatMap(load);
    const shunts = rows.flatMap(shunt);
    const branches = this.#branches(types, base_kv);
    if (this.#problems.length > 0) throw new InputError(source, this.#problems);

    const isolated = [...types].filter(([, type]) => type === ISOLATED).map(([name]) => name);
    const cut_mw = busRows
      .filter((row) => types.get(String(row.get('BUS_I'))) === ISOLATED)
      .map((row) => row.given('PD') ?? 0);
    const inside = branches.filter((b) => supplied(b.from_bus) && supplied(b.to_bus));
    const couplers = inside.filter(isCoupler);
    if (couplers.length > 0) {
      const names = couplers.map((b) => `branch ${b.branch} (${b.from_bus}–${b.to_bus})`);
      this.#note('no_impedance', `without impedance, so taken as closed switches: ${some(names, 10)}`);
    }
    const crossed = generators.filter((g) => g.in_service && g.limitsCross);
    if (crossed.length > 0) {
      const names = crossed.map((g) => `generator ${g.generator} (bus ${g.bus})`);
      this.#note('limits_cross', `QMIN above QMAX, so taken as without reactive limits: ${some(names, 10)}`);
    }
    if (isolated.length > 0) {
      const cut = branches.length - inside.length;
      const mw = Number(cut_mw.reduce((sum, x) => sum + x, 0).toPrecision(6));
      const connected = `with ${cut} ${cut === 1 ? 'branch' : 'branches'}${mw === 0 ? '' : ` and a load of ${mw} MW`}`;
      this.#note('isolated', `isolated (BUS_TYPE 4) and left out: ${few(isolated)}, ${connected}`);
    }
    const { unused, others, named } = this.#tables;
    if (unused.length > 0) this.#note('not_used', `not used: ${unused.map(named).join(', ')}`);
    return {
      data: {
        name: file.replace(/\.m$/i, ''),
        base_mva: this.#tables.base_mva,
        buses,
        branches: inside.filter((b) => !isCoupler(b)),
        switches: couplers.map(closedSwitch),
        shunts: [...shunts, ...couplers.flatMap((b) => charging(b, this.#tables.base_mva))],
        loads,
        generators: generators.map(({ setPoint: _, limitsCross: _c, ...generator }) => generator),
        allows: { severalSlacks: true, negativeResistance: true, unknownVoltage: true },
      },
      notes: this.#notes,
      notHeld: [...others.map(named), ...isolated.map((bus) => `bus ${bus} (BUS_TYPE 4)`)],
      isolated: isolated.map((bus) => ({
        bus,
        because: `bus ${bus} is isolated in ${file} (BUS_TYPE 4)`,
      })),
    };
  }

  #note(id: string, text: string): void {
    this.#notes.push({ id: `network_${id}`, text });
  }

  /** Type of each bus by name; checks the bus numbers. */
  #busTypes(rows: readonly BusRow[]): Map<string, number> {
    const types = new Map<string, number>();
    const first = new Map<string, string>();
    for (const row of rows) {
      const number = row.get('BUS_I');
      const name = String(number);
      if (!Number.isSafeInteger(number) || number < 1) row.bad('BUS_I', number, 'a whole number from 1');
      const before = first.get(name);
      if (before) row.bad('BUS_I', number, 'bus numbers to differ', `also at ${before}`);
      else first.set(name, row.at);
      const type = row.get('BUS_TYPE');
      if (![1, 2, 3, ISOLATED].includes(type)) {
        row.bad('BUS_TYPE', type, '1 (PQ), 2 (PV), 3 (reference) or 4 (isolated)');
      }
      types.set(name, type);
    }
    return types;
  }

  /** Types of the buses, given which have a generator that holds their voltage. */
  #kinds(
    rows: readonly BusRow[],
    types: ReadonlyMap<string, number>,
    setPoints: ReadonlyMap<string, unknown>,
  ): BusKind[] {
    const unheld: string[] = [];
    const kinds = rows.map((row): BusKind => {
      const name = String(row.get('BUS_I'));
      const type = types.get(name);
      if (type !== 2 && type !== 3) return 'pq';
      if (setPoints.has(name)) return type === 3 ? 'slack' : 'pv';
      unheld.push(name);
      return 'pq';
    });
    if (unheld.length > 0) this.#note('unheld', `no generator in service, so taken as PQ: ${few(unheld)}`);
    if (kinds.includes('slack')) return kinds;
    const stand = kinds.indexOf('pv');
    if (stand < 0) {
      if (this.#problems.length > 0) return kinds; // a faulty bus may be the reference
      const where = `${this.#tables.file}, ${this.#tables.named('bus')}`;
      const expected = 'a bus of BUS_TYPE 3 or 2 with a generator in service';
      this.#problems.push({ where, found: 'no reference bus', expected });
      return kinds;
    }
    this.#note('no_reference', `no reference bus: PV bus ${rows[stand]!.get('BUS_I')} taken as reference`);
    return kinds.with(stand, 'slack');
  }

  #generators(types: ReadonlyMap<string, number>): Machine[] {
    return Array.from(this.#rows('gen', GEN), (row) => machine(row, this.#known(row, 'GEN_BUS', types)));
  }

  #branches(types: ReadonlyMap<string, number>, base_kv: ReadonlyMap<string, number>): Branch[] {
    return Array.from(this.#rows('branch', BRANCH), (row) =>
      branch(row, this.#known(row, 'F_BUS', types), this.#known(row, 'T_BUS', types), base_kv),
    );
  }

  #known<C extends Readonly<Record<string, number>>>(
    row: Row<C>,
    column: keyof C & string,
    types: ReadonlyMap<string, number>,
  ): string {
    const name = String(row.get(column));
    if (!types.has(name)) row.bad(column, row.get(column), `the number of a bus in ${this.#tables.named('bus')}`);
    return name;
  }

  #rows<C extends Readonly<Record<string, number>>>(table: 'bus' | 'gen' | 'branch', columns: C): Iterable<Row<C>> {
    const place = { file: this.#tables.file, table: this.#tables.named(table) };
    return rowsOf(this.#tables[table], columns, place, this.#problems);
  }
}

/** Limits that exclude every value count as none; the row of the file keeps them. */
function withOrderedLimits(g: Machine): Machine & { readonly limitsCross: boolean } {
  const { q_min_mvar: min = Number.NEGATIVE_INFINITY, q_max_mvar: max = Number.POSITIVE_INFINITY } = g;
  if (min <= max) return { ...g, limitsCross: false };
  const { q_min_mvar: _min, q_max_mvar: _max, ...rest } = g;
  return { ...rest, limitsCross: true };
}

const few = (names: readonly string[]): string => `${names.length === 1 ? 'bus' : 'buses'} ${some(names, 10)}`;

function some(names: readonly string[], max: number): string {
  const rest = names.length > max ? ` and ${names.length - max} more` : '';
  return `${names.slice(0, max).join(', ')}${rest}`;
}
