import type { Storage } from '../storage.ts';

/** Energy that a battery's converter turns into heat on the way in or out [kWh], p > 0 drawn from the grid for h hours. */
export const converterLoss = (d: Storage, p: number, h: number): number =>
  (p > 0 ? (1 - d.eta_charge) * p : -p * (1 / d.eta_discharge - 1)) * h;
