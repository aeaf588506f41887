// The table of voltages that mechanisms on a feeder publish: before and after, and the latter by a linear model too.
import { columns, table } from '../../record/index.ts';
import type { Feeder } from './grid.ts';
import type { Checked } from './report.ts';

export interface Voltages {
  readonly bus: string;
  readonly baseline_pu: Float64Array;
  readonly linear_pu: Float64Array;
  readonly final_pu: Float64Array;
}

const { column } = columns<Voltages>();

/** @param titles of the columns by their names */
export const voltagesTable = (titles: Readonly<Record<'baseline' | 'linear' | 'error', string>>) =>
  table('voltages', 'Voltage of every bus with devices', [
    column('bus', 'string', 'Bus', (v) => v.bus),
    column('baseline_pu', 'p.u.', titles.baseline, (v, t) => v.baseline_pu[t]!),
    column('linear_pu', 'p.u.', titles.linear, (v, t) => v.linear_pu[t]!),
    column('final_pu', 'p.u.', 'Final schedule, by AC power flow', (v, t) => v.final_pu[t]!),
    column('error_pu', 'p.u.', titles.error, (v, t) => v.linear_pu[t]! - v.final_pu[t]!),
  ]);

/** Its rows for some buses. */
export function voltagesAt(
  { network }: Pick<Feeder, 'network'>,
  buses: readonly string[],
  { before, after, linear }: Checked,
): Voltages[] {
  const place = new Map(network.buses.map((bus, i) => [bus, i]));
  return buses.map((bus) => {
    const i = place.get(bus)!;
    return { bus, baseline_pu: before.vm_pu[i]!, linear_pu: linear.vm_pu[i]!, final_pu: after.vm_pu[i]! };
  });
}
