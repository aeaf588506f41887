// Bids of the report from inferred customers and prices.
import { describe, expect, it } from 'vitest';
import { day, homes } from '../../testing/homes.ts';
import { bidOf, type OwnBid } from './bid.ts';
import type { Call } from './portfolio.ts';
import { costsOf } from './testing/costs.ts';
import { offeringOf } from './testing/offering.ts';

const called = (steps: readonly number[]): Call => ({
  steps,
  payback_steps: [...day.hours.keys()].filter((t) => !steps.includes(t)),
  payback_share_max: 1.5,
  price_max: 1.5,
});
const [t6, t16] = [5, 15];

const costs = (own: OwnBid, offering: Awaited<ReturnType<typeof offeringOf>>) =>
  costsOf(own, own.bid.payback_step, offering.portfolio, offering);

describe('bids of the published study, from inferred customers and prices', () => {
  // load point, aggregator, homes, π; h; D6, D16, B; profit, customers' cost, energy cost
  it.each([
    ['LP1 ag1', 40, 0.75, 4, 61.101, 0, 66.168, 22.086, 22.086, 1.654],
    ['LP1 ag2', 60, 0.58, 4, 84.675, 0, 91.685],
    ['LP1 ag3', 60, 0.53, 4, 82.103, 0, 88.877],
    ['LP1 ag4', 40, 0.84, 4, 62.939, 0, 68.174],
    ['LP4 ag1', 40, 0.62, 10, 50.448, 23.337, 76.488],
    ['LP4 ag2', 60, 0.66, 10, 77.254, 37.289, 119.342, 32.536, 32.536, 10.526],
    ['LP4 ag3', 60, 0.71, 10, 78.975, 39.315, 123.907],
    ['LP4 ag4', 40, 0.78, 10, 54.034, 27.529, 85.96],
    ['LP5 ag1', 40, 0.7, 10, 52.394, 25.613, 81.63],
  ] as const)('%s', async (_name, n, price, h, D6, D16, B, profit?: number, discomfort?: number, energy?: number) => {
    const offering = await offeringOf(homes(n, price));
    const own = bidOf(offering.portfolio, price, called(D16 > 0 ? [t6, t16] : [t6]), offering)!;
    expect(own.bid.payback_step + 1).toBe(h);
    expect(own.bid.reduction_kw[t6]).toBeCloseTo(D6, 3);
    expect(own.bid.reduction_kw[t16]).toBeCloseTo(D16, 3);
    expect(own.bid.payback_kw).toBeCloseTo(B, 3);
    if (profit === undefined) return;
    expect(own.profit).toBeCloseTo(profit, 3);
    const cost = costs(own, offering);
    expect(cost.discomfort).toBeCloseTo(discomfort!, 3);
    expect(cost.energy_cost).toBeCloseTo(energy!, 3);
  });
});
