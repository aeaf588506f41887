// forecast.csv: what plans see of loads, PV and wind a day ahead, and the truth; only of a run whose forecasts may be wrong.
import { type ForecastRow, forecastTable, publishedTable } from '../../../record/index.ts';
import { stepFields, type TableMaker } from './table.ts';

export const forecast: TableMaker = ({ devices }) => {
  const foreseen = devices.flatMap(({ foreseen }) => foreseen ?? []);
  if (foreseen.length === 0) return undefined;
  /** @param sign −1 for what feeds, so that its power is > 0 */
  const quantityOf = (name: string, sign: number) => {
    const members = foreseen.filter(({ quantity }) => quantity === name);
    return (k: number) => {
      if (members.length === 0) return { truth_kw: Number.NaN, forecast_kw: Number.NaN };
      let [truth_kw, forecast_kw] = [0, 0];
      for (const member of members) {
        truth_kw += sign * member.truth_kw(k);
        forecast_kw += sign * member.forecast_kw(k);
      }
      return { truth_kw, forecast_kw };
    };
  };
  const [load, pv, wind] = [quantityOf('load', 1), quantityOf('pv', -1), quantityOf('wind', -1)];
  const { name, title, fields } = publishedTable(forecastTable, '');
  return {
    name,
    title,
    fields: [...stepFields, ...fields],
    onStep({ k }) {
      const row: ForecastRow = { load: load(k), pv: pv(k), wind: wind(k) };
      return { rows: 1, columns: forecastTable.columns.map((column) => Float64Array.of(column.of(row, k))) };
    },
  };
};
