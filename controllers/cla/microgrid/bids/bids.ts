// The answer of microgrids to a call: their bids in a direction.
import type { Direction } from '../../terms.ts';
import type { Solver } from '../schedule.ts';
import { applianceBids } from './appliances.ts';
import { generationBids } from './generation.ts';
import type { Called, OwnBid, Pricing } from './offer.ts';
import { scheduleBids } from './schedules.ts';

/**
 * The bids of each microgrid. Less export: appliances that start earlier, and generation at its cost (`published`) or any devices
 * at the increase of the cost (`rational`). Less import: any devices, at the increase of the cost and the fee.
 */
export async function bidsOf(
  calls: readonly Called[],
  direction: Direction,
  pricing: Pricing,
  solver: Solver,
): Promise<OwnBid[][]> {
  const shifts: OwnBid[][] = [];
  for (const called of calls) shifts.push(direction === 'less-export' ? await applianceBids(called, pricing) : []);
  if (direction === 'less-export' && pricing.price === 'published') {
    return calls.map((called, i) => [...generationBids(called), ...shifts[i]!]);
  }
  const held = shifts.map(
    (of) => new Set(of.flatMap(({ basis }) => (basis.kind === 'appliances' ? (basis.battery ?? []) : []))),
  );
  const offering = calls.map((called, i) => ({ ...called, held: held[i]! }));
  const ranges = await scheduleBids(offering, direction, pricing.fee, solver);
  return ranges.map((of, i) => [...of, ...shifts[i]!]);
}
