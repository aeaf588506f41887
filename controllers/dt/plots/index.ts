// The plots of tariff and re-profiling, in the order of the report.
import { type AnyPlot, seriesBy, seriesOf } from '../../../record/index.ts';
import { settlementTable } from '../../accounts.ts';
import * as feeder from '../../feeder/plots/index.ts';
import { accountTitles } from '../record/settled.ts';
import { lineLoading, prices, voltages } from '../record/tables.ts';
import { dynamicTariff } from './dynamic-tariff.ts';
import { penaltySearch } from './penalty-search.ts';
import { reprofiling } from './reprofiling.ts';
import { tariffLoading } from './tariff-loading.ts';

export const plots: readonly AnyPlot[] = [
  feeder.energyPrice('spot', seriesOf(prices, ['spot'])),
  dynamicTariff,
  tariffLoading,
  reprofiling,
  penaltySearch,
  feeder.flexibleLoading(seriesBy(lineLoading, 'branch', ['limit_kw', 'baseline_kw', 'final_kw'])),
  feeder.flexibleVoltage(seriesBy(voltages, 'bus', ['baseline_pu', 'final_pu'])),
  feeder.linearisationError(seriesBy(voltages, 'bus', ['error_pu'])),
  feeder.capitalFlow(settlementTable(accountTitles)),
];
