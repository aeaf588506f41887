// Tables of a case → NetworkData, as MATPOWER's own power flow takes them (MATPOWER User's Manual, chapter 3 and
// appendix B):
//   bus type    3 reference, 2 PV, 1 PQ, 4 isolated (left out, with what hangs at it)
//   set point   VG of the last generator in service at the bus; a reference or PV bus without one becomes PQ;
//               without any reference the first PV bus becomes it
//   TAP         0 means 1; positive SHIFT delays the to-side
//   RATE_A      0 means no limit
import { InputError, type Problem, type Remark } from '../../../base/index.ts';
import type { Branch, Bus, BusKind, Generator, Load, Shunt } from '../../data.ts';
import type { NetworkRead } from '../format.ts';
import { BRANCH, BUS, GEN } from './columns.ts';
import { evaluate } from './evaluate.ts';
import { Complaints, LIMITS } from './limits.ts';
import { parse } from './parser.ts';
import { type Row, rowsOf } from './rows.ts';
import { type Tables, tablesOf } from './tables.ts';

const ISOLATED = 4;

/** @throws InputError; `source` is the file's name as its messages print it. */
export function readMatpower(text: string, source: string): NetworkRead {
  const complaints = new Complaints(source);
  if (text.length > LIMITS.characters) {
    const where = complaints.file;
    const found = `${text.length} characters`;
    throw new InputError(source, [{ where, found, expected: `a case file of at most ${LIMITS.characters}` }]);
  }
  const program = parse(text, complaints);
  const tables = tablesOf(program, evaluate(program, complaints), complaints);
  return new Reader(tables, complaints).read();
}

type BusRow = Row<typeof BUS>;

class Reader {
  readonly #tables: Tables;
  readonly #complaints: Complaints;
  readonly #problems: Problem[] = [];
  readonly #notes: Remark[] = [];

  constructor(tables: Tables, complaints: Complaints) {
    this.#tables = tables;
    this.#complaints = complaints;
  }

  read(): NetworkRead {
    const busRows = [...this.#rows('bus', BUS)];
    const types = this.#busTypes(busRows);
    const supplied = (bus: string) => types.get(bus) !== ISOLATED;
    const generators = this.#generators(types).filter((g) => supplied(g.bus));
    const base_kv = new Map(busRows.map((row) => [String(row.get('BUS_I')), row.get('BASE_KV')]));
    const branches = this.#branches(types, base_kv);
    const setPoints = new Map(generators.filter((g) => g.in_service).map((g) => [g.bus, g.v_pu]));
    const rows = busRows.filter((row) => supplied(String(row.get('BUS_I'))));
    const kinds = this.#kinds(rows, types, setPoints);
    const buses = rows.map((row, i) => bus(row, kinds[i]!, setPoints));
    const loads = rows.flatMap(load);
    const shunts = rows.flatMap(shunt);
    if (this.#problems.length > 0) throw new InputError(this.#complaints.source, this.#problems);

    const isolated = [...types].filter(([, type]) => type === ISOLATED).map(([name]) => name);
    const cutLoad = busRows.filter((row) => !supplied(String(row.get('BUS_I')))).flatMap(load);
    const inside = branches.filter((b) => supplied(b.from_bus) && supplied(b.to_bus));
    if (isolated.length > 0) {
      const cut = branches.length - inside.length;
      const mw = Number(cutLoad.reduce((sum, { p_mw }) => sum + p_mw, 0).toPrecision(6));
      const beside = `with ${cut} ${cut === 1 ? 'branch' : 'branches'}${mw === 0 ? '' : ` and a load of ${mw} MW`}`;
      this.#note('isolated', `isolated (BUS_TYPE 4) and left out: ${few(isolated)}, ${beside}`);
    }
    const { unused, named } = this.#tables;
    if (unused.length > 0) this.#note('not_used', `not used: ${unused.map(named).join(', ')}`);
    return {
      data: {
        name: this.#complaints.file.replace(/\.m$/i, ''),
        base_mva: this.#tables.base_mva,
        buses,
        branches: inside,
        switches: [],
        shunts,
        loads,
        generators: generators.map(({ v_pu: _, ...generator }) => generator),
        allows: { severalSlacks: true, negativeResistance: true, unknownVoltage: true },
      },
      notes: this.#notes,
      isolated: isolated.map((bus) => ({
        bus,
        because: `bus ${bus} is isolated in ${this.#complaints.file} (BUS_TYPE 4)`,
      })),
    };
  }

  #note(id: string, text: string): void {
    this.#notes.push({ id: `network_${id}`, text });
  }

  /** Each bus's type by name; its number is checked here. */
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

  /** Types after asking which buses have a generator to hold their voltage. */
  #kinds(
    rows: readonly BusRow[],
    types: ReadonlyMap<string, number>,
    setPoints: ReadonlyMap<string, number>,
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
      if (this.#problems.length > 0) return kinds; // a bus misread may have been the reference
      const where = `${this.#complaints.file}, ${this.#tables.named('bus')}`;
      const expected = 'a bus of BUS_TYPE 3 or 2 with a generator in service';
      this.#problems.push({ where, found: 'no reference bus', expected });
      return kinds;
    }
    this.#note('no_reference', `no reference bus: PV bus ${rows[stand]!.get('BUS_I')} taken as reference`);
    return kinds.with(stand, 'slack');
  }

  #generators(types: ReadonlyMap<string, number>): (Generator & { v_pu: number })[] {
    return Array.from(this.#rows('gen', GEN), (row) => ({
      generator: row.number,
      bus: this.#known(row, 'GEN_BUS', types),
      p_mw: row.get('PG'),
      q_mvar: row.get('QG'),
      in_service: row.get('GEN_STATUS') > 0,
      v_pu: row.get('VG'),
      at: row.at,
    }));
  }

  #branches(types: ReadonlyMap<string, number>, base_kv: ReadonlyMap<string, number>): Branch[] {
    return Array.from(this.#rows('branch', BRANCH), (row) => {
      const from_bus = this.#known(row, 'F_BUS', types);
      const to_bus = this.#known(row, 'T_BUS', types);
      const tap = row.get('TAP');
      const shift_deg = row.get('SHIFT');
      const rate = row.optional('RATE_A');
      const transforms = tap !== 0 || shift_deg !== 0 || base_kv.get(from_bus) !== base_kv.get(to_bus);
      const limit = rate === undefined || rate === 0 ? {} : { s_max_mva: rate };
      return {
        branch: row.number,
        kind: transforms ? 'transformer' : 'line',
        from_bus,
        to_bus,
        r_pu: row.get('BR_R'),
        x_pu: row.get('BR_X'),
        g_pu: 0,
        b_pu: row.get('BR_B'),
        tap: tap === 0 ? 1 : tap,
        shift_deg,
        in_service: row.get('BR_STATUS') !== 0,
        ...limit,
        at: row.at,
      };
    });
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
    const place = { file: this.#complaints.file, table: this.#tables.named(table) };
    return rowsOf(this.#tables[table], columns, place, this.#problems);
  }
}

function bus(row: BusRow, kind: BusKind, setPoints: ReadonlyMap<string, number>): Bus {
  const name = String(row.get('BUS_I'));
  const [v_min_pu, v_max_pu] = [row.optional('VMIN'), row.optional('VMAX')];
  return {
    bus: name,
    kind,
    vn_kv: row.get('BASE_KV'),
    v_pu: kind === 'pq' ? row.get('VM') : setPoints.get(name)!,
    va_deg: row.get('VA'),
    ...(v_min_pu === undefined ? {} : { v_min_pu }),
    ...(v_max_pu === undefined ? {} : { v_max_pu }),
    at: row.at,
  };
}

function load(row: BusRow): Load[] {
  const [p_mw, q_mvar] = [row.get('PD'), row.get('QD')];
  const name = String(row.get('BUS_I'));
  return p_mw === 0 && q_mvar === 0 ? [] : [{ load: `load-${name}`, bus: name, p_mw, q_mvar, at: row.at }];
}

function shunt(row: BusRow): Shunt[] {
  const [gs_mw, bs_mvar] = [row.get('GS'), row.get('BS')];
  return gs_mw === 0 && bs_mvar === 0 ? [] : [{ bus: String(row.get('BUS_I')), gs_mw, bs_mvar, at: row.at }];
}

function few(names: readonly string[]): string {
  const rest = names.length > 10 ? ` and ${names.length - 10} more` : '';
  return `${names.length === 1 ? 'bus' : 'buses'} ${names.slice(0, 10).join(', ')}${rest}`;
}
