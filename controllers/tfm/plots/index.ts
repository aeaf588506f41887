// The plots of the flexibility market, in the order of the report.
import { type AnyPlot, seriesBy, seriesOf } from '../../../record/index.ts';
import { settlementTable } from '../../accounts.ts';
import {
  capitalFlow,
  energyPrice,
  flexibleLoading,
  flexibleVoltage,
  linearisationError,
} from '../../feeder/plots/index.ts';
import { voltagesTable } from '../../feeder/voltages.ts';
import { admmResiduals } from './admm-residuals.ts';
import { flexibleDevices } from './flexible-devices.ts';
import { energyPrices, lineLoading } from './tables.ts';

const voltages = voltagesTable({ baseline: '', linear: '', error: '' });

export const plots: readonly AnyPlot[] = [
  energyPrice('price', seriesOf(energyPrices, ['price'])),
  flexibleLoading(seriesBy(lineLoading, 'branch', ['limit_kw', 'baseline_kw', 'final_kw'])),
  flexibleVoltage(seriesBy(voltages, 'bus', ['baseline_pu', 'final_pu'])),
  flexibleDevices,
  linearisationError(seriesBy(voltages, 'bus', ['error_pu'])),
  admmResiduals,
  capitalFlow(settlementTable({ purposes: '', aggregator: '', amount: '' })),
];
