// Columns of pandapower 2.14, which 2.14, 3.1 and 3.5 open.
import type { Dtype } from './frame.ts';

const of =
  <D extends Dtype>(dtype: D) =>
  <K extends string>(...names: readonly K[]) =>
    Object.fromEntries(names.map((name) => [name, dtype])) as { readonly [name in K]: D };

const texts = of('object');
const numbers = of('float64');
const keys = of('uint32');
const flags = of('bool');

export const BUS = { ...texts('name'), ...numbers('vn_kv'), ...texts('type', 'zone'), ...flags('in_service') };
export const LIMITS = numbers('min_vm_pu', 'max_vm_pu');
export const GEODATA = numbers('x', 'y');

const AT_BUS = { ...texts('name'), ...keys('bus') };
export const EXT_GRID = { ...AT_BUS, ...numbers('vm_pu', 'va_degree', 'slack_weight'), ...flags('in_service') };
export const GEN = {
  ...AT_BUS,
  ...numbers('p_mw', 'vm_pu', 'sn_mva', 'min_p_mw', 'max_p_mw', 'min_q_mvar', 'max_q_mvar', 'scaling', 'slack_weight'),
  ...flags('slack', 'in_service'),
  ...texts('type'),
};

const POWER = { ...AT_BUS, ...numbers('p_mw', 'q_mvar') };
const SCALED = { ...numbers('sn_mva', 'scaling'), ...flags('in_service'), ...texts('type') };
export const LOAD = { ...POWER, ...numbers('const_z_percent', 'const_i_percent'), ...SCALED };
export const SGEN = { ...POWER, ...SCALED, ...flags('current_source') };
export const SHUNT = { ...POWER, ...numbers('vn_kv'), ...keys('step', 'max_step'), ...flags('in_service') };

export const SWITCH = {
  ...keys('bus', 'element'),
  ...texts('et', 'type', 'name'),
  ...flags('closed'),
  ...numbers('z_ohm', 'in_ka'),
};

export const LINE = {
  ...texts('name', 'std_type'),
  ...keys('from_bus', 'to_bus', 'parallel'),
  ...numbers('length_km', 'r_ohm_per_km', 'x_ohm_per_km', 'c_nf_per_km', 'g_us_per_km', 'max_i_ka', 'df'),
  ...texts('type'),
  ...flags('in_service'),
};

export const TRAFO = {
  ...texts('name', 'std_type', 'tap_side'),
  ...keys('hv_bus', 'lv_bus', 'parallel'),
  ...numbers(
    'sn_mva',
    'vn_hv_kv',
    'vn_lv_kv',
    'vk_percent',
    'vkr_percent',
    'pfe_kw',
    'i0_percent',
    'shift_degree',
    'df',
  ),
  ...numbers('tap_neutral', 'tap_min', 'tap_max', 'tap_step_percent', 'tap_step_degree', 'tap_pos'),
  ...flags('tap_phase_shifter', 'in_service'),
};

export const IMPEDANCE = {
  ...texts('name'),
  ...keys('from_bus', 'to_bus'),
  ...numbers('rft_pu', 'xft_pu', 'rtf_pu', 'xtf_pu', 'sn_mva'),
  ...flags('in_service'),
};

export const RES_BUS = numbers('vm_pu', 'va_degree', 'p_mw', 'q_mvar');
