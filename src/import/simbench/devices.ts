// PV, wind and storages as devices that mechanisms can control.
import type { Tally } from '../../../network/formats/elements/tally.ts';
import type { Power } from '../../../network/formats/simbench/index.ts';
import type { Row } from '../../case/network/write.ts';
import type { Profiles } from './profiles.ts';

export interface DeviceRow {
  readonly kind: 'pv' | 'wind' | 'battery';
  readonly row: Row;
}

/** The element as a device; undefined where it remains a fixed load. */
export function deviceOf(power: Power, profiles: Profiles, tally: Tally): DeviceRow | undefined {
  const { id, table, bus, type = '' } = power;
  if (table === 'Storage') return battery(power, tally);
  if (table !== 'RES') return undefined;
  const kind = /pv/i.test(type) ? 'pv' : /wind|wp/i.test(type) ? 'wind' : undefined;
  const { p_mw, q_mvar, profile, at } = power;
  if (kind === undefined || p_mw > 0 || q_mvar !== 0 || profile === undefined || !profiles.any) {
    tally.add(
      'fixed_in_feed',
      `RES ${id}`,
      (what) => `remains a fixed in-feed, as it is not PV or wind with a profile: ${what}`,
    );
    return undefined;
  }
  const size = kind === 'pv' ? { p_peak_mw: 0 - p_mw } : { p_rated_mw: 0 - p_mw };
  return { kind, row: { id, bus, ...size, profile: profiles.use(at, table, profile) } };
}

/** Its rating is that of both directions, its efficiency that of each. */
function battery({ id, bus, p_mw, s_mva, storage }: Power, tally: Tally): DeviceRow | undefined {
  const { e_mwh = 0, eta = 1, self_discharge_percent = 0, level = 0 } = storage ?? {};
  const p_max_mw = s_mva ?? Math.abs(p_mw);
  if (e_mwh <= 0 || p_max_mw <= 0 || eta <= 0 || eta > 1 || level > 1 || self_discharge_percent >= 100) {
    tally.add(
      'fixed_storage',
      `storage ${id}`,
      (what) => `remains a fixed load, as its data are not those of a battery: ${what}`,
    );
    return undefined;
  }
  tally.add(
    'storage_profile',
    `storage ${id}`,
    (what) => `a battery, which mechanisms charge; its profile is not used: ${what}`,
  );
  const self_discharge_per_h =
    self_discharge_percent === 0 ? undefined : -Math.log1p(-self_discharge_percent / 100) / 24;
  const shares = { eta_charge: eta, eta_discharge: eta, soc_start: level, self_discharge_per_h };
  return { kind: 'battery', row: { id, bus, p_max_mw, e_cap_mwh: e_mwh, ...shares } };
}
