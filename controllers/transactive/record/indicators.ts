// Indicators of the real-time market; those of energy and money are sums over the steps.
import { type Indicator, indicator } from '../../../record/index.ts';
import { passed } from '../../transfers.ts';
import type { MeteredBonuses } from '../plan.ts';
import { imbalanceCost } from '../settlement/accounts.ts';
import { RENEWABLES, type Settled } from '../settlement/settlement.ts';
import { acceptedOf } from './tables.ts';

type SettledStep = MeteredBonuses & Settled;

const bonusesOf = ({ transfers }: SettledStep): number => passed(transfers, 'bonus', 'from', RENEWABLES);
const without = ({ balance, dt_h }: SettledStep): number =>
  imbalanceCost(balance.prices, balance.imbalance_kw || 0, dt_h);
const within = (of: SettledStep): number => bonusesOf(of) + imbalanceCost(of.balance.prices, of.left_kw, of.dt_h);

export const indicators: readonly Indicator<SettledStep>[] = [
  indicator('imbalance_kwh', 'kWh', 'Imbalance before the bonuses, both directions', ({ balance, dt_h }) => {
    return Math.abs(balance.imbalance_kw || 0) * dt_h;
  }),
  indicator(
    'residual_kwh',
    'kWh',
    'Imbalance that remains, both directions',
    ({ left_kw, dt_h }) => Math.abs(left_kw) * dt_h,
  ),
  indicator('accepted_kwh', 'kWh', 'Accepted changes of the agents', ({ balance, dt_h }) => acceptedOf(balance) * dt_h),
  indicator('bonus_max', '{currency}/kWh', 'Largest bonus', ({ balance }) => balance.bonus, 'max'),
  indicator('bonuses', '{currency}', 'Bonuses paid', bonusesOf),
  indicator(
    'cost_without',
    '{currency}',
    'Cost of the imbalance at the prices of the grid, relative to the energy price',
    without,
  ),
  indicator('cost_with', '{currency}', 'Bonuses, and the cost of the imbalance that remains', within),
  indicator('saving', '{currency}', 'What the renewables save', (of) => without(of) - within(of)),
];
