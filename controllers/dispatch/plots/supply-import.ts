// Import at the supply: as planned, and as the AC power flow of the run had it. A DC plan has no losses, an AC plan has.
import {
  averaging,
  DASHED,
  ink,
  line,
  overSteps,
  overTime,
  plot,
  SOLID,
  strokeLegend,
  unitOf,
  valueAxis,
} from '../../../record/drawing/index.ts';
import { BlockSeries, type Plot, readingOf } from '../../../record/index.ts';
import { exchange } from '../record.ts';

const FLOWED = 'AC power flow';
const PLANNED = 'planned';
/** The plan comes last, drawn over what became of it. */
const SERIES = [FLOWED, PLANNED];
const series = { field: 'series', type: 'nominal', legend: strokeLegend('Import') };

interface Data {
  /** Import less export [kW]. */
  readonly planned: BlockSeries;
}

const plannedImport = readingOf(
  exchange,
  ['import_kw', 'export_kw'],
  ({ blocks }) => new BlockSeries(blocks),
  (planned, { step, import_kw, export_kw }) => planned.add(step, import_kw - export_kw),
);

export const supplyImport: Plot<Data> = {
  id: 'supply-import',
  reads: { planned: plannedImport },
  before: 'generation',
  caption: () =>
    'Net import from the upstream grid: as the AC power flow of the run had it, and as planned; a DC plan has no losses.',
  draw(run, { planned }) {
    if (!run.worst) return undefined;
    const { title, scale } = unitOf(run);
    const values = [
      { series: FLOWED, of: run.import_kw },
      { series: PLANNED, of: planned },
    ].flatMap(({ series, of }) => overSteps(run, of, { series }, scale));
    const both = {
      mark: { type: 'line' },
      encoding: {
        y: valueAxis(title.replace('Power', 'Import')),
        color: { ...series, scale: { domain: SERIES, range: [line, ink] } },
        strokeDash: { ...series, scale: { domain: SERIES, range: [SOLID, DASHED] } },
      },
    };
    const parts = overTime(run, { height: 260, values, line: both, by: ['series'] });
    return plot(run, 'Import from the upstream grid', parts, averaging(run));
  },
};
