// What PV and wind have available, as forecast a day ahead and in real time, as Figure 3 of the paper.
import { againstDayAhead, averaging, plot, WIDTH } from '../../../record/drawing/index.ts';
import { type Plot, type Series, seriesOf } from '../../../record/index.ts';
import { renewablesTable } from '../record/tables.ts';

const KEYS = ['day_ahead_kw', 'available_kw'] as const;

export const transactiveRenewables: Plot<{ readonly renewables: Series<(typeof KEYS)[number]> }> = {
  id: 'transactive-renewables',
  reads: { renewables: seriesOf(renewablesTable, KEYS) },
  caption: () =>
    'Power that PV and wind have available, all plants together: by the day-ahead forecast, and in real time.',
  draw(run, { renewables: { day_ahead_kw, available_kw } }) {
    if (![...day_ahead_kw.max, ...available_kw.max].some((kw) => kw > 0)) return undefined;
    const powers = { day_ahead_kw, real_time_kw: available_kw };
    const parts = againstDayAhead(run, powers, 'Available power', { width: WIDTH, height: 240 });
    return plot(run, 'Renewables a day ahead and in real time', parts, averaging(run));
  },
};
