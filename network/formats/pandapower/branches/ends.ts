// Ends of branches that hang free: behind an open switch of kind l, t or t3, or, of a line, at a bus out of service. Such a branch
// ends at an extra bus, so that its charging or no-load current stays.
import type { Bus } from '../../../model/data.ts';
import type { Net, NetBus } from '../file/net.ts';
import type { Row } from '../file/table.ts';

/** Tables of branches with switches, by the letters of `et`. */
const TABLES: ReadonlyMap<string, { readonly table: string; readonly columns: readonly string[] }> = new Map([
  ['l', { table: 'line', columns: ['from_bus', 'to_bus'] }],
  ['t', { table: 'trafo', columns: ['hv_bus', 'lv_bus'] }],
  ['t3', { table: 'trafo3w', columns: ['hv_bus', 'mv_bus', 'lv_bus'] }],
]);

/** An end of a branch: at its bus, at an extra bus, or none, where nothing can be connected. */
export interface End {
  readonly bus: NetBus;
  readonly state: 'connected' | 'free' | 'out';
}

export class Ends {
  /** Buses at which an end is open, by `line 3`. */
  readonly #open = new Map<string, Set<string>>();
  /** The extra buses. */
  readonly buses: Bus[] = [];

  /** @param switches rows of other kinds than `b` */
  constructor(net: Net, switches: Iterable<Row>) {
    const elements = new Map([...TABLES.values()].map(({ table }) => [table, keysOf(net, table)]));
    for (const row of switches) {
      const of = TABLES.get(row.text('et') ?? '');
      if (!of) {
        row.bad('et', row.cell('et'), 'b (bus–bus), l (line), t (transformer) or t3 (three-winding transformer)');
        continue;
      }
      if (row.state('closed')) {
        net.note('closed_end', 'switch', row, CLOSED_END);
        continue;
      }
      const branch = elements.get(of.table)!.get(row.reference('element'));
      const bus = row.reference('bus');
      if (!branch) row.bad('element', row.cell('element'), `the index of a row of ${of.table}`);
      else if (!of.columns.some((column) => branch.reference(column) === bus))
        row.bad('bus', row.cell('bus'), `a bus at an end of ${of.table} ${branch.key}`);
      else this.#openAt(`${of.table} ${branch.key}`, bus);
    }
  }

  #openAt(branch: string, bus: string): void {
    const known = this.#open.get(branch);
    if (known) known.add(bus);
    else this.#open.set(branch, new Set([bus]));
  }

  /** The end of a branch at the bus of a column; undefined where there is no such bus, which is a problem. */
  of(net: Net, table: string, row: Row, column: string): End | undefined {
    const bus = net.bus(row, column);
    if (!bus) return undefined;
    const isOpen = this.#open.get(`${table} ${row.key}`)?.has(bus.name) ?? false;
    if (!bus.in_service) return { bus, state: table === 'line' ? 'free' : 'out' };
    return { bus, state: isOpen ? 'free' : 'connected' };
  }

  /** The name of the bus at which an end of a branch in service is connected; a free one gets an extra bus. */
  connect(table: string, row: Row, { bus, state }: End): string {
    if (state === 'connected') return bus.name;
    const name = `${table} ${row.key} open at ${bus.name}`;
    this.buses.push({ bus: name, kind: 'pq', vn_kv: bus.vn_kv, at: row.at });
    return name;
  }
}

const CLOSED_END = (what: string) => `closed switches at ends of branches, which a case cannot open, left out: ${what}`;

const keysOf = (net: Net, table: string): ReadonlyMap<string, Row> =>
  new Map(Array.from(net.rows(table), (row) => [row.key, row]));
