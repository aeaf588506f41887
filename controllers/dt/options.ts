// What a case may say of dynamic tariffs and scheduled re-profiling. Money is in the currency of the case's market.
import * as z from 'zod';

/** β where none is given, in the currency of the report: DKK [currency/kWh per kW]. */
export const SENSITIVITY = 1e-4;
/** κ where none is given and no re-profiling can be bought: that of the report [DKK/kWh]. */
export const RELAXED = 100;

const positive = z.number().positive();

const search = z
  .strictObject({
    method: z
      .enum(['bracket', 'swarm'])
      .default('bracket')
      .describe('bracket: between two penalties with unlike sign of the profit; swarm: particle swarm on its size'),
    low_per_kwh: positive.default(0.2).describe('Where the search begins [currency/kWh]'),
    high_per_kwh: positive.default(2).describe('Its other end; a bracket grows beyond both [currency/kWh]'),
    tolerance: positive.default(1e-6).describe('A bracket ends when revenue and cost differ by no more [currency]'),
    particles: z.int().positive().default(20).describe('Particles of a swarm'),
    generations: z.int().positive().default(60).describe('Generations of a swarm'),
  })
  .refine(({ low_per_kwh, high_per_kwh }) => low_per_kwh < high_per_kwh, {
    path: ['high_per_kwh'],
    error: 'more than low_per_kwh',
  });

const reprofiling = z.strictObject({
  elasticity_kw_per_price: positive.describe(
    'How much one customer under contract re-profiles per unit of price [kW per currency/kWh]',
  ),
  rebound: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('Share of what is moved out of a step that comes back in the step before, and is bought again there [1]'),
});

export const schema = z
  .strictObject({
    services: z
      .array(z.enum(['overload', 'voltage']))
      .min(1)
      .default(['overload', 'voltage'])
      .describe('What the tariff keeps: ratings of branches, voltage bands of buses'),
    flows: z
      .enum(['ac', 'lossless'])
      .default('ac')
      .describe('Flows are counted from the AC power flow of the baseline, or as the sum of the loads behind a branch'),
    linearised_at: z
      .enum(['baseline', 'no-load'])
      .default('baseline')
      .describe('Where voltages are linearised: around the baseline of each step, or once around the empty network'),
    penalty: z
      .union([positive, z.enum(['none', 'neutral'])])
      .optional()
      .describe(
        'Cost of a kWh beyond a limit in the problem of the DSO [currency/kWh], which bounds the part of one limit in a tariff; none: the limits hold; neutral: where revenue of the tariff and cost of re-profiling are equal; not given: neutral with `reprofiling`, 100 without',
      ),
    price_sensitivity: positive
      .default(SENSITIVITY)
      .describe(
        'β of β/2 p² that a device adds to its cost of energy, p counted as price_sensitivity_from says [currency/kWh per kW]',
      ),
    price_sensitivity_from: z
      .enum(['baseline', 'nothing'])
      .default('baseline')
      .describe(
        'baseline: β counts what a device moves from its cheapest day by the energy price, which is the baseline of every mechanism; nothing: it counts all that is drawn, in the baseline too, as in the report',
      ),
    houses: z
      .enum(['as-warm', 'free'])
      .default('as-warm')
      .describe('Houses end the day no cooler than they began it, or as cool as their comfort band allows'),
    reprofiling: reprofiling
      .optional()
      .describe('Scheduled re-profiling by devices with the label `contract: srp`; nothing is bought when not given'),
    search: search.prefault({}).describe('How the neutral penalty is searched'),
  })
  .refine(({ penalty, reprofiling: srp }) => penalty !== 'neutral' || srp !== undefined, {
    path: ['reprofiling'],
    error:
      'reprofiling: without it there is no cost to compare with the revenue of the tariff; or a penalty of `none` or a price',
  });

export type Options = z.output<typeof schema>;
