// What capacity limit allocation needs of a case: flexible devices, limits that can be violated, and money in the case's currency.
import { congestible, flexibleDevice, type MoneyDefault, type Need, unless } from '../needs.ts';
import { type Options, PENALTY } from './options.ts';

const exportPrice: Need<Options> = ({ participation }, { market }) =>
  unless(
    participation === 'wholesale' || market === undefined || market.export_price !== undefined,
    'cla_no_export_price',
    'cla: the market has no export_price, so that microgrids sell at 0',
  );

export const needs: readonly Need<Options>[] = [
  flexibleDevice('cla', 'no microgrid can bid'),
  congestible('cla'),
  exportPrice,
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
