// PV, wind and storages as devices that mechanisms can control.
import type { Tally } from '../../network/formats/elements/tally.ts';
import { csvOf, type Row } from '../case/network/write.ts';
import type { ImportedCase } from './importer.ts';

export interface DeviceRow {
  readonly kind: 'pv' | 'wind' | 'battery';
  readonly row: Row;
}

/** What feeds in by a profile. */
export interface InFeed {
  /** For remarks: `RES roof`. */
  readonly name: string;
  readonly id: string;
  readonly bus: string;
  /** Its type, which names PV or wind. */
  readonly type: string | undefined;
  /** Power at a profile of 1, < 0 as it feeds in. */
  readonly p_mw: number;
  readonly q_mvar: number;
  /** Takes a profile of shares into use and returns its name; absent where there is none. */
  readonly profile?: (() => string | undefined) | undefined;
}

/** The in-feed as a device; undefined where it remains fixed. */
export function plant(inFeed: InFeed, tally: Tally): DeviceRow | undefined {
  const { name, id, bus, type = '', p_mw, q_mvar, profile } = inFeed;
  const kind = /pv/i.test(type) ? 'pv' : /wind|wp/i.test(type) ? 'wind' : undefined;
  if (kind === undefined || p_mw > 0 || q_mvar !== 0 || !profile) {
    tally.add('fixed_in_feed', name, FIXED);
    return undefined;
  }
  const size = kind === 'pv' ? { p_peak_mw: 0 - p_mw } : { p_rated_mw: 0 - p_mw };
  return { kind, row: { id, bus, ...size, profile: profile() } };
}

const FIXED = (what: string) => `remains a fixed in-feed, as it is not PV or wind with a profile: ${what}`;

export interface Store {
  /** For remarks: `storage cell`. */
  readonly name: string;
  readonly id: string;
  readonly bus: string;
  /** Of both directions. */
  readonly p_max_mw: number;
  readonly e_mwh: number;
  /** 0 when absent. */
  readonly e_min_mwh?: number | undefined;
  /** Of each direction, 0 to 1. */
  readonly eta: number;
  /** Of a day. */
  readonly self_discharge_percent: number;
  /** State of charge at the start, 0 to 1; that of the device's default when absent. */
  readonly level?: number | undefined;
  readonly hasProfile: boolean;
}

/** The storage as a battery; undefined where it remains a fixed load. */
export function battery(store: Store, tally: Tally): DeviceRow | undefined {
  const { name, id, bus, p_max_mw, e_mwh, e_min_mwh = 0, eta, self_discharge_percent, level, hasProfile } = store;
  const isWithin =
    e_min_mwh >= 0 && e_min_mwh < e_mwh && (level === undefined || (level >= e_min_mwh / e_mwh && level <= 1));
  if (!isWithin || e_mwh <= 0 || p_max_mw <= 0 || eta <= 0 || eta > 1 || self_discharge_percent >= 100) {
    tally.add('fixed_storage', name, (what) => `remains a fixed load, as its data are not those of a battery: ${what}`);
    return undefined;
  }
  if (hasProfile)
    tally.add(
      'storage_profile',
      name,
      (what) => `a battery, which mechanisms charge; its profile is not used: ${what}`,
    );
  const self_discharge_per_h =
    self_discharge_percent === 0 ? undefined : -Math.log1p(-self_discharge_percent / 100) / 24;
  const least = e_min_mwh === 0 ? {} : { e_min_mwh };
  const shares = { eta_charge: eta, eta_discharge: eta, soc_start: level, self_discharge_per_h };
  return { kind: 'battery', row: { id, bus, p_max_mw, e_cap_mwh: e_mwh, ...least, ...shares } };
}

/** Tables of the devices by file name, one for each kind. */
export function deviceFiles(devices: readonly DeviceRow[]) {
  return [...new Set(devices.map(({ kind }) => kind))].map(
    (kind) => [`${kind}.csv`, csvOf(devices.filter((d) => d.kind === kind).map(({ row }) => row))] as const,
  );
}

/** Section `devices` with these tables. */
export const deviceSection = (devices: readonly DeviceRow[]) =>
  [...new Set(devices.map(({ kind }) => kind))].map((kind) => ({ table: `${kind}.csv`, kind }));

/** The row of inputs.csv for the efficiency of batteries, which the source gives otherwise or not at all. */
export function efficiencyOf(devices: readonly DeviceRow[], basis: string): ImportedCase['inputs'] {
  const values = new Set(devices.filter(({ kind }) => kind === 'battery').map(({ row }) => row['eta_charge']));
  if (values.size === 0) return [];
  return [{ id: 'battery.csv-efficiency', value: [...values].join('; '), unit: 'p.u.', provenance: 'assumed', basis }];
}
