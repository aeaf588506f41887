// NetworkData → pandapower JSON in format 2.14.0, which pandapower 2.14, 3.1 and 3.5 open and solve in the same way. Missing tables are filled by
// its reader. Ratios of taps are in `vn_hv_kv`.
import { InputError, type Problem } from '../../../../base/index.ts';
import type { Branch, Bus, Generator, Load, NetworkData, Shunt, Zip } from '../../../model/data.ts';
import { topologyOf } from '../../../model/topology.ts';
import { branchTables, F_HZ, halvesAsShunts } from './branches.ts';
import { BUS, EXT_GRID, GEN, GEODATA, LIMITS, LOAD, RES_BUS, SGEN, SHUNT, SWITCH } from './columns.ts';
import { type Cells, type Columns, frame, keysOf } from './frame.ts';

const VERSION = '2.14.0';

/** A power flow of the network that is written with it, as `res_bus`: voltages, and the power that each bus draws. */
export interface SolvedState {
  readonly buses: readonly {
    readonly bus: string;
    readonly vm_pu: number;
    readonly va_deg: number;
    /** Of its loads less its machines, without shunts. */
    readonly p_mw: number;
    readonly q_mvar: number;
  }[];
}

/**
 * @param state buses that are not in it are written without values
 * @throws InputError naming what the format cannot represent
 */
export function writePandapower(data: NetworkData, state?: SolvedState): string {
  const writer = new Writer(data);
  const tables = { ...writer.tables(), ...(state ? { res_bus: writer.results(state) } : {}) };
  const options = data.enforce_q_limits ? { enforce_q_lims: true } : {};
  return JSON.stringify({
    _module: 'pandapower.auxiliary',
    _class: 'pandapowerNet',
    _object: {
      ...tables,
      version: VERSION,
      format_version: VERSION,
      converged: state !== undefined,
      name: data.name,
      f_hz: F_HZ,
      sn_mva: data.base_mva,
      std_types: { line: {}, trafo: {}, trafo3w: {} },
      user_pf_options: options,
    },
  });
}

/** What a node has in common: which of its buses holds the voltage, and the voltage dependence of all its loads. */
interface Node {
  holder?: Bus;
  zip?: Zip;
  isMixed: boolean;
}

class Writer {
  readonly #data: NetworkData;
  readonly #keys: ReadonlyMap<string, number>;
  readonly #vn_kv: ReadonlyMap<string, number>;
  readonly #nodeOf: (bus: string) => Node;
  /** With the halves of branches that no row of a branch holds. */
  readonly #shunts: readonly Shunt[];

  constructor(data: NetworkData) {
    this.#data = data;
    const names = data.buses.map(({ bus }) => bus);
    const keys = keysOf(names, /^(0|[1-9]\d{0,9})$/);
    this.#keys = new Map(names.map((name, i) => [name, keys[i]!]));
    this.#vn_kv = new Map(data.buses.map(({ bus, vn_kv }) => [bus, vn_kv]));
    const { fused, busIndex } = topologyOf(data);
    const nodes = new Map<number, Node>();
    this.#nodeOf = (bus) => {
      const head = fused(busIndex.get(bus)!);
      const node = nodes.get(head) ?? { isMixed: false };
      nodes.set(head, node);
      return node;
    };
    for (const bus of data.buses) {
      const node = this.#nodeOf(bus.bus);
      if (bus.kind === 'slack' || (bus.kind === 'pv' && node.holder === undefined)) node.holder = bus;
    }
    const powers = [...data.loads, ...data.generators.filter((g) => g.in_service && !this.#nodeOf(g.bus).holder)];
    for (const { bus, zip = CONSTANT } of powers as readonly Pick<Load, 'bus' | 'zip'>[]) {
      const node = this.#nodeOf(bus);
      node.zip ??= zip;
      node.isMixed ||= node.zip.z !== zip.z || node.zip.i !== zip.i;
    }
    this.#shunts = [...data.shunts, ...halvesAsShunts(data, this.#endsOf)];
    const problems = [...this.#unwritable()];
    if (problems.length > 0) throw new InputError(data.name, problems);
  }

  tables() {
    const { buses, switches } = this.#data;
    const placed = buses.filter(({ x, y }) => x !== undefined && y !== undefined);
    const shunts = [...this.#shunts, ...this.#impedanceParts()];
    return {
      bus: this.#busTable(),
      ...(placed.length > 0
        ? {
            bus_geodata: frame(
              GEODATA,
              placed.map(({ bus, x, y }) => [this.#keys.get(bus)!, { x: x!, y: y! }] as const),
            ),
          }
        : {}),
      ext_grid: this.#rows(
        'ext_grid',
        EXT_GRID,
        buses.filter(({ kind }) => kind === 'slack'),
        nameOfBus,
        extGrid,
      ),
      ...this.#machines(),
      ...this.#powers(),
      shunt: this.#rows(
        'shunt',
        SHUNT,
        shunts,
        () => '',
        (shunt) => ({
          ...{ name: null, p_mw: shunt.gs_mw, q_mvar: -shunt.bs_mvar, vn_kv: this.#vn_kv.get(shunt.bus)! },
          ...{ step: 1, max_step: 1, in_service: true },
        }),
      ),
      switch: frame(
        SWITCH,
        this.#keyed('switch', switches, (s) => s.switch).map(([key, { switch: name, from_bus, to_bus, closed }]) => {
          const ends = { bus: this.#keys.get(from_bus)!, element: this.#keys.get(to_bus)! };
          return [key, { ...ends, et: 'b', type: null, closed, name, z_ohm: 0, in_ka: null }] as const;
        }),
      ),
      ...branchTables(this.#data, this.#endsOf),
    };
  }

  readonly #endsOf = ({ from_bus, to_bus }: Branch) => ({
    from: this.#keys.get(from_bus)!,
    to: this.#keys.get(to_bus)!,
    from_kv: this.#vn_kv.get(from_bus)!,
    to_kv: this.#vn_kv.get(to_bus)!,
  });

  results({ buses }: SolvedState) {
    const solved = new Map(buses.map((row) => [row.bus, row]));
    const shunts = new Map<string, { p: number; q: number }>();
    for (const { bus, gs_mw, bs_mvar } of this.#shunts) {
      const { p, q } = shunts.get(bus) ?? { p: 0, q: 0 };
      shunts.set(bus, { p: p + gs_mw, q: q - bs_mvar });
    }
    const rows = this.#data.buses.map(({ bus }): readonly [number, Cells<typeof RES_BUS>] => {
      const row = solved.get(bus);
      const { p, q } = shunts.get(bus) ?? { p: 0, q: 0 };
      const square = (row?.vm_pu ?? 0) ** 2;
      const cells = row
        ? { vm_pu: row.vm_pu, va_degree: row.va_deg, p_mw: row.p_mw + p * square, q_mvar: row.q_mvar + q * square }
        : { vm_pu: null, va_degree: null, p_mw: null, q_mvar: null };
      return [this.#keys.get(bus)!, cells];
    });
    return frame(RES_BUS, rows);
  }

  *#unwritable(): Iterable<Problem> {
    for (const { bus, vn_kv, at } of this.#data.buses)
      if (vn_kv === 0)
        yield { where: `${at ?? `bus ${bus}`}, vn_kv`, found: 0, expected: 'a nominal voltage above 0, in kV' };
    for (const { load, bus, zip, at } of this.#data.loads) {
      if (!zip?.i || !this.#nodeOf(bus).isMixed) continue;
      const expected =
        'equal shares at all loads of a node, since pandapower applies their mean to the sum of the powers';
      yield { where: `${at ?? `load ${load}`}, zip_i`, found: zip.i, expected };
    }
  }

  #busTable() {
    const hasLimits = this.#data.buses.some((bus) => bus.v_min_pu !== undefined || bus.v_max_pu !== undefined);
    const rows = this.#data.buses.map(({ bus, vn_kv, v_min_pu, v_max_pu }) => {
      const limits = { min_vm_pu: v_min_pu ?? null, max_vm_pu: v_max_pu ?? null };
      return [this.#keys.get(bus)!, { name: bus, vn_kv, type: 'b', zone: null, in_service: true, ...limits }] as const;
    });
    return hasLimits ? frame({ ...BUS, ...LIMITS }, rows) : frame(BUS, rows);
  }

  /** Machines that hold a voltage, and one without power where a PV bus has none. */
  #machines() {
    const held = this.#data.generators.filter(({ bus }) => this.#nodeOf(bus).holder);
    const alone = new Set(held.filter((g) => g.in_service).map((g) => this.#nodeOf(g.bus)));
    const bare = this.#data.buses
      .filter((bus) => bus.kind === 'pv' && !alone.has(this.#nodeOf(bus.bus)))
      .map(({ bus }): Generator => ({ generator: bus, bus, p_mw: 0, q_mvar: 0, in_service: true }));
    const cells = (g: Generator) => ({
      ...{ name: g.generator, p_mw: g.p_mw, vm_pu: this.#nodeOf(g.bus).holder!.v_pu ?? 1, sn_mva: null },
      ...{ min_p_mw: g.p_min_mw ?? null, max_p_mw: g.p_max_mw ?? null },
      ...{ min_q_mvar: g.q_min_mvar ?? null, max_q_mvar: g.q_max_mvar ?? null },
      ...{ scaling: 1, slack: false, in_service: g.in_service, slack_weight: 0, type: null },
    });
    return { gen: this.#rows('gen', GEN, [...held, ...bare], (g) => g.generator, cells) };
  }

  /** Loads, and in-feeds: those named `sgen-3`, those of negative power under any other name than `load-3`, and machines at PQ buses. */
  #powers() {
    const isFeed = ({ load, p_mw, zip }: Load) => !zip && (/^sgen-/.test(load) || (p_mw < 0 && !/^load-/.test(load)));
    const feeds = this.#data.loads.filter(isFeed);
    const loads = this.#data.loads.filter((load) => !isFeed(load));
    const machines = this.#data.generators
      .filter(({ bus }) => !this.#nodeOf(bus).holder)
      .map((g) => ({ name: g.generator, bus: g.bus, p_mw: g.p_mw, q_mvar: g.q_mvar, in_service: g.in_service }));
    const all = [
      ...feeds.map(({ load, bus, p_mw, q_mvar }) => ({
        name: load,
        bus,
        p_mw: -p_mw,
        q_mvar: -q_mvar,
        in_service: true,
      })),
      ...machines,
    ];
    return {
      load: this.#rows(
        'load',
        LOAD,
        loads,
        (load) => load.load,
        ({ load, bus, p_mw, q_mvar, zip = CONSTANT }) => {
          const { isMixed } = this.#nodeOf(bus);
          const share = isMixed ? zip.p : 1;
          const shares = isMixed ? CONSTANT : zip;
          return {
            ...{ name: load, p_mw: p_mw * share, q_mvar: q_mvar * share },
            ...{ const_z_percent: 100 * shares.z, const_i_percent: 100 * shares.i },
            ...{ sn_mva: null, scaling: 1, in_service: true, type: 'wye' },
          };
        },
      ),
      sgen: this.#rows(
        'sgen',
        SGEN,
        all,
        ({ name }) => name,
        ({ name, p_mw, q_mvar, in_service }) => ({
          ...{ name, p_mw, q_mvar, sn_mva: null, scaling: 1, in_service, type: null, current_source: true },
        }),
      ),
    };
  }

  /** Constant-impedance parts of loads where a node has loads of different shares. */
  #impedanceParts(): Shunt[] {
    return this.#data.loads.flatMap(({ bus, p_mw, q_mvar, zip }) =>
      zip && zip.z !== 0 && this.#nodeOf(bus).isMixed ? [{ bus, gs_mw: zip.z * p_mw, bs_mvar: -zip.z * q_mvar }] : [],
    );
  }

  #keyed<T>(table: string, rows: readonly T[], nameOf: (row: T) => string): (readonly [number, T])[] {
    const keys = keysOf(rows.map(nameOf), new RegExp(`^${table}-(\\d{1,10})$`));
    return rows.map((row, i) => [keys[i]!, row] as const);
  }

  /** A table of elements at one bus. */
  #rows<C extends Columns & { readonly bus: 'uint32' }, T extends { readonly bus: string }>(
    table: string,
    columns: C,
    rows: readonly T[],
    nameOf: (row: T) => string,
    cellsOf: (row: T) => Omit<Cells<C>, 'bus'>,
  ) {
    const keyed = this.#keyed(table, rows, nameOf);
    return frame(
      columns,
      keyed.map(
        ([key, row]) => [key, { ...cellsOf(row), bus: this.#keys.get(row.bus)! } as unknown as Cells<C>] as const,
      ),
    );
  }
}

const CONSTANT: Zip = { z: 0, i: 0, p: 1 };
const nameOfBus = ({ bus }: Bus) => bus;
const extGrid = ({ v_pu, va_deg }: Bus) => ({
  ...{ name: null, vm_pu: v_pu ?? 1, va_degree: va_deg ?? 0, slack_weight: 1, in_service: true },
});
