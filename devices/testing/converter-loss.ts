import type { Storage } from '../storage.ts';

/** Energy loss of a battery's converter [kWh] at power p, > 0 drawn from the grid, for h hours. */
export const converterLoss = (d: Storage, p: number, h: number): number =>
  (p > 0 ? (1 - d.eta_charge) * p : -p * (1 / d.eta_discharge - 1)) * h;
