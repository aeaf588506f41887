// Import at the supply: as planned, and as the AC power flow then had it, losses included.
import type { Plot } from './plot.ts';
import { held, unitOf } from './stacks.ts';
import { line, plot, quiet, short, timeAxis, WIDTH } from './theme.ts';

const PLANNED = 'planned';
const FLOWED = 'with losses';

export const supplyImport: Plot = {
  id: 'supply-import',
  caption: () => 'Net import from the upstream grid: as planned without losses, and as the AC power flow had it.',
  draw(run) {
    const { market } = run;
    if (!market || !run.worst) return undefined;
    const { title, scale } = unitOf(run);
    const values = [
      { series: PLANNED, of: market.planned_kw },
      { series: FLOWED, of: run.import_kw },
    ].flatMap(({ series, of }) => held(run, (b) => ({ series, value: short(scale * of.mean(b)) })));
    return plot(run, 'Import from the upstream grid', {
      width: WIDTH,
      height: 260,
      data: { values },
      mark: { type: 'line' },
      encoding: {
        x: timeAxis(run),
        y: { field: 'value', type: 'quantitative', axis: { title: title.replace('Power', 'Import') } },
        color: {
          field: 'series',
          type: 'nominal',
          scale: { domain: [PLANNED, FLOWED], range: [line, quiet] },
          legend: { title: 'Import', symbolType: 'stroke' },
        },
      },
    });
  },
};
