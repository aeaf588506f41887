// Buses that the baseline brings below their lower limit: their voltage by baseline and final schedule.
import { alarm, averaging, inPairs, PANEL_WIDTH, panel, plot, voltageScale } from '../../../record/drawing/index.ts';
import type { Plot, Reading, Series } from '../../../record/index.ts';
import { ofAll } from './flexible-loading.ts';

/** Buses shown, those furthest below their limit first. */
const MAX_SHOWN = 6;

interface Data {
  readonly voltages: ReadonlyMap<string, Series<'baseline_pu' | 'final_pu'>>;
}

/** @param voltages by bus */
export const flexibleVoltage = (voltages: Reading<Data['voltages']>): Plot<Data> => ({
  id: 'flexible-voltage',
  reads: { voltages },
  caption: () =>
    'Voltage of the buses that the baseline brings furthest below their lower limit, by AC power flow. Orange: that limit.',
  draw(run, { voltages }) {
    const limits = new Map(run.network.buses.map(({ bus, v_min_pu }) => [bus, v_min_pu]));
    const all = [...voltages]
      .map(([bus, { baseline_pu: baseline, final_pu: final }]) => ({ bus, of: { baseline, final } }))
      .map(({ bus, of }) => ({ bus, of, v_min: limits.get(bus) ?? 0, min: smallest(of.baseline.min) }))
      .filter(({ v_min, min }) => min < v_min)
      .sort((a, b) => a.min - a.v_min - (b.min - b.v_min));
    const low = all.slice(0, MAX_SHOWN);
    if (low.length === 0) return undefined;
    const known = low.flatMap(({ of }) => [...of.baseline.min, ...of.baseline.max, ...of.final.min, ...of.final.max]);
    const { domain } = voltageScale(known, { lower: low.map(({ v_min }) => v_min), upper: [] });
    const panels = low.map(({ bus, of, v_min }) => {
      const limit = {
        data: { values: [{ value: v_min }] },
        mark: { type: 'rule', color: alarm, strokeWidth: 1.2 },
        encoding: { x: { value: 0 }, x2: { value: PANEL_WIDTH } },
      };
      return panel(run, bus, of, { title: 'Voltage [p.u.]', domain, more: [limit] });
    });
    return plot(
      run,
      'Voltages below their limit, baseline and final schedule',
      inPairs(panels),
      'Orange: the lower limit.',
      ofAll(low, all),
      averaging(run),
    );
  },
});

const smallest = (values: Float64Array): number =>
  values.reduce((min, v) => (v < min ? v : min), Number.POSITIVE_INFINITY);
