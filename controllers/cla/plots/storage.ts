// Energy stored in the microgrids that use it otherwise after bids were accepted, as Figure 5.14 of the report.
import { afterSteps, averaging, inPairs, plot } from '../../../record/drawing/index.ts';
import { type Plot, type Series, seriesBy } from '../../../record/index.ts';
import { schedulesTable } from '../record/schedules.ts';
import { apart, few, panelOf, SAME_KW } from './panels.ts';
import { FINAL, INITIAL } from './schedules.ts';

interface Data {
  readonly schedules: ReadonlyMap<string, Series<'initial_stored_kwh' | 'final_stored_kwh'>>;
}

export const microgridStorage: Plot<Data> = {
  id: 'microgrid-storage',
  reads: { schedules: seriesBy(schedulesTable, 'microgrid', ['initial_stored_kwh', 'final_stored_kwh']) },
  caption: () => 'Energy stored in the microgrids in which it changes with the accepted bids, at the end of each step.',
  draw(run, { schedules }) {
    const changed = [...schedules].filter(([, of]) => apart(of.initial_stored_kwh, of.final_stored_kwh) > SAME_KW);
    const { shown, remark } = few(changed, 'microgrids');
    if (shown.length === 0) return undefined;
    const panels = shown.map(([name, of]) =>
      panelOf(run, [INITIAL, FINAL], {
        title: name,
        axis: 'Energy stored [kWh]',
        curves: [
          { ...INITIAL, values: afterSteps(run, of.initial_stored_kwh, {}) },
          { ...FINAL, values: afterSteps(run, of.final_stored_kwh, {}) },
        ],
      }),
    );
    return plot(run, 'Energy stored before and after accepted bids', inPairs(panels), remark, averaging(run));
  },
};
