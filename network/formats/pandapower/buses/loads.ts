// What draws or feeds power at a bus: loads, in-feeds, storages, motors, and the power parts of wards. Load convention.
import type { Load, Zip } from '../../../model/data.ts';
import type { Net } from '../file/net.ts';
import type { Row } from '../file/table.ts';

/** Power of an element, and the shares of its voltage dependence: of p and of q. */
interface Drawn {
  readonly p_mw: number;
  readonly q_mvar: number;
  readonly shares?: { readonly p: Zip; readonly q: Zip };
}

const TABLES: Readonly<Record<string, (row: Row, net: Net) => Drawn>> = {
  load: (row, net) => ({ ...scaled(row, 1), ...sharesOf(row, net) }),
  sgen: (row) => scaled(row, -1),
  storage: (row) => scaled(row, 1),
  motor: (row) => motor(row),
  asymmetric_load: (row) => threePhases(row, 1),
  asymmetric_sgen: (row) => threePhases(row, -1),
  ward: (row) => ({ p_mw: row.number('ps_mw'), q_mvar: row.number('qs_mvar') }),
  xward: (row) => ({ p_mw: row.number('ps_mw'), q_mvar: row.number('qs_mvar') }),
};

/** The elements at a bus with a share of their own: pandapower applies the mean of the loads' shares to the sum of all. */
export interface Shared {
  readonly bus: string;
  readonly shares: { readonly p: Zip; readonly q: Zip };
}

export function loadsOf(net: Net): { readonly loads: readonly Load[]; readonly shared: readonly Shared[] } {
  const loads: Load[] = [];
  const shared: Shared[] = [];
  for (const [table, drawnBy] of Object.entries(TABLES)) {
    for (const { row, bus } of net.atBuses(table)) {
      const { p_mw, q_mvar, shares } = drawnBy(row, net);
      if (table.startsWith('asymmetric')) net.note(table, table, row, BALANCED);
      const load = { load: `${table}-${row.key}`, bus: bus.name, p_mw, q_mvar, at: row.at };
      loads.push(...(shares === undefined ? [load] : byShares(load, shares)));
      if (table === 'load' || p_mw !== 0 || q_mvar !== 0)
        shared.push({ bus: bus.name, shares: shares ?? { p: CONSTANT, q: CONSTANT } });
    }
  }
  return { loads, shared };
}

const CONSTANT: Zip = { z: 0, i: 0, p: 1 };
const BALANCED = (what: string) => `the sum of the three phases, taken as balanced: ${what}`;

/** One load; two where p and q have different shares, the second one with q alone. */
function byShares(load: Load, { p, q }: { readonly p: Zip; readonly q: Zip }): Load[] {
  if (isSame(p, q)) return [isSame(p, CONSTANT) ? load : { ...load, zip: p }];
  return [
    { ...load, q_mvar: 0, zip: p },
    { ...load, load: `${load.load}-q`, p_mw: 0, zip: q },
  ];
}

export const isSame = (a: Zip, b: Zip): boolean => a.z === b.z && a.i === b.i;

function scaled(row: Row, sign: 1 | -1): Drawn {
  const scaling = sign * row.stated('scaling', 1);
  return { p_mw: row.number('p_mw') * scaling, q_mvar: row.stated('q_mvar', 0) * scaling };
}

/** Electrical power of a mechanical one; `efficiency_n_percent` and `cos_phi_n` are for short circuits. */
function motor(row: Row): Drawn {
  const share = (row.number('loading_percent', 100) / 100) * row.stated('scaling', 1);
  const p_mw = (row.number('pn_mech_mw') / row.positive('efficiency_percent', 100)) * 100 * share;
  const cos_phi = row.positive('cos_phi');
  if (cos_phi > 1) row.bad('cos_phi', cos_phi, 'a power factor of at most 1');
  return { p_mw, q_mvar: Math.abs(p_mw) * Math.tan(Math.acos(cos_phi)) };
}

function threePhases(row: Row, sign: 1 | -1): Drawn {
  const scaling = sign * row.stated('scaling', 1);
  const sum = (of: 'p' | 'q', unit: string) =>
    ['a', 'b', 'c'].reduce((total, phase) => total + row.number(`${of}_${phase}_${unit}`, 0), 0);
  return { p_mw: sum('p', 'mw') * scaling, q_mvar: sum('q', 'mvar') * scaling };
}

/** Shares of p and q: one pair of columns up to 3.1, from 3.2 a pair for each. */
function sharesOf(row: Row, net: Net): Pick<Drawn, 'shares'> {
  if (!net.options.voltage_depend_loads) return {};
  const apart = net.table('load')!.has('const_z_p_percent');
  return { shares: { p: share(row, apart ? '_p' : ''), q: share(row, apart ? '_q' : '') } };
}

function share(row: Row, of: string): Zip {
  const [z, i] = [row.number(`const_z${of}_percent`, 0) / 100, row.number(`const_i${of}_percent`, 0) / 100];
  if (z + i > 1)
    row.bad(`const_z${of}_percent`, z * 100, `at most 100 % together with const_i${of}_percent, ${i * 100} %`);
  return { z, i, p: 1 - z - i };
}
