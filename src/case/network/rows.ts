// The columns of the network tables. The table of loads is one of devices, of kind load.
import * as z from 'zod';
import { alternatives } from '../../../base/index.ts';

const name = z.string().min(1);
const above0 = z.number().positive();
const nonNegative = z.number().min(0);

const busRow = z
  .strictObject({
    bus: name,
    kind: z.enum(['slack', 'pv', 'pq']).default('pq'),
    vn_kv: above0,
    v_pu: nonNegative.optional(),
    va_deg: z.number().optional(),
    v_min_pu: nonNegative.optional(),
    v_max_pu: above0.optional(),
    x: z.number().optional(),
    y: z.number().optional(),
  })
  .refine((b) => b.v_min_pu === undefined || b.v_max_pu === undefined || b.v_min_pu <= b.v_max_pu, {
    path: ['v_min_pu'],
    error: 'a number of at most v_max_pu',
  });

const ends = { from_bus: name, to_bus: name };
const limits = { s_max_mva: above0.optional(), in_service: z.boolean().default(true) };

const lineRow = alternatives(
  z.strictObject({
    line: name,
    ...ends,
    length_km: above0.optional(),
    r_ohm: nonNegative.optional(),
    x_ohm: z.number().optional(),
    g_us: nonNegative.optional(),
    b_us: z.number().optional(),
    c_nf: nonNegative.optional(),
    r_ohm_per_km: nonNegative.optional(),
    x_ohm_per_km: z.number().optional(),
    g_us_per_km: nonNegative.optional(),
    b_us_per_km: z.number().optional(),
    c_nf_per_km: nonNegative.optional(),
    parallel: z.number().int().positive().optional(),
    i_max_a: above0.optional(),
    ...limits,
  }),
  { fields: ['r_ohm', 'r_ohm_per_km'], needed: true },
  { fields: ['x_ohm', 'x_ohm_per_km'], needed: true },
  { fields: ['g_us', 'g_us_per_km'] },
  { fields: ['b_us', 'b_us_per_km', 'c_nf', 'c_nf_per_km'] },
  { fields: ['i_max_a', 's_max_mva'] },
).superRefine((l, ctx) => {
  const perKm = Object.entries(l).find(([field, value]) => field.endsWith('_per_km') && value !== undefined);
  if (perKm && l.length_km === undefined)
    ctx.addIssue({ code: 'custom', path: ['length_km'], message: `a length for ${perKm[0]}` });
});

const transformerRow = z
  .strictObject({
    transformer: name,
    ...ends,
    sn_mva: above0,
    vn_from_kv: above0.optional(),
    vn_to_kv: above0.optional(),
    vk_percent: above0,
    vkr_percent: nonNegative,
    i0_percent: nonNegative.optional(),
    pfe_kw: nonNegative.optional(),
    tap_ratio: above0.optional(),
    tap_side: z.enum(['from', 'to']).default('from'),
    model: z.enum(['pi', 't']).default('pi'),
    shift_deg: z.number().optional(),
    parallel: z.number().int().positive().optional(),
    ...limits,
  })
  .refine((t) => t.vkr_percent <= t.vk_percent, { path: ['vkr_percent'], error: 'a number of at most vk_percent' });

const branchRow = alternatives(
  z.strictObject({
    branch: name,
    kind: z.enum(['line', 'transformer']).default('line'),
    ...ends,
    r_pu: z.number(),
    x_pu: z.number(),
    g_pu: z.number().default(0),
    b_pu: z.number().default(0),
    tap: above0.default(1),
    shift_deg: z.number().default(0),
    length_km: above0.optional(),
    i_max_a: above0.optional(),
    ...limits,
  }),
  { fields: ['i_max_a', 's_max_mva'] },
);

const switchRow = z.strictObject({ switch: name, ...ends, closed: z.boolean() });
const shuntRow = z.strictObject({ bus: name, gs_mw: z.number().default(0), bs_mvar: z.number().default(0) });
const generatorRow = z
  .strictObject({
    generator: name,
    bus: name,
    p_mw: z.number(),
    q_mvar: z.number().default(0),
    q_min_mvar: z.number().optional(),
    q_max_mvar: z.number().optional(),
    p_min_mw: z.number().optional(),
    p_max_mw: z.number().optional(),
    in_service: z.boolean().default(true),
  })
  .refine((g) => g.p_min_mw === undefined || g.p_max_mw === undefined || g.p_min_mw <= g.p_max_mw, {
    path: ['p_min_mw'],
    error: 'a number of at most p_max_mw',
  })
  .refine((g) => g.q_min_mvar === undefined || g.q_max_mvar === undefined || g.q_min_mvar <= g.q_max_mvar, {
    path: ['q_min_mvar'],
    error: 'a number of at most q_max_mvar',
  });

/** The schemas of the rows of each table; the table of loads is one of devices. */
export const networkRows = {
  buses: busRow,
  lines: lineRow,
  transformers: transformerRow,
  branches: branchRow,
  switches: switchRow,
  shunts: shuntRow,
  generators: generatorRow,
} as const;
