// Loads, in-feeds, storages, power plants, external networks and shunts of SimBench tables. RES, PowerPlant and ExternalNet give
// what feeds, Load, Storage and the wards what draws.
import type { Shunt } from '../../model/data.ts';
import type { Tally } from '../elements/tally.ts';
import { dcLinesOf } from './branches.ts';
import type { Machine, Power, PowerTable, SimbenchLine } from './grid.ts';
import type { Nodes } from './nodes.ts';
import type { Row } from './table.ts';
import type { Tables } from './tables.ts';

type CalcType = 'vavm' | 'pvm' | 'pq' | 'ward' | 'xward';

/** Spellings in small letters that occur in SimBench data. */
const CALC_TYPES: ReadonlyMap<string, CalcType> = new Map([
  ...['vavm', 'vmva', 'slack', 'sl'].map((word) => [word, 'vavm'] as const),
  ...['pvm', 'vmp', 'pv'].map((word) => [word, 'pvm'] as const),
  ['pq', 'pq'],
  ['ward', 'ward'],
  ['xward', 'xward'],
]);

/** Collects what feeds and draws at the nodes. */
export class Powers {
  readonly powers: Power[] = [];
  readonly machines: Machine[] = [];
  readonly shunts: Shunt[] = [];
  /** Series impedances of extended Ward equivalents. */
  readonly lines: SimbenchLine[] = [];
  readonly supplies: string[] = [];
  readonly #nodes: Nodes;
  readonly #tally: Tally;
  readonly #names = new Set<string>();

  constructor(tables: Tables, nodes: Nodes, tally: Tally) {
    this.#nodes = nodes;
    this.#tally = tally;
    for (const row of tables.rows('Load')) this.#power(row, 'Load', row.number('pLoad'), row.number('qLoad'));
    for (const row of tables.rows('RES')) this.#plant(row, 'RES', 'pRES', 'qRES');
    for (const row of tables.rows('Storage')) this.#power(row, 'Storage', row.number('pStor'), row.number('qStor'));
    for (const row of tables.rows('PowerPlant')) this.#plant(row, 'PowerPlant', 'pPP', 'qPP');
    for (const row of tables.rows('ExternalNet')) this.#plant(row, 'ExternalNet', 'pExtNet', 'qExtNet');
    for (const row of tables.rows('Shunt'))
      this.shunts.push({ bus: nodes.bus(row), gs_mw: row.number('p0'), bs_mvar: 0 - row.number('q0'), at: row.at });
    for (const { row, type } of dcLinesOf(tables)) this.#dcLine(row, type);
  }

  #plant(row: Row, table: 'RES' | 'PowerPlant' | 'ExternalNet', p: string, q: string): void {
    const word = row.text('calc_type');
    const type = CALC_TYPES.get(word.toLowerCase());
    const isWard = type === 'ward' || type === 'xward';
    if (type === undefined || (isWard && table !== 'ExternalNet')) {
      if (word !== '')
        row.bad('calc_type', word, table === 'ExternalNet' ? 'vavm, pvm, pq, Ward or xWard' : 'vavm, pvm or pq');
    } else if (type === 'pq') this.#power(row, table, 0 - row.number(p), 0 - row.number(q));
    else if (isWard) this.#ward(row, type === 'xward');
    else this.#machine(row, table, type, type === 'pvm' ? row.number(p) : (row.optional(p) ?? 0));
  }

  #power(row: Row, table: PowerTable, p_mw: number, q_mvar: number): void {
    const [profile, type, s_mva] = [row.given('profile'), row.given('type'), row.optional('sR')];
    this.powers.push({
      id: this.#name(row, table),
      table,
      bus: this.#nodes.bus(row),
      p_mw,
      q_mvar,
      ...(profile === undefined ? {} : { profile }),
      ...(type === undefined ? {} : { type }),
      ...(s_mva === undefined ? {} : { s_mva }),
      ...(table === 'Storage' ? { storage: storageOf(row) } : {}),
      at: row.at,
    });
  }

  #machine(row: Row, table: PowerTable, type: 'vavm' | 'pvm', p_mw: number): void {
    const bus = this.#nodes.bus(row);
    this.#nodes.hold(bus, type === 'vavm' ? 'slack' : 'pv', row);
    if (type === 'pvm' && (row.optional('dspf') ?? 0) !== 0)
      this.#tally.add(
        'distributed_slack',
        `${table} ${row.given('id')}`,
        (what) => `not part of a distributed slack (dspf): ${what}`,
      );
    if (type === 'vavm' && table === 'ExternalNet') {
      this.supplies.push(bus);
      return;
    }
    const [q_min_mvar, q_max_mvar] = [row.optional('qMin'), row.optional('qMax')];
    const profile = row.given('profile');
    this.machines.push({
      id: this.#name(row, table),
      table,
      bus,
      p_mw,
      ...(profile === undefined ? {} : { profile }),
      ...(q_min_mvar === undefined || q_max_mvar === undefined || q_min_mvar > q_max_mvar
        ? {}
        : { q_min_mvar, q_max_mvar }),
      at: row.at,
    });
  }

  /** A constant power and a constant admittance; an extended one also a voltage behind an impedance. */
  #ward(row: Row, isExtended: boolean): void {
    const bus = this.#nodes.bus(row);
    this.#power(row, 'Ward', row.optional('pExtNet') ?? 0, row.optional('qExtNet') ?? 0);
    const [gs_mw, q_mvar] = [row.optional('pWardShunt') ?? 0, row.optional('qWardShunt') ?? 0];
    if (gs_mw !== 0 || q_mvar !== 0) this.shunts.push({ bus, gs_mw, bs_mvar: 0 - q_mvar, at: row.at });
    if (!isExtended) return;
    const inner = `${row.given('id')} inner`;
    const vn_kv = this.#nodes.vn_kv(bus);
    this.#nodes.add({ bus: inner, kind: 'pv', vn_kv, v_pu: row.positive('vmXWard'), at: row.at });
    this.lines.push({
      line: `${row.given('id')} xWard`,
      from_bus: bus,
      to_bus: inner,
      length_km: 1,
      r_ohm_per_km: row.number('rXWard'),
      x_ohm_per_km: row.number('xXWard'),
      b_us_per_km: 0,
      at: row.at,
    });
  }

  /** In-feeds that hold the voltages of both ends: −p where it begins, and what the losses leave of p at its end. */
  #dcLine(row: Row, type: Row): void {
    const p_mw = type.number('pDCLine');
    const arriving = p_mw * (1 - type.number('relPLosses') / 100) - type.number('fixPLosses');
    const [a, b] = this.#nodes.pair(row, 'nodeA', 'nodeB');
    const id = row.given('id') ?? '';
    const ends = [
      { id: `${id} at ${a}`, bus: a, p_mw: 0 - p_mw, limits: ['qMinA', 'qMaxA'] },
      { id: `${id} at ${b}`, bus: b, p_mw: arriving, limits: ['qMinB', 'qMaxB'] },
    ] as const;
    for (const { limits, ...end } of ends) {
      this.#nodes.hold(end.bus, 'pv', row);
      const [q_min_mvar, q_max_mvar] = limits.map((column) => type.optional(column));
      const has = q_min_mvar !== undefined && q_max_mvar !== undefined && q_min_mvar <= q_max_mvar;
      this.machines.push({ ...end, table: 'Line', ...(has ? { q_min_mvar, q_max_mvar } : {}), at: row.at });
    }
    this.#tally.add('dc_line', `line ${id}`, (what) => `a DC line is two in-feeds of fixed power and voltage: ${what}`);
  }

  #name(row: Row, table: PowerTable): string {
    const id = row.given('id') ?? '';
    const name = this.#names.has(id) ? `${table} ${id}` : id;
    this.#names.add(name);
    return name;
  }
}

function storageOf(row: Row): NonNullable<Power['storage']> {
  const entries = { e_mwh: 'eStore', eta: 'etaStore', self_discharge_percent: 'sdStore', level: 'chargeLevel' };
  const values = Object.entries(entries).map(([field, column]) => [field, row.optional(column)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}
