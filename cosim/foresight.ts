/** The quantity of a device that forecasts are wrong about, and its power in step k, by truth and by a day-ahead forecast [kW]. */
export interface Foreseeable {
  readonly quantity: string;
  truth_kw(k: number): number;
  forecast_kw(k: number): number;
}
