// One row of a table → one bus, load, shunt, generator or branch.
import type { Branch, Bus, BusKind, FileRow, Generator, Load, Shunt, Switch } from '../../model/data.ts';
import type { BRANCH, BUS, GEN } from './columns.ts';
import type { Row } from './rows.ts';

export type BusRow = Row<typeof BUS>;

/** A generator, and its voltage set point. */
export interface Machine extends Generator {
  readonly row: FileRow;
  readonly setPoint: SetPoint;
}

/** VG, read only where it is the set point of a bus; elsewhere it may have any value. */
export type SetPoint = () => number;

export function bus(row: BusRow, kind: BusKind, setPoint: SetPoint | undefined): Bus {
  const v_pu = kind === 'pq' ? row.given('VM') : setPoint!();
  return {
    bus: String(row.get('BUS_I')),
    kind,
    vn_kv: row.get('BASE_KV'),
    ...some('v_pu', v_pu === 0 ? undefined : v_pu),
    ...some('va_deg', row.given('VA')),
    ...some('v_min_pu', row.optional('VMIN')),
    ...some('v_max_pu', row.optional('VMAX')),
    at: row.at,
    row: row.cells,
  };
}

export function load(row: BusRow): Load[] {
  const [p_mw, q_mvar] = [row.get('PD'), row.get('QD')];
  const name = String(row.get('BUS_I'));
  return p_mw === 0 && q_mvar === 0 ? [] : [{ load: `load-${name}`, bus: name, p_mw, q_mvar, at: row.at }];
}

export function shunt(row: BusRow): Shunt[] {
  const [gs_mw, bs_mvar] = [row.get('GS'), row.get('BS')];
  return gs_mw === 0 && bs_mvar === 0 ? [] : [{ bus: String(row.get('BUS_I')), gs_mw, bs_mvar, at: row.at }];
}

export function machine(row: Row<typeof GEN>, name: string): Machine {
  const in_service = row.get('GEN_STATUS') > 0;
  const power = (column: 'PG' | 'QG') => (in_service ? row.get(column) : (row.given(column) ?? 0));
  return {
    generator: row.number,
    bus: name,
    p_mw: power('PG'),
    q_mvar: power('QG'),
    in_service,
    ...some('p_min_mw', row.given('PMIN')),
    ...some('p_max_mw', row.given('PMAX')),
    ...some('q_min_mvar', row.given('QMIN')),
    ...some('q_max_mvar', row.given('QMAX')),
    at: row.at,
    row: row.cells,
    setPoint: () => {
      const v_pu = row.get('VG');
      if (v_pu <= 0) row.bad('VG', v_pu, 'a voltage above 0, in p.u.');
      return v_pu;
    },
  };
}

export function branch(
  row: Row<typeof BRANCH>,
  from_bus: string,
  to_bus: string,
  base_kv: ReadonlyMap<string, number>,
): Branch {
  const in_service = row.get('BR_STATUS') !== 0;
  const value = (column: 'BR_R' | 'BR_X' | 'BR_B' | 'TAP' | 'SHIFT') =>
    in_service ? row.get(column) : (row.given(column) ?? 0);
  const [tap, shift_deg, rate] = [value('TAP'), value('SHIFT'), row.optional('RATE_A')];
  const [fromKv, toKv] = [base_kv.get(from_bus), base_kv.get(to_bus)];
  const read: Branch = {
    branch: row.number,
    kind: tap !== 0 || shift_deg !== 0 || fromKv !== toKv ? 'transformer' : 'line',
    from_bus,
    to_bus,
    r_pu: value('BR_R'),
    x_pu: value('BR_X'),
    g_pu: 0,
    b_pu: value('BR_B'),
    tap: tap === 0 ? 1 : tap,
    shift_deg,
    in_service,
    ...some('s_max_mva', rate === 0 ? undefined : rate),
    at: row.at,
    row: row.cells,
  };
  if (in_service && from_bus === to_bus) row.bad('T_BUS', to_bus, 'another bus than F_BUS');
  else if (isCoupler(read) && (read.tap !== 1 || shift_deg !== 0 || fromKv !== toKv)) {
    const ratio = `TAP ${tap} and SHIFT ${shift_deg} between ${fromKv} and ${toKv} kV`;
    row.bad('BR_X', 0, `an impedance other than 0, with ${ratio}`);
  }
  return read;
}

/** In service and without impedance: a bus coupler, or a very short section. Its two buses are one node. */
export const isCoupler = ({ in_service, r_pu, x_pu }: Branch): boolean => in_service && r_pu === 0 && x_pu === 0;

export const closedSwitch = ({ branch: name, from_bus, to_bus, at, row }: Branch): Switch => ({
  switch: name,
  from_bus,
  to_bus,
  closed: true,
  ...some('at', at),
  ...some('row', row),
});

/** The charging of a coupler, as a shunt at its node. */
export const charging = ({ from_bus, b_pu, at }: Branch, base_mva: number): Shunt[] =>
  b_pu === 0 ? [] : [{ bus: from_bus, gs_mw: 0, bs_mvar: b_pu * base_mva, ...some('at', at) }];

/** A member, where it has a value. */
function some<K extends string, V>(key: K, value: V | undefined): { readonly [k in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [k in K]: V });
}
