// The plots of the flexibility market, in the order of the report.
import { type AnyPlot, seriesBy, seriesOf } from '../../../record/index.ts';
import { settlementTable } from '../../accounts.ts';
import * as feeder from '../../feeder/plots/index.ts';
import { energyPriceTable, lineLoadingTable, voltageTable } from '../record/network.ts';
import { accountTitles } from '../settlement/record.ts';
import { admmResiduals } from './admm-residuals.ts';
import { flexibleDevices } from './flexible-devices.ts';

export const plots: readonly AnyPlot[] = [
  feeder.energyPrice('price', seriesOf(energyPriceTable, ['price'])),
  feeder.flexibleLoading(seriesBy(lineLoadingTable, 'branch', ['limit_kw', 'baseline_kw', 'final_kw'])),
  feeder.flexibleVoltage(seriesBy(voltageTable, 'bus', ['baseline_pu', 'final_pu'])),
  flexibleDevices,
  feeder.linearisationError(seriesBy(voltageTable, 'bus', ['error_pu'])),
  admmResiduals,
  feeder.capitalFlow(settlementTable(accountTitles)),
];
