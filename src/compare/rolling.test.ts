// With wrong forecasts, what planning again is worth: the account of `central` planned again every hour is between that of its
// day-ahead plan and the optimum with perfect foresight, by paired differences over the seeds of the errors.
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readCase } from '../case/index.ts';
import { accountOf } from '../results/testing/account.ts';
import { paired } from './statistics/paired.ts';

const cases = fileURLToPath(new URL('../../cases/', import.meta.url));
const ERRORS = ['forecast={wind: {error: 25 %, correlation: 6 h}, pv: {error: 20 %}, load: {error: 10 %}}'];
const SEEDS = [1, 2, 3, 4, 5];

it('is cheaper than the day-ahead plan, and dearer than perfect foresight', async () => {
  const cost = async (seed: number, central: string, set: readonly string[]) => {
    const changes = [`controllers=[${central}]`, `seed=${seed}`, 'outputs={}', ...set];
    return (await accountOf(await readCase(`${cases}cired-transactive`, { set: changes }))).cost;
  };
  const costs: { ahead: number; rolling: number; optimum: number }[] = [];
  for (const seed of SEEDS) {
    costs.push({
      ahead: await cost(seed, 'central', ERRORS),
      rolling: await cost(seed, '{ kind: central, replan: intraday }', ERRORS),
      optimum: await cost(seed, 'central', ['forecast={}']),
    });
  }
  const gained = paired(costs.map(({ ahead, rolling }) => ahead - rolling))!;
  const left = paired(costs.map(({ rolling, optimum }) => rolling - optimum))!;
  expect(gained.interval![0]).toBeGreaterThan(0);
  expect(left.interval![0]).toBeGreaterThan(0);
  expect(left.below).toBe(0);
}, 120_000);
