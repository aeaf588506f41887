// What is published of a settled step: the accounts of the parties, the DSO's profit, and differences from the plan.
import { indicator } from '../../../record/index.ts';
import { type AccountTitles, accountTables, balancesOf } from '../../accounts.ts';
import type { Mechanism, Metered } from '../../mechanism.ts';
import { passed } from '../../transfers.ts';
import type { Options } from '../options.ts';
import type { Outcome } from '../outcome.ts';
import { ownersPay, partiesIn, type Settled, settle } from '../settlement.ts';
import { notFollowed } from './remarks.ts';

type Of = Metered<Options, Outcome> & Settled;

const tariff = ({ transfers }: Settled): number => passed(transfers, 'tariff', 'to', 'dso');
const reprofiling = ({ transfers }: Settled): number => passed(transfers, 're-profiling', 'from', 'dso');

export const accountTitles: AccountTitles = {
  purposes: 'tariff, re-profiling or energy',
  aggregator: 'Aggregator',
  amount: 'Amount; below 0 where it goes the other way',
};

export const settled: NonNullable<Mechanism<Options, Outcome, Settled>['settled']> = {
  step: settle,
  tables: accountTables(accountTitles),
  indicators: [
    indicator(
      'deviation_kw',
      'kW',
      'Largest difference between what a device was to draw and what it drew',
      ({ beyond_kw }: Of) => beyond_kw.reduce((most, kw) => Math.max(most, Math.abs(kw)), 0),
      'max',
    ),
    indicator('tariff_paid', '{currency}', 'Tariff paid for what the devices drew', tariff),
    indicator('reprofiling_paid', '{currency}', 'Paid for re-profiling', reprofiling),
    indicator(
      'profit_settled',
      '{currency}',
      'Tariff paid less paid for re-profiling, as settled: what the DSO is left with',
      (of: Of) => tariff(of) - reprofiling(of),
    ),
    balancesOf(({ devices }: Of) => partiesIn(devices)),
  ],
  remarks: notFollowed,
  payments: ({ devices, plan, t, dt_h, drawn_kw }) => ownersPay(devices, plan, t, dt_h, drawn_kw),
};
