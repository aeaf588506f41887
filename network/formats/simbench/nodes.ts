import type { Bus, BusKind } from '../../model/data.ts';
import type { Row } from './table.ts';
import type { Tables } from './tables.ts';

/** Order in which a stronger kind replaces a weaker one. */
const RANK: Readonly<Record<BusKind, number>> = { pq: 0, pv: 1, slack: 2 };

/** The nodes of Node.csv, to which elements that hold a voltage give a kind. */
export class Nodes {
  readonly #rows: ReadonlyMap<string, Row>;
  readonly #coordinates: ReadonlyMap<string, Row>;
  readonly #buses = new Map<string, Bus>();

  constructor(tables: Tables) {
    this.#rows = tables.byId('Node');
    this.#coordinates = tables.byId('Coordinates');
    for (const row of tables.rows('Node')) this.#buses.set(row.given('id') ?? '', this.#bus(row));
  }

  get buses(): Bus[] {
    return [...this.#buses.values()];
  }

  /** The bus that a row names. */
  bus(row: Row, column = 'node'): string {
    const bus = row.text(column);
    if (bus !== '' && !this.#buses.has(bus)) row.bad(column, bus, 'the id of a row of Node.csv');
    return bus;
  }

  pair(row: Row, from: string, to: string): readonly [string, string] {
    return [this.bus(row, from), this.bus(row, to)];
  }

  vn_kv(bus: string): number {
    return this.#buses.get(bus)?.vn_kv ?? 1;
  }

  checkOneVoltage(row: Row, from: string, to: string, hint: string): void {
    const [a, b] = [this.#buses.get(from)?.vn_kv, this.#buses.get(to)?.vn_kv];
    if (a !== undefined && b !== undefined && a !== b)
      row.bad('nodeB', `${to}, a node of ${b} kV`, `a node of ${a} kV, as ${from} is`, hint);
  }

  /** An element holds the voltage of its node at the set point of Node.csv. */
  hold(bus: string, kind: 'slack' | 'pv', element: Row): void {
    const known = this.#buses.get(bus);
    const node = this.#rows.get(bus);
    if (!known || !node) return;
    const v_pu = node.optional('vmSetp');
    if (v_pu === undefined || v_pu <= 0)
      node.bad('vmSetp', node.given('vmSetp'), `a set point above 0, which ${element.at} holds here`);
    if (RANK[kind] <= RANK[known.kind]) return;
    const angle = kind === 'slack' ? { va_deg: node.optional('vaSetp') ?? 0 } : {};
    this.#buses.set(bus, { ...known, kind, v_pu: v_pu ?? 1, ...angle });
  }

  /** Adds a node that the tables lack: one inside of an equivalent. */
  add(bus: Bus): void {
    this.#buses.set(bus.bus, bus);
  }

  #bus(row: Row): Bus {
    const [v_min_pu, v_max_pu] = [row.optional('vmMin'), row.optional('vmMax')];
    if (v_min_pu !== undefined && v_max_pu !== undefined && v_min_pu >= v_max_pu)
      row.bad('vmMin', v_min_pu, `a number below vmMax, ${v_max_pu}`);
    const place = this.#coordinates.get(row.given('coordID') ?? '');
    const [x, y] = [place?.optional('x'), place?.optional('y')];
    return {
      bus: row.given('id') ?? '',
      kind: 'pq',
      vn_kv: row.positive('vmR'),
      ...(v_min_pu === undefined ? {} : { v_min_pu }),
      ...(v_max_pu === undefined ? {} : { v_max_pu }),
      ...(x === undefined || y === undefined ? {} : { x, y }),
      at: row.at,
    };
  }
}
