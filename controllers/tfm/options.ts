// The options of the transactive flexibility market in a case. Money is in the currency of the case's market.
import * as z from 'zod';
import { InputError, nearest, type Problem, stream } from '../../base/index.ts';
import type { Portfolio } from './bidding/portfolio.ts';

/** Defaults in money, in the currency of the report: DKK. */
export const PRICE_MAX = 1.5;
export const DISCOMFORT = 0.41;

const positive = z.number().positive();
const price = z.number().min(0);
const daytime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a local time at which a step begins, HH:MM');

const bid = z
  .strictObject({
    id: z.string().optional().describe('A name by which --set and variants find the bid'),
    aggregator: z.string().describe('Who bids: the label `aggregator` of its devices'),
    load_point: z.string().describe('Bus the bid is for'),
    price_per_kwh: price.describe('Price of the bid [currency/kWh reduced]'),
    reduction_kw: z
      .record(daytime, z.number().min(0))
      .optional()
      .describe(
        'Reductions offered by the local time their steps begin at [kW]; the aggregator computes them when not given',
      ),
    payback: daytime.optional().describe('Local time at which the step of the payback begins; with reduction_kw'),
    payback_kw: z.number().min(0).optional().describe('Payback when everything is bought [kW]; with reduction_kw'),
  })
  .superRefine(({ reduction_kw, payback, payback_kw }, context) => {
    const given = { reduction_kw, payback, payback_kw };
    if (Object.values(given).every((value) => value === undefined)) return;
    for (const [path, value] of Object.entries(given)) {
      if (value !== undefined) continue;
      const message = 'reduction_kw, payback and payback_kw, or none of them';
      context.addIssue({ code: 'custom', path: [path], message });
    }
  });

const bids = z.array(bid).superRefine((list, context) => {
  for (const [i, { aggregator, load_point }] of list.entries()) {
    const first = list.findIndex((other) => other.aggregator === aggregator && other.load_point === load_point);
    const message = `one bid of ${aggregator} at ${load_point}`;
    if (first < i) context.addIssue({ code: 'custom', path: [i, 'load_point'], message });
  }
});

export const schema = z.strictObject({
  services: z
    .array(z.enum(['overload', 'voltage']))
    .min(1)
    .default(['overload', 'voltage'])
    .describe('What flexibility is bought for: overloaded branches, voltages below v_min_pu'),
  clearing: z
    .enum(['central', 'admm'])
    .default('admm')
    .describe(
      'admm: operator and DSO agree round by round, without knowledge of the other; central: the operator gets the limits of the network',
    ),
  objective: z
    .enum(['bids', 'bids-and-energy'])
    .default('bids')
    .describe(
      'What the clearing minimises: the prices of the bids, or with them what the shift of energy from the reduction to the payback costs',
    ),
  rho_per_kw2: positive.default(0.003).describe('Penalty ρ that the ADMM begins with [currency/kW²]'),
  tolerance_kw: positive.default(1e-3).describe('The ADMM ends when operator and DSO differ by no more than this [kW]'),
  rounds: z.int().positive().default(1000).describe('Maximum number of rounds of the ADMM'),
  linearised_at: z
    .enum(['baseline', 'no-load'])
    .default('baseline')
    .describe(
      'Where voltages are linearised: around the baseline of each step, or once around the empty network (linearised DistFlow)',
    ),
  sensitivity_share_min: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe('A load point counts for a branch or bus from this share of the largest sensitivity on'),
  payback_share_max: positive.default(1.5).describe('Largest payback per reduction, as a share (150 % is 1.5) [1]'),
  payback_margin: z
    .number()
    .min(0)
    .default(0)
    .describe('Share by which the payback is taken larger when the DSO looks for steps that have room for it [1]'),
  price_max_per_kwh: positive
    .default(PRICE_MAX)
    .describe('Highest price that the DSO pays; a bid above is refused [currency/kWh]'),
  shortage_price_per_kwh: positive
    .optional()
    .describe('Price of a shortage in the clearing [currency/kWh]; ten times price_max_per_kwh when not given'),
  bids: bids
    .optional()
    .describe('Bids as given, or prices of bids that the aggregators compute; without the list every aggregator bids'),
  bid_price: z
    .strictObject({
      mean_per_kwh: price.describe('Mean [currency/kWh]'),
      sd_per_kwh: price.describe('Standard deviation [currency/kWh]'),
    })
    .optional()
    .describe(
      'Normal distribution of the prices that `bids` does not give; without it there are no bids but those of a list, and without a list 0.45 ± 0.07 of price_max_per_kwh',
    ),
  discomfort_per_kw2h: z
    .number()
    .positive()
    .default(DISCOMFORT)
    .describe('Discomfort κ of devices without their own [currency/(kW² h)]'),
  payment: z
    .enum(['as-bid', 'as-clear'])
    .default('as-bid')
    .describe('Whether a bid is paid its own price, or what the last kW needed in its place would have cost'),
  delivery: z
    .record(z.string(), z.number().min(0).max(1))
    .default({})
    .describe('Share of what was bought that an aggregator delivers; all of it when not named [1]'),
  penalty_factor: z
    .number()
    .min(0)
    .default(1)
    .describe('An aggregator pays this times the price for what it sold and did not deliver [1]'),
  show: z
    .array(z.string())
    .default([])
    .describe('Devices whose baseline and final schedule are published one by one; all of them when they are few'),
});

export type Options = z.output<typeof schema>;
export type BidOption = z.output<typeof bid>;

/**
 * @param portfolios who has devices with something to decide, and where
 * @param devices ids of these devices
 * @throws InputError where options name what the case does not have
 */
export function checkNames(
  { bids = [], show }: Options,
  portfolios: readonly Portfolio[],
  devices: readonly string[],
): void {
  const ids = new Set(devices);
  const able = (load_point: string) => portfolios.filter((p) => p.load_point === load_point).map((p) => p.aggregator);
  const problems = [
    ...bids.flatMap(({ aggregator, load_point, reduction_kw }, i) => {
      if (reduction_kw !== undefined || able(load_point).includes(aggregator)) return [];
      const expected = `an aggregator with devices that can bid at ${load_point}, or reduction_kw`;
      return [unknown(`controllers, bids[${i}].aggregator`, aggregator, expected, able(load_point))];
    }),
    ...show.flatMap((id, i) =>
      ids.has(id)
        ? []
        : [unknown(`controllers, show[${i}]`, id, 'the id of a device with something to decide', devices)],
    ),
  ];
  if (problems.length > 0) throw new InputError('case.yaml', problems);
}

function unknown(where: string, found: string, expected: string, known: readonly string[]): Problem {
  const near = nearest(found, known);
  return { where, found, expected, ...(near === undefined ? {} : { hint: `did you mean ${near}?` }) };
}

export const shortagePrice = ({ shortage_price_per_kwh, price_max_per_kwh }: Options): number =>
  shortage_price_per_kwh ?? 10 * price_max_per_kwh;

/**
 * Price at which an aggregator bids at a load point [currency/kWh], as listed or drawn within 0 and the largest price;
 * undefined where it does not bid.
 */
export function bidPrice(options: Options, seed: number, aggregator: string, load_point: string): number | undefined {
  const { bids, bid_price, price_max_per_kwh: max } = options;
  const listed = bids?.find((bid) => bid.aggregator === aggregator && bid.load_point === load_point);
  if (listed) return listed.price_per_kwh;
  if (bids && !bid_price) return undefined;
  const { mean_per_kwh, sd_per_kwh } = bid_price ?? { mean_per_kwh: 0.45 * max, sd_per_kwh: 0.07 * max };
  const drawn = stream(seed, 'bid-price', aggregator, load_point).normal(mean_per_kwh, sd_per_kwh);
  return Math.min(max, Math.max(0, drawn));
}
