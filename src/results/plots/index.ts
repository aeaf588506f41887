// The plots of a run, in the order of the report. Another plot is a file here and a line below.

import { runPlots } from '../../../record/index.ts';
import type { Run } from '../read/index.ts';
import { admmResiduals } from './admm-residuals.ts';
import { capitalFlow } from './capital-flow.ts';
import { dynamicTariff } from './dynamic-tariff.ts';
import { energyPrice } from './energy-price.ts';
import { flexibleDevices } from './flexible-devices.ts';
import { flexibleLoading } from './flexible-loading.ts';
import { flexibleVoltage } from './flexible-voltage.ts';
import { generation } from './generation.ts';
import { linearisationError } from './linearisation-error.ts';
import { loadAndPrice } from './load-price.ts';
import { penaltySearch } from './penalty-search.ts';
import type { Plot } from './plot.ts';
import { reprofiling } from './reprofiling.ts';
import { storedEnergy } from './stored-energy.ts';
import { supplyImport } from './supply-import.ts';
import { tariffLoading } from './tariff-loading.ts';

const [channelBands, ...others] = [...runPlots].reverse().map(
  (plot): Plot => ({
    id: plot.id,
    caption: (run: Run) => plot.caption(run, {}),
    draw: (run: Run) => plot.draw(run, {}),
  }),
);

export const plots: readonly Plot[] = [
  ...others.reverse(),
  loadAndPrice,
  supplyImport,
  generation,
  storedEnergy,
  channelBands!,
  energyPrice,
  dynamicTariff,
  tariffLoading,
  reprofiling,
  penaltySearch,
  flexibleLoading,
  flexibleVoltage,
  flexibleDevices,
  linearisationError,
  admmResiduals,
  capitalFlow,
];
