// What the control unit and the agents do in every step, and the accounts of a day.
import { sum } from '../../../base/index.ts';
import { columns, table } from '../../../record/index.ts';
import { accountTables } from '../../accounts.ts';
import { once, type Source } from '../../publishing.ts';
import type { Balance, MeteredBonuses, Round, Taken } from '../plan.ts';
import type { Account } from '../settlement/accounts.ts';
import type { Settled } from '../settlement/settlement.ts';

type SettledStep = MeteredBonuses & Settled;

const hour = columns<SettledStep>();
export const hoursTable = table(
  'transactive_hours',
  'Imbalance at the grid connection, and the bonus that removes it',
  [
    hour.price('energy_price', 'Price of energy within the microgrid', ({ balance }) => balance.prices.energy),
    hour.price('grid_buy', 'Price at which the grid sells energy', ({ balance }) => balance.prices.buy),
    hour.price('grid_sell', 'Price at which the grid buys energy', ({ balance }) => balance.prices.sell),
    hour.column('scheduled_kw', 'kW', 'Nominated exchange; > 0 is imported', ({ balance }) => balance.scheduled_kw),
    hour.column(
      'imbalance_kw',
      'kW',
      'Imbalance by the plans; > 0 is a surplus',
      ({ balance }) => balance.imbalance_kw,
    ),
    hour.price('bonus', 'Last bonus announced', ({ balance }) => balance.bonus),
    hour.price('cap', 'Largest bonus', ({ balance }) => balance.cap),
    hour.column('need_kw', 'kW', 'Change needed at the devices', ({ balance }) => balance.rounds.at(-1)?.need_kw ?? 0),
    hour.column('accepted_kw', 'kW', 'Accepted change of the devices', ({ balance }) => acceptedOf(balance)),
    hour.column('residual_kw', 'kW', 'Imbalance that remains; > 0 is a surplus', ({ left_kw }) => left_kw),
    hour.column('rounds', 'integer', 'Bonuses announced', ({ balance }) => balance.rounds.length),
  ],
);

export const acceptedOf = ({ agents }: Balance): number => sum(agents.map(({ accepted_kw }) => accepted_kw));

const taken = columns<Taken & { readonly day_ahead_kw: number }>();
export const agentsTable = table('transactive_agents', 'What every agent draws and is paid', [
  taken.column('agent', 'string', 'Agent', (a) => a.agent),
  taken.column(
    'day_ahead_kw',
    'kW',
    'Power as planned a day ahead; empty where a source of the agent has its default behaviour',
    (a) => a.day_ahead_kw,
  ),
  taken.column('plan_kw', 'kW', 'Power by the plan in force before the step', (a) => a.plan_kw),
  taken.column('committed_kw', 'kW', 'Power by the plan after it', (a) => a.committed_kw),
  taken.column(
    'accepted_kw',
    'kW',
    'Change that earns the bonus, ≥ 0 in the direction of the need',
    (a) => a.accepted_kw,
  ),
  taken.money('bonus', 'Bonus received', (a) => a.bonus),
]);

const round = columns<Round & { readonly round: number }>();
export const roundsTable = table('transactive_rounds', 'Bonuses that the control unit announces, and the answers', [
  round.column('round', 'integer', 'Announcement in the step, from 1', (r) => r.round),
  round.price('bonus', 'Bonus', (r) => r.bonus),
  round.column('response_kw', 'kW', 'Sum of the answers, in the direction of the need', (r) => r.response_kw),
  round.column('need_kw', 'kW', 'Change needed at the devices', (r) => r.need_kw),
]);

const account = columns<Account>();
export const accountTable = table('transactive_account', 'Accounts of a day, with the bonuses and without', [
  account.column('agent', 'string', 'Agent, or the renewables', (a) => a.agent),
  account.money('bonuses', 'Bonuses; < 0 are paid', (a) => a.bonuses),
  account.money(
    'energy_payment',
    'Energy other than planned a day ahead, at the energy price; < 0 is received',
    (a) => a.energy_payment,
  ),
  account.money('costs', 'Additional costs of devices; of the renewables, of the remaining imbalance', (a) => a.costs),
  account.money('profit_without', 'Profit without the mechanism', (a) => a.profit_without),
  account.money('profit_with', 'Profit with it', (a) => a.profit_with),
]);

export const tables: readonly Source<SettledStep>[] = [
  once(hoursTable, (of) => [of]),
  once(agentsTable, ({ balance, plan, t }) =>
    balance.agents.map((of, a) => {
      const planned = plan.agents[a]!.devices.map((d) => plan.day_ahead_kw[d]![t]!);
      return { ...of, day_ahead_kw: sum(planned) };
    }),
  ),
  once(roundsTable, ({ balance }) => balance.rounds.map((of, i) => ({ ...of, round: i + 1 }))),
  once(accountTable, ({ day_accounts }) => day_accounts),
  ...accountTables({
    purposes: 'bonus, energy, payback or imbalance',
    aggregator: 'Not used',
    amount: 'Amount, relative to the day-ahead schedules',
  }),
];
