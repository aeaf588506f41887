// `horizon_h`: what an agent moves in a step it moves back within the horizon. Without it the EV of hour 6 draws again in hour 9, at 44 EUR/MWh.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Collector } from '../../cosim/observers.ts';
import { table } from '../testing/microgrid.ts';
import { LAMBDA, ran } from './testing/five-agents.ts';

/** Hours in which an agent differs from its day-ahead schedule, with the difference [MW]. */
function changes(day: Collector, agent: string): Record<number, number> {
  const rows = table(day, 'transactive_agents').filter((row) => row['agent'] === agent);
  const kw = rows.map((row) => [row.k + 1, Number(row['committed_kw']) - Number(row['day_ahead_kw'])] as const);
  return Object.fromEntries(kw.filter(([, of]) => Math.abs(of) > 0.01).map(([h, of]) => [h, Math.round(of) / 1000]));
}
const bonusOf = (day: Collector, h: number): number =>
  1000 * Number(table(day, 'transactive_hours')[h - 1]!['bonus_eur_per_kwh']);

describe('the horizon of agents', () => {
  it.each([
    [4, 10, { 6: -5.5, 9: 5.5 }],
    [3, 12, { 6: -5.5, 8: 5.5 }],
    [2, 16, {}],
    [0.25, 16, {}],
  ])('of %d h: a bonus of %d EUR/MWh, and the EV pays back within it', async (horizon_h, bonus, ev) => {
    const day = await ran({ errors: { 6: -5.5 }, options: { horizon_h } });
    expect(bonusOf(day, 6)).toBeCloseTo(bonus, 3);
    expect(changes(day, 'ev')).toEqual(ev);
    expect(changes(day, 'dg')).toEqual(Object.keys(ev).length > 0 ? {} : { 6: -5.5 });
  });

  it('has all changes of an imbalance in it, and of shifted energy none in sum', async () => {
    const someDay = fc.record({
      h: fc.integer({ min: 1, max: 24 }),
      mw: fc.integer({ min: -90, max: 90 }).map((of) => of / 10),
      horizon_h: fc.integer({ min: 1, max: 8 }),
      lambda: fc.oneof(
        fc.constant(LAMBDA),
        fc.array(fc.integer({ min: 10, max: 80 }), { minLength: 24, maxLength: 24 }),
      ),
    });
    let moved = 0;
    await fc.assert(
      fc.asyncProperty(someDay, async ({ h, mw, horizon_h, lambda }) => {
        const day = await ran({ errors: { [h]: mw }, lambda, options: { horizon_h, cap_per_kwh: 0.08 } });
        for (const agent of ['ev', 'demand', 'dg', 'ess']) {
          const of = changes(day, agent);
          for (const at of Object.keys(of).map(Number)) {
            expect(at).toBeGreaterThanOrEqual(h);
            expect(at).toBeLessThan(h + horizon_h);
            if (at > h) moved++;
          }
          if (agent === 'ev' || agent === 'demand')
            expect(Object.values(of).reduce((sum, change) => sum + change, 0)).toBeCloseTo(0, 2);
        }
      }),
      { numRuns: 30, seed: 7 },
    );
    expect(moved).toBeGreaterThan(0);
  });
});
