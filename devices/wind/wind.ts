// Wind turbine or park: p_avail = min(p_rated · s, s_max), where s is a profile of the available share or is computed from the
// wind speed v at hub height by the cubic curve
//   s = (v³ − v_in³) / (v_rated³ − v_in³)  for v_in ≤ v < v_rated,   1 up to v_out,   0 elsewhere
// Curtailment, reactive power and cost as in `curtailable`.
import * as z from 'zod';
import { alternatives, profileField } from '../../base/index.ts';
import { curtailable, curtailableFields } from '../curtailable.ts';
import { fault } from '../fault.ts';

const speed = z.number().min(0);

const schema = alternatives(
  z.strictObject({
    p_rated_kw: z.number().min(0).describe('Rated power [kW]'),
    profile: profileField({ unit: 'pu', of: 'p_rated_kw' })
      .optional()
      .describe('Profile of the available share of p_rated_kw; or give speed_profile'),
    speed_profile: profileField({ unit: 'm/s' })
      .optional()
      .describe('Profile of the wind speed at hub height, instead of profile'),
    v_in_m_per_s: speed.default(3).describe('Wind speed at which it starts [m/s]; with speed_profile'),
    v_rated_m_per_s: speed.default(12).describe('Wind speed of rated power [m/s]; with speed_profile'),
    v_out_m_per_s: speed.default(25).describe('Wind speed at which it stops [m/s]; with speed_profile'),
    s_max_kva: z.number().min(0).optional().describe('Rating of the converter [kVA]; p_rated_kw when not given'),
    ...curtailableFields,
  }),
  { fields: ['profile', 'speed_profile'], needed: true },
).transform((v, ctx) => {
  if (!(v.v_in_m_per_s < v.v_rated_m_per_s && v.v_rated_m_per_s < v.v_out_m_per_s))
    fault(ctx, 'v_rated_m_per_s', 'v_in_m_per_s < v_rated_m_per_s < v_out_m_per_s');
  return { ...v, s_max_kva: v.s_max_kva ?? v.p_rated_kw };
});

export type WindParams = Readonly<z.output<typeof schema>>;

/** Share of rated power at a wind speed of v [m/s]. */
export function powerCurve(d: WindParams, v: number): number {
  if (v < d.v_in_m_per_s || v >= d.v_out_m_per_s) return 0;
  if (v >= d.v_rated_m_per_s) return 1;
  const v_in3 = d.v_in_m_per_s ** 3;
  return (v ** 3 - v_in3) / (d.v_rated_m_per_s ** 3 - v_in3);
}

export const wind = curtailable<WindParams>({
  kind: 'wind',
  title: 'Wind power',
  colour: '#56b4e9',
  schema,
  reads: (d) => d.profile ?? d.speed_profile!,
  available_kw(d, value) {
    const s = d.profile === undefined ? powerCurve(d, value) : value;
    return Math.min(d.s_max_kva, d.p_rated_kw * Math.max(0, s));
  },
});
