// The accounts of a day, with the bonuses and without: what every agent gains, and what the renewables save. Without the mechanism all
// agents keep their day-ahead schedules, and the grid settles every imbalance:
//
//   agent         without   − Σ λ p Δt                      p: power by the day-ahead schedule
//                 with      without + bonuses − energy at λ − additional costs
//   renewables    without   − Σ (λ − sell) e Δt in a surplus e,  − Σ (buy − λ) e Δt in a deficit: what imbalance costs more than λ
//                 with      − bonuses − the same of what remains
import { sum } from '../../../base/index.ts';
import type { BonusPlan, StepPrices } from '../plan.ts';

export interface Account {
  readonly agent: string;
  /** < 0 are paid [currency]. */
  readonly bonuses: number;
  /** Energy at λ, other than by the day-ahead schedule; < 0 is received [currency]. */
  readonly energy_payment: number;
  /** Additional costs of generation, wear and discomfort; of the renewables the remaining imbalance [currency]. */
  readonly costs: number;
  readonly profit_without: number;
  readonly profit_with: number;
}

/** What an imbalance costs at the prices of the grid, relative to λ [currency]. */
export const imbalanceCost = ({ energy, buy, sell }: StepPrices, kw: number, dt_h: number): number =>
  (kw > 0 ? energy - sell : buy - energy) * Math.abs(kw) * dt_h;

export function dayAccounts({ agents, balances, day_ahead_kw }: BonusPlan, dt_h: number): Account[] {
  const solved = balances.filter(({ imbalance_kw }) => !Number.isNaN(imbalance_kw));
  const accounts = agents.map(({ name, devices }, a): Account => {
    const changed_kw = balances.map(
      ({ imbalance_kw, agents: of }) => of[a]!.payback_kw + Math.sign(imbalance_kw || 0) * of[a]!.accepted_kw,
    );
    const bonuses = sum(balances.map(({ agents: of }) => of[a]!.bonus));
    const energy_payment = sum(changed_kw.map((kw, i) => balances[i]!.prices.energy * kw)) * dt_h;
    const costs = sum(balances.map(({ agents: of }) => of[a]!.own_cost));
    const planned = balances.map(({ t, prices }) => {
      const kw = devices.map((d) => day_ahead_kw[d]![t]!).filter((of) => !Number.isNaN(of));
      return prices.energy * sum(kw) * dt_h;
    });
    const profit_without = 0 - sum(planned);
    const profit_with = profit_without + bonuses - energy_payment - costs;
    return { agent: name, bonuses, energy_payment, costs, profit_without, profit_with };
  });
  const paid = sum(accounts.map(({ bonuses }) => bonuses));
  const without = sum(solved.map(({ prices, imbalance_kw }) => imbalanceCost(prices, imbalance_kw, dt_h)));
  const costs = sum(solved.map(({ prices, residual_kw }) => imbalanceCost(prices, residual_kw, dt_h)));
  const accepted = solved.map(({ prices, imbalance_kw, agents: of }) => {
    return prices.energy * Math.sign(imbalance_kw) * sum(of.map(({ accepted_kw }) => accepted_kw)) * dt_h;
  });
  const renewables: Account = {
    ...{ agent: 'renewables', bonuses: 0 - paid, energy_payment: 0 - sum(accepted), costs },
    ...{ profit_without: 0 - without, profit_with: 0 - paid - costs },
  };
  return [...accounts, renewables];
}
