// The plots of a run, in the order of the report. Another plot is a file here and a line below.

import { admmResiduals } from './admm-residuals.ts';
import { networkBalance } from './balance.ts';
import { channelBands } from './bands.ts';
import { capitalFlow } from './capital-flow.ts';
import { importCarpet } from './carpet.ts';
import { importDuration } from './duration.ts';
import { dynamicTariff } from './dynamic-tariff.ts';
import { energyPrice } from './energy-price.ts';
import { flexibleDevices } from './flexible-devices.ts';
import { flexibleLoading } from './flexible-loading.ts';
import { flexibleVoltage } from './flexible-voltage.ts';
import { generation } from './generation.ts';
import { linearisationError } from './linearisation-error.ts';
import { loadAndPrice } from './load-price.ts';
import { branchLoading } from './loading.ts';
import { feederLoading, feederVoltage } from './one-line.ts';
import { penaltySearch } from './penalty-search.ts';
import type { Plot } from './plot.ts';
import { voltageProfile } from './profile.ts';
import { reprofiling } from './reprofiling.ts';
import { deviceStacks } from './stacks.ts';
import { storedEnergy } from './stored-energy.ts';
import { supplyImport } from './supply-import.ts';
import { tariffLoading } from './tariff-loading.ts';

export const plots: readonly Plot[] = [
  feederVoltage,
  voltageProfile,
  feederLoading,
  branchLoading,
  deviceStacks,
  networkBalance,
  importDuration,
  importCarpet,
  loadAndPrice,
  supplyImport,
  generation,
  storedEnergy,
  channelBands,
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
