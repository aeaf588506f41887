// Photovoltaic plant: p_avail = min(p_peak · s(k), s_max). Curtailment, reactive power and cost as in `curtailable`.
import * as z from 'zod';
import { profileField } from '../../base/index.ts';
import { curtailable, curtailableFields } from '../curtailable.ts';

const schema = z
  .strictObject({
    p_peak_kw: z.number().min(0).describe('Power at a profile value of 1 [kW]: the installed kWp'),
    profile: profileField({ unit: 'pu', of: 'p_peak_kw' }).describe(
      'Profile of the available share of p_peak_kw (kW per kWp); values below 0 count as 0',
    ),
    s_max_kva: z
      .number()
      .min(0)
      .optional()
      .describe(
        'Rating of the inverter [kVA]; p_peak_kw when not given. Active power above it cannot be fed in and does not count as available',
      ),
    ...curtailableFields,
  })
  .transform((v) => ({ ...v, s_max_kva: v.s_max_kva ?? v.p_peak_kw }));

export type PvParams = Readonly<z.output<typeof schema>>;

export const pv = curtailable<PvParams>({
  kind: 'pv',
  title: 'Photovoltaic plant',
  colour: '#e69f00',
  schema,
  reads: (d) => d.profile,
  available_kw: (d, share) => Math.min(d.s_max_kva, d.p_peak_kw * Math.max(0, share)),
});
