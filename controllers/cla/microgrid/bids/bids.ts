// The answer of microgrids to a call: their bids in a direction.
import { isFlexible } from '../../../feeder/models.ts';
import type { Direction } from '../../terms.ts';
import { roleOf } from '../roles.ts';
import type { Solver } from '../schedule.ts';
import { applianceBids } from './appliances.ts';
import { generationBids } from './generation.ts';
import type { Called, OwnBid, Pricing } from './offer.ts';
import { scheduleBids } from './schedules.ts';

/**
 * The bids of each microgrid. Less export: generation at its cost, or any devices where a microgrid has no generation to reduce; and
 * appliances that start earlier. Less import: any devices. Bids of any devices are at the increase of the cost and the fee.
 */
export async function bidsOf(
  calls: readonly Called[],
  direction: Direction,
  pricing: Pricing,
  solver: Solver,
): Promise<OwnBid[][]> {
  const less = direction === 'less-export';
  const bids: OwnBid[][] = [];
  for (const called of calls) bids.push(less ? await applianceBids(called, pricing) : []);
  const open = [...calls.keys()].filter((i) => !(less && hasGeneration(calls[i]!)));
  const offering = open.map((i) => ({ ...calls[i]!, held: batteriesOf(bids[i]!) }));
  const ranges = await scheduleBids(offering, direction, pricing.fee, solver);
  for (const [k, i] of open.entries()) bids[i]!.push(...ranges[k]!);
  if (less) for (const [i, called] of calls.entries()) bids[i]!.push(...generationBids(called));
  return bids;
}

const hasGeneration = ({ scheduling }: Called): boolean =>
  scheduling.models.some((model) => isFlexible(model) && roleOf(model) === 'source');

/** Batteries that flatten appliances: they are not offered a second time. */
const batteriesOf = (bids: readonly OwnBid[]): ReadonlySet<number> =>
  new Set(bids.flatMap(({ basis }) => (basis.kind === 'appliances' ? (basis.battery ?? []) : [])));
