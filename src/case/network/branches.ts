// Rows of lines, transformers and branches → branches in p.u.
import type { z } from 'zod';
import type { Branch } from '../../../network/index.ts';
import { linePu, piOfT, transformerPu } from '../../../network/index.ts';
import { idleValues } from './idle-rows.ts';
import type { networkRows } from './rows.ts';

/** A row with its place. */
export interface At {
  readonly at: string;
}

export type LineRow = z.output<typeof networkRows.lines>;
export type TransformerRow = z.output<typeof networkRows.transformers>;
export type BranchRow = z.output<typeof networkRows.branches>;

/** Totals of a line: values per km times its length; given totals unchanged. */
export function lineBranch(l: LineRow & At, vn_kv: number, base_mva: number, f_hz: number): Branch {
  const total = (q: 'r_ohm' | 'x_ohm' | 'g_us' | 'b_us' | 'c_nf') =>
    l[q] ?? (l[`${q}_per_km`] ?? 0) * (l.length_km ?? 0);
  const physical = {
    r_ohm: total('r_ohm'),
    x_ohm: total('x_ohm'),
    g_us: total('g_us'),
    b_us: total('b_us'),
    c_nf: total('c_nf'),
    f_hz,
    parallel: l.parallel ?? 1,
  };
  const pi = linePu(physical, vn_kv, base_mva);
  return {
    branch: l.line,
    kind: 'line',
    from_bus: l.from_bus,
    to_bus: l.to_bus,
    ...(l.in_service ? pi : idleValues(pi)),
    in_service: l.in_service,
    ...given({ s_max_mva: l.s_max_mva, i_max_a: l.i_max_a, length_km: l.length_km }),
    at: l.at,
  };
}

/** The limit of a transformer is its rated power when not given. */
export function transformerBranch(t: TransformerRow & At, vf: number, vt: number, base_mva: number): Branch {
  const { sn_mva, vk_percent, vkr_percent, parallel = 1 } = t;
  const { vn_from_kv, vn_to_kv, i0_percent, pfe_kw, tap_ratio, tap_side, shift_deg } = t;
  const optional = given({ vn_from_kv, vn_to_kv, i0_percent, pfe_kw, tap_ratio, tap_side, shift_deg });
  const asPi = transformerPu({ sn_mva, vk_percent, vkr_percent, parallel, ...optional }, vf, vt, base_mva);
  // the leakage is halved, so the halves of the π are equal and nothing remains at the to bus
  const pi = t.model === 't' ? piOfT(asPi).branch : asPi;
  return {
    branch: t.transformer,
    kind: 'transformer',
    from_bus: t.from_bus,
    to_bus: t.to_bus,
    ...(t.in_service ? pi : idleValues(pi)),
    in_service: t.in_service,
    ...given({ s_max_mva: t.s_max_mva ?? (sn_mva > 0 ? sn_mva * parallel : undefined) }),
    at: t.at,
  };
}

/** A branch in p.u., as it is used. */
export function branchOf({ branch, kind, from_bus, to_bus, in_service, at, ...rest }: BranchRow & At): Branch {
  const { s_max_mva, i_max_a, length_km, r_pu, x_pu, g_pu, b_pu, tap, shift_deg } = rest;
  const pi = { r_pu, x_pu, g_pu, b_pu, tap, shift_deg };
  return {
    ...{ branch, kind, from_bus, to_bus },
    ...(in_service ? pi : idleValues(pi)),
    in_service,
    ...given({ s_max_mva, i_max_a, length_km }),
    at,
  };
}

/** The members that have a value. */
function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as ReturnType<
    typeof given<T>
  >;
}
