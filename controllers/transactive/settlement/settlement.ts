// Who pays whom in a step of Δt hours, with a the accepted change of an agent in direction σ of the need, and r the imbalance that remains
// at the connection:
//
//   bonus       renewables → agent    b a Δt
//   energy      agent → renewables    λ σ a Δt         the surplus that it draws; the other way what it does without in a deficit
//   payback     agent → grid          λ c Δt           c: what it planned in earlier steps of the day instead of its day-ahead schedule
//   imbalance   renewables → grid     buy r Δt         a deficit; for a surplus  grid → renewables  sell r Δt
//
// All amounts are relative to the day-ahead schedules, which are settled at λ whatever happens in real time.
//
// Payments of the owners of devices beyond energy are the bonuses: each device of an agent receives b a Δt for its own change a, and the
// devices without a day-ahead decision pay for it, in proportion to what each draws (before it is curtailed itself) other than by the
// forecast in the direction of the imbalance. Energy that is moved or missing is in the bills already, where it is drawn, at the prices of the market.
import { sum } from '../../../base/index.ts';
import { divided, type Party, type Transfer, together } from '../../transfers.ts';
import type { Balance, MeteredBonuses, StepPrices, Taken } from '../plan.ts';
import { type Account, dayAccounts } from './accounts.ts';

export const RENEWABLES: Party = 'renewables';
const GRID: Party = 'grid';

/** A settled step. */
export interface Settled {
  readonly balance: Balance;
  /** Scheduled less real exchange at the connection; > 0 is a surplus [kW]. */
  readonly left_kw: number;
  readonly transfers: readonly Transfer[];
  /** By device; < 0: receive [currency]. */
  readonly payments: ReadonlyMap<number, number>;
  /** Of the day, after its last step. */
  readonly day_accounts: readonly Account[] | undefined;
}

export function settle(metered: MeteredBonuses): Settled | undefined {
  const { plan, t, record, hours, dt_h } = metered;
  const balance = plan.balances.find((of) => of.t === t);
  if (!balance || !record.flow.converged) return undefined;
  const left_kw = balance.scheduled_kw - record.flow.import_kw;
  const transfers = [
    ...balance.agents.flatMap((taken) => agentTransfers(balance, taken, dt_h)),
    imbalanceTransfer(
      balance.prices,
      Math.abs(left_kw) < ROUNDING_KW * (1 + Math.abs(balance.scheduled_kw)) ? 0 : left_kw,
      dt_h,
    ),
  ].filter(({ amount }) => amount !== 0);
  const day_accounts = t === hours.length - 1 ? dayAccounts(plan, dt_h) : undefined;
  return { balance, left_kw, transfers, payments: bonusPayments(metered, balance), day_accounts };
}

/** An exchange that differs by less is the same, relative to 1 kW and the exchange. */
const ROUNDING_KW = 1e-6;

function agentTransfers({ prices, bonus, imbalance_kw }: Balance, taken: Taken, dt_h: number): Transfer[] {
  const { agent, accepted_kw, payback_kw } = taken;
  const party: Party = `agent:${agent}`;
  const drawn_kw = Math.sign(imbalance_kw) * accepted_kw;
  return [
    transfer(RENEWABLES, party, 'bonus', bonus * accepted_kw * dt_h),
    transfer(party, RENEWABLES, 'energy', prices.energy * drawn_kw * dt_h),
    transfer(party, GRID, 'payback', prices.energy * payback_kw * dt_h),
  ];
}

function bonusPayments({ plan, t, dt_h, drawn_kw }: MeteredBonuses, balance: Balance): Map<number, number> {
  const changes = balance.agents.flatMap((agent) => agent.changes);
  const accepted_kw = new Map(changes.map((of) => [of.device, of.accepted_kw]));
  const received = new Map(Array.from(accepted_kw, ([d, kw]) => [d, -balance.bonus * kw * dt_h]));
  const paid = 0 - sum(received.values());
  if (paid === 0) return new Map();
  const sign = Math.sign(balance.imbalance_kw);
  const devices = [...plan.forecast_kw.keys()];
  const undecided = devices.filter((d) => Number.isNaN(plan.day_ahead_kw[d]?.[t] ?? Number.NaN));
  const missed_kw = (d: number) => sign * (plan.forecast_kw[d]![t]! - drawn_kw[d]!) + (accepted_kw.get(d) ?? 0);
  const payers = undecided.length > 0 ? undecided : devices;
  return together([divided(paid, new Map(payers.map((d) => [d, Math.max(0, missed_kw(d))]))), received]);
}

const imbalanceTransfer = ({ buy, sell }: StepPrices, left_kw: number, dt_h: number): Transfer =>
  left_kw > 0
    ? transfer(GRID, RENEWABLES, 'imbalance', sell * left_kw * dt_h)
    : transfer(RENEWABLES, GRID, 'imbalance', -buy * left_kw * dt_h);

/** The other way where the amount is negative. */
function transfer(from: Party, to: Party, purpose: string, amount: number): Transfer {
  const [payer, receiver] = amount < 0 ? [to, from] : [from, to];
  return { from: payer, to: receiver, purpose, aggregator: '', amount: Math.abs(amount) };
}
