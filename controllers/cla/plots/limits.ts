// The sum of the microgrids and the capacity limits of the DSO, as Figure 5.15 of the report.
import { alarm, averaging, extentOf, held, holding, plot, short, WIDTH } from '../../../record/drawing/index.ts';
import { type BlockSeries, type Plot, type Run, type Series, type Spec, seriesOf } from '../../../record/index.ts';
import { limitsTable } from '../record/allocation.ts';
import { areaBetween, curve, panelOf } from './panels.ts';
import { FINAL, INITIAL } from './schedules.ts';

const KEYS = ['export_max_kw', 'import_max_kw', 'initial_kw', 'final_kw'] as const;
/** A limit further from all schedules than this share of their range is not drawn: it would flatten them. */
const FAR = 1.5;

export const capacityLimits: Plot<{ readonly limits: Series<(typeof KEYS)[number]> }> = {
  id: 'capacity-limits',
  reads: { limits: seriesOf(limitsTable, KEYS) },
  caption: () =>
    'Net power of all microgrids together, < 0 is exported, and the limits of the DSO for it. Shaded: what the accepted bids change.',
  draw(run, { limits: { export_max_kw, import_max_kw, initial_kw, final_kw } }) {
    const [low, high] = extentOf(
      [...initial_kw.min, ...initial_kw.max, ...final_kw.min, ...final_kw.max, 0].filter(Number.isFinite),
    );
    const near = (kw: number) => kw > low - FAR * (high - low) && kw < high + FAR * (high - low);
    const bounds = [bound(run, export_max_kw, -1, near), bound(run, import_max_kw, 1, near)];
    const parts = panelOf(run, [INITIAL, FINAL], {
      axis: 'Net power [kW]',
      curves: [curve(run, INITIAL, initial_kw), curve(run, FINAL, final_kw)],
      below: [areaBetween(run, [initial_kw, final_kw], FINAL.colour), ...bounds],
      size: { width: WIDTH, height: 300 },
    });
    const note = 'Orange: the limits of the DSO; those far from the schedules are not shown.';
    return plot(run, 'Sum of the microgrids under the capacity limits', parts, note, averaging(run));
  },
};

const bound = (run: Run, of: BlockSeries, sign: number, near: (kw: number) => boolean): Spec => ({
  data: {
    values: held(run, (b) => {
      const kw = sign * of.mean(b);
      return { value: near(kw) ? short(kw) : null };
    }),
  },
  mark: { type: 'line', ...holding(run), color: alarm, strokeDash: [5, 4], strokeWidth: 1.4 },
  encoding: { y: { field: 'value', type: 'quantitative' } },
});
