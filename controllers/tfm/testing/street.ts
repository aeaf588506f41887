// The street of controllers/testing under the market, and what its tests read of a run.
import type { Collector } from '../../../cosim/observers.ts';
import { recordsUnder, type Study, table } from '../../testing/microgrid.ts';
import { tfm } from '../tfm.ts';

export { CONGESTED, home, type Street, street } from '../../testing/street.ts';

/** Everything a run of a study under the market records. */
export const market = (of: Study, options?: unknown) => recordsUnder(tfm, of, options);

export const number = (row: Readonly<Record<string, unknown>>, column: string): number => Number(row[column]);

/** Where the network ends up beyond a limit: by the linear model of the market, and by AC power flow. */
export function excess(run: Collector, column: 'linear_kw' | 'final_kw'): number {
  return Math.max(...table(run, 'line-loading').map((r) => Math.abs(number(r, column)) - number(r, 'limit_kw')));
}
