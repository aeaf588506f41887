// Loads, PV and wind as forecast a day ahead, and in truth.
import { againstDayAhead } from '../drawing/day-ahead.ts';
import { plot, WIDTH } from '../drawing/theme.ts';
import { averaging } from '../drawing/time.ts';
import type { Plot } from '../plot.ts';
import { type Series, seriesOf } from '../reading.ts';
import { columns, table } from '../table.ts';

/** Power of all devices of a quantity in a step; NaN where there is none [kW]. */
export type ForecastRow = Readonly<Record<'load' | 'pv' | 'wind', { truth_kw: number; forecast_kw: number }>>;

const { column } = columns<ForecastRow>();

export const forecastTable = table('forecast', 'Loads, PV and wind by the day-ahead forecast, and in truth', [
  column('load_truth_kw', 'kW', 'Power of all loads, without control', ({ load }) => load.truth_kw),
  column('load_forecast_kw', 'kW', 'The same by the day-ahead forecast', ({ load }) => load.forecast_kw),
  column('pv_truth_kw', 'kW', 'Power available to all PV plants, > 0', ({ pv }) => pv.truth_kw),
  column('pv_forecast_kw', 'kW', 'The same by the day-ahead forecast', ({ pv }) => pv.forecast_kw),
  column('wind_truth_kw', 'kW', 'Power available to all wind plants, > 0', ({ wind }) => wind.truth_kw),
  column('wind_forecast_kw', 'kW', 'The same by the day-ahead forecast', ({ wind }) => wind.forecast_kw),
]);

const PANELS = [
  { title: 'Loads', truth: 'load_truth_kw', forecast: 'load_forecast_kw' },
  { title: 'PV, available', truth: 'pv_truth_kw', forecast: 'pv_forecast_kw' },
  { title: 'Wind, available', truth: 'wind_truth_kw', forecast: 'wind_forecast_kw' },
] as const;
type Key = (typeof PANELS)[number]['truth' | 'forecast'];

export const forecastErrors: Plot<{ readonly power: Series<Key> }> = {
  id: 'forecast-errors',
  reads: { power: seriesOf(forecastTable, [...PANELS.map(({ truth }) => truth), ...PANELS.map((p) => p.forecast)]) },
  caption: () =>
    'Power of all devices of a quantity by the day-ahead forecast, which plans read, and in real time. Quantities without an error are not drawn.',
  draw(run, { power }) {
    const wrong = PANELS.filter(({ truth, forecast }) => {
      const [is, seen] = [power[truth], power[forecast]];
      return is.max.some((_, b) => is.mean(b) !== seen.mean(b) && !Number.isNaN(is.mean(b)));
    });
    if (wrong.length === 0) return undefined;
    const panels = wrong.map(({ title, truth, forecast }) => {
      const powers = { day_ahead_kw: power[forecast], real_time_kw: power[truth] };
      return againstDayAhead(run, powers, 'Power', {
        ...{ width: WIDTH, height: 180 },
        title: { text: title, fontSize: 12, offset: 6 },
      });
    });
    const parts = panels.length === 1 ? panels[0]! : { vconcat: panels, spacing: 16 };
    const title =
      panels.length === 1 ? `${wrong[0]!.title.split(',')[0]} as forecast and in real time` : 'Forecasts and truth';
    return plot(run, title, parts, averaging(run));
  },
};
