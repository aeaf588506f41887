// Invariants over random days of the five agents, on a line with losses; and of the answers of a device.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Checkpoint, collect, run } from '../../cosim/index.ts';
import type { Collector } from '../../cosim/observers.ts';
import { indicator, table } from '../testing/microgrid.ts';
import { type Errors, type FiveAgents, fiveAgents, LAMBDA, ran } from './testing/five-agents.ts';

const HOURS = Array.from({ length: 24 }, (_, h) => h + 1);
const RUNS = { numRuns: 12, seed: 7 };

const errors = fc
  .array(fc.oneof(fc.constant(0), fc.integer({ min: -90, max: 90 })), { minLength: 24, maxLength: 24 })
  .map((of): Errors => Object.fromEntries(of.map((error, h) => [h + 1, error / 10])));
const lambda = fc.oneof(
  fc.constant(LAMBDA),
  fc.array(fc.integer({ min: -10, max: 80 }), { minLength: 24, maxLength: 24 }),
);
const someDay = fc.record({
  errors,
  lambda,
  r_ohm: fc.constantFrom(1e-6, 1),
  options: fc.record({
    cap: fc.constantFrom('published', 'rational'),
    accounting: fc.constantFrom('renominate', 'net'),
  }),
});

type Rows = ReturnType<typeof table>;
const number = (row: Rows[number], column: string): number => Number(row[column]);
const ofAgent = (day: Collector, agent: string): Rows =>
  table(day, 'transactive_agents').filter((row) => row['agent'] === agent);

describe('on any day', () => {
  it('the bonus is within its cap, and the imbalance is less than without, with the same sign', async () => {
    await fc.assert(
      fc.asyncProperty(someDay, async (of) => {
        for (const row of table(await ran(of), 'transactive_hours')) {
          expect(number(row, 'bonus_eur_per_kwh')).toBeGreaterThanOrEqual(0);
          expect(number(row, 'bonus_eur_per_kwh')).toBeLessThanOrEqual(number(row, 'cap_eur_per_kwh'));
          const [before, after] = [number(row, 'imbalance_kw'), number(row, 'residual_kw')];
          const rounding = 1e-5 * (1 + Math.abs(number(row, 'scheduled_kw')));
          expect(Math.abs(after)).toBeLessThanOrEqual(Math.abs(before) + rounding);
          expect(after * Math.sign(before)).toBeGreaterThanOrEqual(-rounding);
        }
      }),
      RUNS,
    );
  });

  it('agents conserve energy within their limits, and the store ends as full as planned', async () => {
    await fc.assert(
      fc.asyncProperty(someDay, async (of) => {
        const day = await ran(of);
        for (const agent of ['ev', 'demand']) {
          const changes = ofAgent(day, agent).map((row) => number(row, 'committed_kw') - number(row, 'day_ahead_kw'));
          expect(changes.reduce((sum, kw) => sum + kw, 0)).toBeCloseTo(0, 3);
        }
        const limit = (agent: string, h: number) =>
          agent === 'ev' ? (h <= 8 ? 8000 : h === 9 ? 5500 : 0) : h >= 8 && h <= 20 ? 10_000 : 0;
        for (const [agent, h] of ['ev', 'demand'].flatMap((name) => HOURS.map((of) => [name, of] as const))) {
          const kw = number(ofAgent(day, agent)[h - 1]!, 'committed_kw');
          expect(kw).toBeGreaterThanOrEqual(-1e-6);
          expect(kw).toBeLessThanOrEqual(limit(agent, h) + 1e-6);
        }
        const store = fiveAgents(of).devices.findIndex(({ id }) => id === 'ess');
        const soc = day.steps.map(({ channels }) => channels[store]![0]!);
        for (const percent of soc) expect(Math.abs(percent - 50)).toBeLessThanOrEqual(50 + 1e-6);
        expect(soc.at(-1)).toBeCloseTo(100, 4);
      }),
      RUNS,
    );
  });

  it('no agent loses, bonuses received are those paid, and all transfers sum to zero', async () => {
    await fc.assert(
      fc.asyncProperty(someDay, async (of) => {
        const day = await ran(of);
        const accounts = table(day, 'transactive_account');
        const agents = accounts.filter((row) => String(row['agent']) !== 'renewables');
        for (const row of agents) {
          expect(number(row, 'profit_with_eur') - number(row, 'profit_without_eur')).toBeGreaterThanOrEqual(-1e-6);
        }
        expect(accounts.reduce((sum, row) => sum + number(row, 'bonuses_eur'), 0)).toBeCloseTo(0, 9);
        expect(table(day, 'balances').reduce((sum, row) => sum + number(row, 'balance_eur'), 0)).toBeCloseTo(0, 6);
        const received = agents.reduce((sum, row) => sum + number(row, 'bonuses_eur'), 0);
        expect(indicator(day, 'transactive_bonuses')).toBeCloseTo(received, 6);
      }),
      RUNS,
    );
  });

  it('the answer of all agents does not fall when the bonus rises, under both rules', async () => {
    const rules = fc.constantFrom('bisection', 'published');
    await fc.assert(
      fc.asyncProperty(someDay, rules, async (of, rule) => {
        const rounds = table(await ran({ ...of, options: { ...of.options, rule } }), 'transactive_rounds');
        for (const h of HOURS) {
          const asked = rounds.filter(({ k }) => k === h - 1);
          const byBonus = asked.sort((a, b) => number(a, 'bonus_eur_per_kwh') - number(b, 'bonus_eur_per_kwh'));
          for (const [i, row] of byBonus.slice(1).entries()) {
            expect(number(row, 'response_kw')).toBeGreaterThanOrEqual(number(byBonus[i]!, 'response_kw') - 1e-3);
          }
        }
      }),
      RUNS,
    );
  });

  it('past steps are immutable: a later error changes nothing before it', async () => {
    await fc.assert(
      fc.asyncProperty(someDay, fc.integer({ min: 2, max: 24 }), async (of, h) => {
        const [one, other] = [await ran(of), await ran({ ...of, errors: { ...of.errors, [h]: 3.3 } })];
        const past = (day: Collector) => table(day, 'transactive_agents').filter(({ k }) => k < h - 1);
        expect(past(other)).toEqual(past(one));
      }),
      RUNS,
    );
  });
});

describe('a run', () => {
  const of: FiveAgents = { days: 2, r_ohm: 1 };
  async function recorded(resume?: Checkpoint) {
    const [collector, checkpoints]: [Collector, Checkpoint[]] = [collect(), []];
    await run(fiveAgents(of), [collector, { onCheckpoint: (one) => checkpoints.push(one) }], { resume });
    return { steps: collector.steps, hours: table(collector, 'transactive_hours'), checkpoints };
  }

  it('is repeated bit for bit, and resumes from a checkpoint at midnight', async () => {
    const whole = await recorded();
    expect(await recorded()).toEqual(whole);
    expect(whole.checkpoints.map(({ k }) => k)).toEqual([24]);
    const rest = await recorded(JSON.parse(JSON.stringify(whole.checkpoints[0])));
    expect(rest.steps).toEqual(whole.steps.slice(24));
    expect(rest.hours).toEqual(whole.hours.filter(({ k }) => k >= 24));
  });
});
