// What capacity limit allocation needs of a case: flexible devices, limits that can be violated, and money in the case's currency.
import { congestible, flexibleDevice, type MoneyDefault, type Need, unless } from '../needs.ts';
import { microgridsOf } from './microgrid/microgrids.ts';
import { type Options, PENALTY } from './options.ts';
import { wrongNames } from './protocol/membership.ts';

const exportPrice: Need<Options> = ({ participation }, { market }) =>
  unless(
    participation === 'wholesale' || market === undefined || market.export_price !== undefined,
    'cla_no_export_price',
    'cla: the market has no export_price, so that microgrids sell at 0',
  );

const wholesalePrice: Need<Options> = ({ participation, wholesale }, { market }) => {
  const { import_price } = market ?? {};
  return unless(
    participation === 'retail' || import_price === undefined || wholesale.buy_price !== undefined,
    'cla_wholesale_at_retail_price',
    `cla: no wholesale.buy_price is given: the aggregator buys on the wholesale market at ${import_price}, the import_price of the market`,
  );
};

const names: Need<Options> = (options, { devices }) => ({
  faults: wrongNames(options, microgridsOf(devices).microgrids),
});

export const needs: readonly Need<Options>[] = [
  flexibleDevice('cla', 'no microgrid can bid'),
  congestible('cla'),
  exportPrice,
  wholesalePrice,
  names,
];

export const money: readonly MoneyDefault<Options>[] = [
  {
    field: 'penalty_per_kwh',
    value: PENALTY,
    per: 'kWh',
    currency: 'EUR',
    title: 'penalty of a mandatory request',
    matters: ({ real_time }) => real_time,
  },
];
