// First-order indices: a panel for each indicator, a row for each parameter.
import { ink, line, quiet, type Spec, short } from '../../../record/index.ts';
import { withUnit } from '../measures/shown.ts';
import type { Sensitivity } from '../sensitivity/sensitivity.ts';
import { type About, panelTitle, sweepFigure } from './about.ts';

const PANEL = 250;
const ROW = 20;

export function drawSensitivity({ table, shown, subtitle }: About, rows: readonly Sensitivity[]): Spec | undefined {
  if (!rows.some(({ index }) => index !== undefined)) return undefined;
  const titles = new Map(table.parameters.map(({ name, title }) => [name, title]));
  const names = [...new Set(rows.map(({ parameter }) => titles.get(parameter)!))];
  const panels = shown.flatMap((indicator) => {
    const own = rows.filter((row) => row.indicator === indicator.id);
    if (own.length === 0) return [];
    const values = own.map(({ parameter, index, interval, note }) => ({
      parameter: titles.get(parameter)!,
      index: index === undefined ? null : short(Math.max(0, index)),
      low: interval ? short(within(interval[0])) : null,
      high: interval ? short(within(interval[1])) : null,
      note: index === undefined ? note : '',
      zero: 0,
    }));
    return [panelOf(values, names, panelTitle(withUnit(indicator), PANEL))];
  });
  const how = `Share of the variance that the mean for each value of a parameter explains, S = Var(E[Y | X]) / Var(Y); what is missing to 1 in a panel is due to interactions, or to draws and seeds that the parameters do not name.${rows.some(({ interval }) => interval) ? ' Line: 95 % interval.' : ''}`;
  return sweepFigure('First-order effects', [...subtitle, how], { concat: panels, columns: 2, spacing: 26 });
}

const within = (x: number): number => Math.min(1, Math.max(0, x));

function panelOf(values: readonly object[], names: readonly string[], title: Spec): Spec {
  const y = {
    field: 'parameter',
    type: 'nominal',
    sort: null,
    scale: { domain: names },
    axis: { title: null, ticks: false, domain: false, labelColor: ink, labelLimit: 130, offset: 8 },
  };
  const x = (field: string) => ({
    field,
    type: 'quantitative',
    scale: { domain: [0, 1] },
    axis: { title: 'S', tickCount: 5, labelFlush: false },
  });
  return {
    width: PANEL,
    height: ROW * names.length,
    title,
    data: { values },
    layer: [
      {
        transform: [{ filter: 'datum.low !== null' }],
        mark: { type: 'rule', strokeWidth: 1.4, color: line },
        encoding: { y, x: x('low'), x2: { field: 'high' } },
      },
      {
        transform: [{ filter: 'datum.index !== null' }],
        mark: { type: 'point', filled: true, size: 46, opacity: 1, color: line },
        encoding: { y, x: x('index') },
      },
      {
        mark: { type: 'text', align: 'left', dx: 3, fontSize: 10, color: quiet, limit: PANEL },
        encoding: { y, x: x('zero'), text: { field: 'note' } },
      },
    ],
  };
}
