// What dynamic tariffs need of a case: flexible devices, limits that can be violated, contracts for re-profiling, and money in
// the case's currency.
import { congestible, feedInAtImportPrice, flexibleDevice, type MoneyDefault, type Need, unless } from '../needs.ts';
import { type Options, RELAXED, SENSITIVITY } from './options.ts';

/** Re-profiling requires devices under contract for it and, in the options, their response to a price. */
const contracts: Need<Options> = ({ reprofiling }, { devices }) => {
  const under = devices.filter((device) => device.flexible && device.labels['contract'] === 'srp').length;
  return reprofiling === undefined
    ? unless(
        under === 0,
        'dt_contracts_without_reprofiling',
        `dt: ${under} devices have the label \`contract: srp\`, but the controller has no \`reprofiling\`: nothing is bought of them, and they do not answer the tariff`,
      )
    : unless(
        under > 0,
        'dt_nobody_to_reprofile',
        'dt: `reprofiling` is given, but no flexible device has the label `contract: srp`: nothing can be bought',
      );
};

export const needs: readonly Need<Options>[] = [
  flexibleDevice('dt', 'nobody answers the tariff'),
  congestible('dt'),
  feedInAtImportPrice('dt'),
  contracts,
];

export const money: readonly MoneyDefault<Options>[] = [
  {
    field: 'price_sensitivity',
    value: SENSITIVITY,
    per: 'kWh per kW',
    currency: 'DKK',
    title: 'price sensitivity β of the devices',
  },
  {
    field: 'penalty',
    value: RELAXED,
    per: 'kWh',
    currency: 'DKK',
    title: 'penalty of a kWh beyond a limit',
    matters: ({ reprofiling }) => reprofiling === undefined,
  },
];
