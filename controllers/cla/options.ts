// The options of capacity limit allocation in a case. Money is in the currency of the case's market.
import * as z from 'zod';
import { PRICE_UNIT, profileField } from '../../base/index.ts';

/** Penalty where none is given, in the currency of the report: EUR. */
export const PENALTY = 0.5;

const price = z.number().min(0);
const daytime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a local time, HH:MM');

/** Answers of a party that can be missing, in the order of the protocol. */
export const ANSWERS = ['schedule', 'limits', 'bids', 'acceptance', 'final-schedule', 'confirmation'] as const;
export type Answer = (typeof ANSWERS)[number];

const silence = z
  .strictObject({
    party: z.string().describe('A microgrid, `aggregator` or `dso`'),
    answers: z
      .array(z.enum(ANSWERS))
      .min(1)
      .default([...ANSWERS])
      .describe('What it does not send in time; all it has to send when not given'),
    stages: z
      .array(z.enum(['day-ahead', 'intraday']))
      .min(1)
      .default(['day-ahead', 'intraday'])
      .describe('In which stages'),
    from: daytime.default('00:00').describe('In stages held from this local time on'),
    to: daytime.optional().describe('In stages held before this local time; to the end of the day when not given'),
    delay_min: z
      .number()
      .positive()
      .optional()
      .describe('It answers this much after the call [min]; it never answers when not given'),
  })
  .refine(({ from, to }) => to === undefined || from < to, { path: ['to'], error: 'a time after `from`' });

const member = z
  .strictObject({
    microgrid: z.string().describe('A microgrid of the case'),
    joins: daytime
      .optional()
      .describe('It takes part from this local time on; from the start of the day when not given'),
    leaves: daytime.optional().describe('It no longer takes part from this local time on'),
    replaced: z
      .strictObject({
        at: daytime.describe('Local time'),
        by: z.string().describe('Name of the new control agent, which receives the schedule in force'),
      })
      .optional()
      .describe('Another control agent acts for the same devices from a local time on'),
  })
  .refine(({ joins = '00:00', leaves }) => leaves === undefined || joins < leaves, {
    path: ['leaves'],
    error: 'a time after `joins`, which is 00:00 when not given',
  })
  .refine(({ joins = '00:00', replaced }) => replaced === undefined || joins < replaced.at, {
    path: ['replaced', 'at'],
    error: 'a time after `joins`, which is 00:00 when not given',
  })
  .refine(({ leaves, replaced }) => leaves === undefined || replaced === undefined || replaced.at < leaves, {
    path: ['replaced', 'at'],
    error: 'a time before `leaves`',
  });

export const schema = z.strictObject({
  services: z
    .array(z.enum(['overload', 'voltage']))
    .min(1)
    .default(['overload', 'voltage'])
    .describe('What the DSO checks: ratings of branches, voltage bands of buses'),
  check: z
    .enum(['each-step', 'hourly-mean'])
    .default('each-step')
    .describe('Limits and checks of the DSO are for every step of a clock hour, or for the mean power of the hour'),
  participation: z
    .enum(['retail', 'wholesale'])
    .default('retail')
    .describe(
      'retail: every microgrid buys from and sells to the retailer at the prices of the market; wholesale: the aggregator trades the sum on the wholesale market, and passes its prices on with a fee',
    ),
  wholesale: z
    .strictObject({
      buy_price: profileField({ unit: PRICE_UNIT })
        .optional()
        .describe('Profile of the buying price; import_price of the market when not given'),
      sell_price: profileField({ unit: PRICE_UNIT })
        .optional()
        .describe('Profile of the selling price; the buying price when not given'),
      fee_per_kwh: price.default(0).describe('Fee of the aggregator on energy bought and sold [currency/kWh]'),
    })
    .prefault({})
    .describe('Prices of `participation: wholesale`'),
  reference_price: profileField({ unit: PRICE_UNIT })
    .optional()
    .describe(
      'Profile of the price of a customer without own generation, which the accounts compare with; import_price of the market when not given',
    ),
  coupled: z
    .boolean()
    .default(false)
    .describe(
      'The aggregator clears all hours in one problem, with the follow-up of accepted bids in later hours; without it one problem for each hour, as in the report',
    ),
  bid_price: z
    .enum(['rational', 'published'])
    .default('rational')
    .describe(
      'Price of a bid of appliances: rational: the additional cost, 0 where the shift is cheaper; published: its absolute value, as the numbers of the report imply',
    ),
  bid_fee_per_kwh: price.default(0).describe('Added to a rational price of a bid [currency/kWh]'),
  rounds: z
    .int()
    .positive()
    .default(10)
    .describe('Most rounds of limits, bids and schedules in a stage; further rounds follow a rejected schedule'),
  deadline_min: z
    .number()
    .positive()
    .default(15)
    .describe('An answer later than this after the call has expired [min]'),
  silent: z.array(silence).default([]).describe('Parties that answer late or not at all'),
  membership: z
    .array(member)
    .default([])
    .describe('Microgrids that join, leave or are replaced; all others take part all day'),
  real_time: z
    .boolean()
    .default(true)
    .describe(
      'The DSO checks every step before it begins, and sends mandatory requests where a limit would be violated',
    ),
  penalty_per_kwh: price.default(PENALTY).describe('Paid for the energy of a mandatory request [currency/kWh]'),
  penalty_payer: z
    .enum(['microgrid', 'dso'])
    .default('microgrid')
    .describe('Who pays it: the microgrid to the DSO, or the DSO to the microgrid; the report leaves it open'),
});

export type Options = z.output<typeof schema>;
