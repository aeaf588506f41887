// Limits within the network, on which bonuses do not depend: a change that is accepted may violate them, and a remark says so.
// A generator at the bus behind the busbar runs day ahead in the dearest hours, 18 to 21, and in the deficit of hour 11 for a bonus.
import { describe, expect, it } from 'vitest';
import type { Collector } from '../../cosim/observers.ts';
import { type Entry, table } from '../testing/microgrid.ts';
import { type Errors, type FiveAgents, ran } from './testing/five-agents.ts';

const dg: Entry = {
  ...{ id: 'dg', kind: 'generator', bus: '2', labels: { agent: 'dg' } },
  params: { p_max_kw: 10_000, cost_b_per_kwh: 0.05 },
};
const ranBehind = (behind: NonNullable<FiveAgents['behind']>, errors: Errors = { 11: -1.6 }) =>
  ran({ errors, entries: [dg], devices: [], behind });
const remarks = (day: Collector) =>
  day.published.flatMap(({ remarks: found = [] }) => found.filter(({ id }) => id === 'transactive_network_limit'));
const accepted = (day: Collector, h: number) => Number(table(day, 'transactive_hours')[h - 1]!['accepted_kw']);

describe('a limit of the network that accepted changes violate', () => {
  it('is named with its amount: the rating of a branch', async () => {
    const found = remarks(await ranBehind({ r_ohm: 1e-6, s_max_mva: 1 }));
    expect(found.map(({ text }) => text)).toEqual([
      'transactive: what is accepted at 10:00 violates limits of the network, on which bonuses do not depend: behind by 600.00 kVA',
    ]);
  });

  it('is named with its amount: the voltage of a bus', async () => {
    const found = remarks(await ranBehind({ r_ohm: 2, v_max_pu: 1.005 }));
    const text = expect.stringMatching(/at 10:00 .*: over-voltage at 2 by 0\.00\d+ p\.u\.$/);
    expect(found.map((of) => of.text)).toEqual([text]);
  });

  it('is none where the change is within it', async () => {
    const day = await ranBehind({ r_ohm: 2, s_max_mva: 12, v_max_pu: 1.1 });
    expect(accepted(day, 11)).toBeGreaterThan(1500);
    expect(remarks(day)).toEqual([]);
  });

  it('is none that the plans before it violate already', async () => {
    const day = await ranBehind({ r_ohm: 1e-6, s_max_mva: 1 }, { 20: 2.4 });
    expect(accepted(day, 20)).toBeCloseTo(2400, 0);
    expect(remarks(day)).toEqual([]);
  });
});
