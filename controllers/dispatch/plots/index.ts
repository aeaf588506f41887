// The plots of a dispatch, in the order of the report.
import type { AnyPlot } from '../../../record/index.ts';
import { loadAndPrice } from './load-price.ts';
import { storedEnergy } from './stored-energy.ts';
import { supplyImport } from './supply-import.ts';

export const plots: readonly AnyPlot[] = [loadAndPrice, supplyImport, storedEnergy];
