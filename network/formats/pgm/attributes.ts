// The components that are read, with all attributes that power-grid-model has for them (its documentation of components, 1.13).
// Attributes of the zero sequence and of grounding do not matter in a symmetric power flow.

const ENDS = 'from_node to_node from_status to_status';
const POWER = 'node status type p_specified q_specified';

const ATTRIBUTES: Readonly<Record<string, string>> = {
  node: 'u_rated',
  line: `${ENDS} r1 x1 c1 tan1 r0 x0 c0 tan0 i_n`,
  link: ENDS,
  generic_branch: `${ENDS} r1 x1 g1 b1 k theta sn`,
  transformer:
    `${ENDS} u1 u2 sn uk pk i0 p0 i0_zero_sequence p0_zero_sequence winding_from winding_to clock tap_side tap_pos tap_min tap_max ` +
    'tap_nom tap_size uk_min uk_max pk_min pk_max r_grounding_from x_grounding_from r_grounding_to x_grounding_to',
  three_winding_transformer:
    'node_1 node_2 node_3 status_1 status_2 status_3 u1 u2 u3 sn_1 sn_2 sn_3 uk_12 uk_13 uk_23 pk_12 pk_13 pk_23 i0 p0 winding_1 ' +
    'winding_2 winding_3 clock_12 clock_13 tap_side tap_pos tap_min tap_max tap_nom tap_size uk_12_min uk_12_max uk_13_min uk_13_max ' +
    'uk_23_min uk_23_max pk_12_min pk_12_max pk_13_min pk_13_max pk_23_min pk_23_max r_grounding_1 x_grounding_1 r_grounding_2 ' +
    'x_grounding_2 r_grounding_3 x_grounding_3',
  sym_load: POWER,
  sym_gen: POWER,
  asym_load: POWER,
  asym_gen: POWER,
  shunt: 'node status g1 b1 g0 b0',
  source: 'node status u_ref u_ref_angle sk rx_ratio z01_ratio',
  voltage_regulator: 'regulated_object status u_ref q_min q_max',
};

/** Names of attributes by component. */
export const READ: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(ATTRIBUTES).map(([component, names]) => [component, new Set(['id', ...names.split(' ')])]),
);
