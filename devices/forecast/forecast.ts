// What plans see instead of the truth: the truth with an error of chosen size and correlation, or another profile of the case.
//   load, PV, wind  p̂ = p max(0, 1 + e)   of each device, within its rating
//   temperature     θ̂ = θ + e             one error for each profile in °C, the same for every device that reads it
//   price           π̂ = π + π̄ e           one error for all prices, relative to the mean π̄ of |import price|
// Prices may be negative or 0, and the difference of import and export price is no error, hence the sum with a mean size.
import type { Forecast, ForeseenQuantity } from '../install.ts';
import { type ErrorModel, type ErrorProcess, errorProcess } from './process.ts';

export type ForecastQuantity = ForeseenQuantity | 'temperature' | 'price';

export interface ForecastSpec {
  /** By quantity: relative errors of power and price [1], of temperature [K]; without one it is foreseen. */
  readonly errors: Readonly<Partial<Record<ForecastQuantity, ErrorModel>>>;
  /** Profiles that plans read instead of others, by the name of these. */
  readonly profiles: Readonly<Record<string, string>>;
}

export interface Truth {
  readonly seed: number;
  readonly dt_h: number;
  /** As `World.profile`. */
  profile(name: string, k: number): number;
  /** What a profile is, where it has errors of its own. */
  quantityOf(name: string): 'temperature' | 'price' | undefined;
  /** Mean of |import price| over the run, where the case has one [currency/kWh]. */
  mean_price(): number;
}

/** Forecasts of a case; undefined where nothing has an error: perfect foresight. */
export function createForecast({ errors, profiles }: ForecastSpec, truth: Truth): Forecast | undefined {
  const { seed, dt_h, profile } = truth;
  const wrong = Object.entries(errors).filter(([, { sd }]) => sd > 0);
  if (wrong.length === 0 && Object.keys(profiles).length === 0) return undefined;
  const processes: Partial<Record<string, ErrorProcess>> = Object.fromEntries(
    wrong.map(([quantity, model]) => [quantity, errorProcess(model, { seed, quantity, dt_h })]),
  );
  const given = new Map(Object.entries(profiles));
  let mean: number | undefined;
  return {
    isGiven: (name) => given.has(name),
    profile(name, k, known) {
      if (known !== undefined && k <= known) return profile(name, k);
      const instead = given.get(name);
      if (instead !== undefined) return profile(instead, k);
      const quantity = truth.quantityOf(name);
      const process = quantity && processes[quantity];
      if (!process) return profile(name, k);
      if (quantity === 'temperature') return profile(name, k) + process(name, k, known);
      mean ??= truth.mean_price();
      return profile(name, k) + mean * process('', k, known);
    },
    factor: (quantity, id, k, known) => Math.max(0, 1 + (processes[quantity]?.(id, k, known) ?? 0)),
  };
}
