// The options of transactive bonuses in a case. Money is in the currency of the case's market.
import * as z from 'zod';
import { PRICE_UNIT, profileField } from '../../base/index.ts';

const daytime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a local time, HH:MM');

const silence = z
  .strictObject({
    agent: z.string().describe('An agent of the case'),
    from: daytime.default('00:00').describe('It does not answer from this local time on; its plan remains in force'),
    to: daytime.optional().describe('It answers again from this local time on; not on this day when not given'),
  })
  .refine(({ from, to }) => to === undefined || from < to, { path: ['to'], error: 'a time after `from`' });

export const schema = z.strictObject({
  rule: z
    .enum(['bisection', 'published'])
    .default('bisection')
    .describe(
      'bisection: the least bonus that meets the need, with a part of the last answers accepted; published: the bonus rises by constant steps, and full answers are committed',
    ),
  bonus_steps: z
    .int()
    .positive()
    .default(48)
    .describe('Number of equal steps from 0 to the cap by which `rule: published` raises the bonus'),
  cap: z
    .enum(['published', 'rational'])
    .default('published')
    .describe(
      'Largest bonus: published: buying less selling price of the grid; rational: what the agent of the renewables saves, buying price less energy price in a deficit, energy price less selling price in a surplus',
    ),
  cap_per_kwh: z.number().min(0).optional().describe('Largest bonus instead of that of `cap` [currency/kWh]'),
  accounting: z
    .enum(['renominate', 'net'])
    .default('renominate')
    .describe(
      'renominate: changes that agents plan for later steps are bought and sold a step ahead at the energy price, and are no imbalance; net: they are imbalance of these steps',
    ),
  energy_price: profileField({ unit: PRICE_UNIT })
    .optional()
    .describe(
      'Profile of the price of energy within the microgrid, λ; when not given the mean of import_price and export_price of the market, or import_price without an export_price',
    ),
  horizon_h: z
    .number()
    .positive()
    .optional()
    .describe('Agents plan again so many hours from the present step on; to the end of the day when not given'),
  silent: z.array(silence).default([]).describe('Agents that do not answer for a part of the day'),
});

export type Options = z.output<typeof schema>;
