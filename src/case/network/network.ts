// Network tables → NetworkData, in MW, Mvar and p.u.; faults of the whole network are found by `network`.
import { z } from 'zod';
import { alternatives, InputError } from '../../../base/index.ts';
import type { Branch, Bus, Generator, Network, NetworkData, Shunt } from '../../../network/index.ts';
import { compile, linePu, transformerPu } from '../../../network/index.ts';
import type { Reader } from '../fields.ts';
import type { Files } from '../files.ts';
import type { networkSchema } from '../schema/schema.ts';
import type { Place } from '../text/place.ts';
import { type RowOptions, readRows } from '../text/rows.ts';
import { readTable } from '../text/table.ts';
import { idleRows, idleValues } from './idle-rows.ts';

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
  .refine((b) => b.v_min_pu === undefined || b.v_max_pu === undefined || b.v_min_pu < b.v_max_pu, {
    path: ['v_min_pu'],
    error: 'a number below v_max_pu',
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
    shift_deg: z.number().optional(),
    parallel: z.number().int().positive().optional(),
    ...limits,
  })
  .refine((t) => t.vkr_percent <= t.vk_percent, { path: ['vkr_percent'], error: 'a number of at most vk_percent' });

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
    in_service: z.boolean().default(true),
  })
  .refine((g) => g.q_min_mvar === undefined || g.q_max_mvar === undefined || g.q_min_mvar <= g.q_max_mvar, {
    path: ['q_min_mvar'],
    error: 'a number of at most q_max_mvar',
  });

interface At {
  readonly at: string;
}

/** The schemas of the rows of each table; the table of loads is one of devices. */
export const networkRows = {
  buses: busRow,
  lines: lineRow,
  transformers: transformerRow,
  switches: switchRow,
  shunts: shuntRow,
  generators: generatorRow,
} as const;

/** Connections without transformer, whose two buses have the same nominal voltage. */
interface Joint extends At {
  readonly from_bus: string;
  readonly to_bus: string;
}

type LineRow = z.output<typeof lineRow>;
type TransformerRow = z.output<typeof transformerRow>;
export type NetworkSection = z.output<typeof networkSchema>;

/** The network without its loads, which are also devices; `buses` as in `CaseNetwork`. */
export function readNetworkTables(
  caseName: string,
  section: NetworkSection,
  place: Place,
  files: Files,
  reader: Reader,
) {
  const rows = <T>(
    key: keyof NetworkSection & string,
    schema: z.ZodType<T>,
    options: RowOptions<T> = {},
  ): (T & At)[] => {
    const file = section[key];
    if (typeof file !== 'string') return [];
    const text = files.text(file, place.at([key]));
    const table = text === undefined ? undefined : readTable(file, text, reader.report);
    return table ? readRows(schema, table, reader, options).map(({ value, at }) => ({ ...value, at })) : [];
  };
  const base_mva = section.base_mva ?? 1;
  const before = reader.report.count;
  const buses = rows<Bus>('buses', busRow as unknown as z.ZodType<Bus>).map(withoutEmptyStart);
  const allBuses = reader.report.count === before;
  const kv = new Map(buses.map((b) => [b.bus, b.vn_kv]));
  const atOneVoltage = <T extends Joint>(joint: T): T => {
    const [from, to] = [kv.get(joint.from_bus), kv.get(joint.to_bus)];
    if (from !== undefined && to !== undefined && from !== to)
      reader.report.add({
        where: `${joint.at}, to_bus`,
        found: `${joint.to_bus}, a bus of ${to} kV`,
        expected: `a bus of ${from} kV, as ${joint.from_bus} is`,
        hint: 'a transformer joins different voltages',
      });
    return joint;
  };
  const idle = {
    line: idleRows<LineRow>(lineRow, 'line', section, reader),
    transformer: idleRows<TransformerRow>(transformerRow, 'transformer', section, reader),
  };
  const lines = rows('lines', lineRow, { idle: idle.line }).map((l) =>
    lineBranch(atOneVoltage(l), kv.get(l.to_bus) ?? 1, base_mva, section.f_hz ?? 50),
  );
  const transformers = rows('transformers', transformerRow, { idle: idle.transformer }).map((t) =>
    transformerBranch(t, kv.get(t.from_bus) ?? 1, kv.get(t.to_bus) ?? 1, base_mva),
  );
  const tables: Omit<NetworkData, 'loads'> = {
    name: caseName,
    base_mva,
    buses,
    branches: [...lines, ...transformers],
    switches: rows('switches', switchRow).map(atOneVoltage),
    shunts: rows<Shunt>('shunts', shuntRow),
    generators: rows<Generator>('generators', generatorRow as unknown as z.ZodType<Generator>),
  };
  return { tables, buses: allBuses ? new Set(buses.map(({ bus }) => bus)) : undefined };
}

/** A start value of 0 p.u. means none. */
function withoutEmptyStart({ v_pu, ...bus }: Bus): Bus {
  return v_pu === undefined || (v_pu === 0 && bus.kind === 'pq') ? bus : { ...bus, v_pu };
}

/** Totals of a line: values per km times its length; given totals unchanged. */
function lineBranch(l: LineRow & At, vn_kv: number, base_mva: number, f_hz: number): Branch {
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
function transformerBranch(t: TransformerRow & At, vf: number, vt: number, base_mva: number): Branch {
  const { sn_mva, vk_percent, vkr_percent, parallel = 1 } = t;
  const { vn_from_kv, vn_to_kv, i0_percent, pfe_kw, tap_ratio, shift_deg } = t;
  const optional = given({ vn_from_kv, vn_to_kv, i0_percent, pfe_kw, tap_ratio, shift_deg });
  const pi = transformerPu({ sn_mva, vk_percent, vkr_percent, parallel, ...optional }, vf, vt, base_mva);
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

/** The members that have a value. */
function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as ReturnType<
    typeof given<T>
  >;
}

/** Reports faults of the whole network: two slack buses, none, unknown buses, … */
export function checkNetwork(data: NetworkData, { report }: Reader): Network | undefined {
  try {
    return compile(data);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    for (const problem of error.problems) report.add(problem);
    return undefined;
  }
}
