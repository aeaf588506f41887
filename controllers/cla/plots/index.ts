// The plots of capacity limit allocation, in the order of the report.
import { type AnyPlot, seriesBy } from '../../../record/index.ts';
import * as feeder from '../../feeder/plots/index.ts';
import { lineLoadingTable, voltagesTable } from '../record/network.ts';
import { flexibleConsumption } from './consumption.ts';
import { acceptedFlexibility, flexibilityByRole } from './flexibility.ts';
import { capacityLimits } from './limits.ts';
import { microgridPrices } from './prices.ts';
import { microgridSchedules } from './schedules.ts';
import { microgridStorage } from './storage.ts';

export const plots: readonly AnyPlot[] = [
  microgridPrices,
  microgridSchedules,
  flexibilityByRole,
  flexibleConsumption,
  acceptedFlexibility,
  microgridStorage,
  capacityLimits,
  feeder.flexibleLoading(seriesBy(lineLoadingTable, 'branch', ['limit_kw', 'baseline_kw', 'final_kw'])),
  feeder.flexibleVoltage(seriesBy(voltagesTable, 'bus', ['baseline_pu', 'final_pu'])),
];
