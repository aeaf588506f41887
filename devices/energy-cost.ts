// Cost of the energy of a device to its owner, c · energy: the levelised cost of a source, the wear of a battery. None by default.
import * as z from 'zod';
import { type Cost, type Linear, times } from '../optimisation/index.ts';
import type { Channel } from './device.ts';

export const costPerKwh = z.number().min(0).default(0);
export const costCurrency = z.string().default('EUR').describe('Currency of the cost, as its unit is written');

/** Cost of energy at a price [currency/kWh]. */
export interface EnergyCost {
  /** As in `Cost`. */
  readonly name: string;
  readonly per_kwh: number;
  readonly currency: string;
}

/** Its part of an objective, for an energy [kWh] over the horizon. */
export const energyCost = ({ name, per_kwh, currency }: EnergyCost, energy_kwh: Linear): readonly Cost[] =>
  per_kwh === 0 ? [] : [{ name, currency, linear: times(per_kwh, energy_kwh), squares: [] }];

/** The channel of the cost since the start of the run. */
export const costChannel = ({ per_kwh, currency }: EnergyCost, title: string): readonly Channel[] =>
  per_kwh === 0 ? [] : [{ name: 'cost', unit: currency, title, cumulative: true }];
