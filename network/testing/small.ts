// Small networks of tests, with defaults for everything that a test does not give.
import type { Branch, Bus, NetworkData } from '../model/data.ts';

export const slack = (bus: string, more: Partial<Bus> = {}): Bus => ({ bus, kind: 'slack', vn_kv: 10, ...more });
export const pq = (bus: string, more: Partial<Bus> = {}): Bus => ({ bus, kind: 'pq', vn_kv: 10, ...more });
export const pv = (bus: string, v_pu: number): Bus => ({ bus, kind: 'pv', vn_kv: 10, v_pu });

/** A line named `from-to`, r + jx p.u. */
export const line = (
  from_bus: string,
  to_bus: string,
  r_pu: number,
  x_pu: number,
  more: Partial<Branch> = {},
): Branch => ({
  branch: `${from_bus}-${to_bus}`,
  kind: 'line',
  from_bus,
  to_bus,
  r_pu,
  x_pu,
  g_pu: 0,
  b_pu: 0,
  tap: 1,
  shift_deg: 0,
  in_service: true,
  ...more,
});

export const network = (tables: Partial<NetworkData>): NetworkData => ({
  name: 'small',
  base_mva: 1,
  buses: [],
  branches: [],
  switches: [],
  shunts: [],
  loads: [],
  generators: [],
  ...tables,
});
