// The plots of every run, in the order of the report. Another plot is a file here and a line below.
import type { AnyPlot } from '../plot.ts';
import { networkBalance } from './balance.ts';
import { channelBands } from './bands.ts';
import { importCarpet } from './carpet.ts';
import { importDuration } from './duration.ts';
import { forecastErrors } from './forecast.ts';
import { branchLoading } from './loading.ts';
import { feederLoading, feederVoltage } from './one-line.ts';
import { voltageProfile } from './profile.ts';
import { deviceStacks } from './stacks.ts';

export const runPlots: readonly AnyPlot[] = [
  feederVoltage,
  voltageProfile,
  feederLoading,
  branchLoading,
  deviceStacks,
  forecastErrors,
  networkBalance,
  importDuration,
  importCarpet,
  channelBands,
];
