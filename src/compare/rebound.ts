// The rebound of every run against the reference with the same seed, in each scenario.
import { join } from 'node:path';
import { eachRow } from '../results/read/csv.ts';
import type { ComparedRun } from './compared-run.ts';
import type { Comparison } from './comparison.ts';
import { type ExchangeStep, reboundOf } from './statistics/rebound.ts';

/**
 * The runs of a scenario with the figures of their rebound, as indicators.
 * @param within folder of the run folders
 */
export function withRebound({ reference, runs }: Comparison, within: string): ComparedRun[] {
  const found: ComparedRun[] = [];
  for (const run of runs) {
    const before = runs.find(({ controller, seed }) => controller === reference && seed === run.seed);
    const both = [before, run].flatMap((one) => (one?.status === 'finished' && one.run !== undefined ? [one.run] : []));
    if (run === before || both.length < 2) {
      found.push(run);
      continue;
    }
    const [base, own] = both.map((folder) => exchangeOf(join(within, folder)));
    found.push({ ...run, indicators: [...run.indicators, ...reboundOf(base!, own!)] });
  }
  return found;
}

function exchangeOf(dir: string): ExchangeStep[] {
  const steps: ExchangeStep[] = [];
  const columns = { time: 'text', import_kw: 'number', loading_max_percent: 'number' } as const;
  eachRow(dir, 'grid.csv', columns, ({ time, import_kw, loading_max_percent }) => {
    steps.push({ time_ms: Date.parse(time), import_kw, loading_percent: loading_max_percent });
  });
  return steps;
}
