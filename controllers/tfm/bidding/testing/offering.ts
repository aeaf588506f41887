// What an aggregator of given devices knows once it has their baseline.
import { type Baseline, baseline } from '../../../feeder/baseline.ts';
import { modelsOf } from '../../../feeder/models.ts';
import type { Day } from '../../../feeder/schedule.ts';
import { day, type Placed, spot, viewOf } from '../../../testing/homes.ts';
import type { Offering, Portfolio } from '../portfolio.ts';

/** With a portfolio of all the devices. */
export async function offeringOf(
  devices: readonly Placed[],
  price: readonly number[] = spot,
  over: Day = day,
): Promise<Offering & { readonly baseline: Baseline; readonly portfolio: Portfolio }> {
  const views = devices.map(viewOf);
  const models = modelsOf(views, over);
  return {
    day: over,
    models,
    baseline: await baseline(views, over, price, 1, models),
    spot: price,
    discomfort_per_kw2h: devices.map((device) => device.discomfort_per_kw2h ?? 0.4),
    portfolio: { aggregator: 'ag', load_point: 'LP', devices: [...devices.keys()] },
  };
}
