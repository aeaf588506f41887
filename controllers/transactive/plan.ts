// The plan of transactive bonuses for a local day: the schedules of the devices, and the balance of every step until now. It is plain data.
import type { BusLoads } from '../../network/index.ts';
import type { Violation } from '../feeder/violations.ts';
import type { Metered, Planned } from '../mechanism.ts';
import type { Options } from './options.ts';

export type PlannedBonuses = Planned<Options, BonusPlan>;
export type MeteredBonuses = Metered<Options, BonusPlan>;

/** Schedules run over the steps of the day, [device][t] kW; NaN where a device has its default behaviour. */
export interface BonusPlan {
  readonly agents: readonly AgentOfDay[];
  /** As planned a day ahead. */
  readonly day_ahead_kw: readonly (Float64Array | undefined)[];
  /** In force. */
  readonly plan_kw: readonly (Float64Array | undefined)[];
  /** Power of every device by the day-ahead forecast, [device][t] kW. */
  readonly forecast_kw: readonly Float64Array[];
  /** Loads of all buses of the day-ahead schedules, by the day-ahead forecast, over the steps. */
  readonly forecast: readonly BusLoads[];
  /** Of the steps until now. */
  readonly balances: readonly Balance[];
  readonly log: readonly Event[];
}

/** An agent and its devices with a decision, as indices. */
export interface AgentOfDay {
  readonly name: string;
  readonly devices: readonly number[];
}

/** +1 for a surplus, in which agents are to draw more; −1 for a deficit. */
export type Sign = 1 | -1;

/** Prices of a step [currency/kWh]. */
export interface StepPrices {
  /** λ, of energy within the microgrid. */
  readonly energy: number;
  /** Of the grid. */
  readonly buy: number;
  readonly sell: number;
}

/** The balance of a step in real time. */
export interface Balance {
  readonly t: number;
  readonly prices: StepPrices;
  /** Exchange at the grid connection in the latest nomination; > 0 is imported [kW]. */
  readonly scheduled_kw: number;
  /** Scheduled less present exchange before the step is balanced; > 0 is a surplus [kW]. NaN where the power flow has no solution. */
  readonly imbalance_kw: number;
  /** Limits of the network that are violated before the step is balanced. */
  readonly violations: readonly Violation[];
  /** The imbalance with what was accepted [kW]. */
  readonly residual_kw: number;
  /** The last bonus, at which is paid what is accepted; 0 where none is announced; and its cap [currency/kWh]. */
  readonly bonus: number;
  readonly cap: number;
  /** What the agent of the renewables saves by a kWh less imbalance [currency/kWh]. */
  readonly rational_cap: number;
  /** In the order of the announcements. */
  readonly rounds: readonly Round[];
  /** In the order of the agents. */
  readonly agents: readonly Taken[];
}

/** An announced bonus and the answers to it. */
export interface Round {
  /** Change that is needed at the devices [kW]. */
  readonly need_kw: number;
  readonly bonus: number;
  /** Sum over the agents, in the direction of the need [kW]. */
  readonly response_kw: number;
}

/** An agent in a step. */
export interface Taken {
  readonly agent: string;
  /** Power of its devices by the plan before and after the step is balanced [kW]. */
  readonly plan_kw: number;
  readonly committed_kw: number;
  /** Of `plan_kw`, what was planned in earlier steps of the day instead of the day-ahead schedule [kW]. */
  readonly payback_kw: number;
  /** Change that earns the bonus, ≥ 0 in the direction of the need [kW]. */
  readonly accepted_kw: number;
  /** That of each of its devices. */
  readonly changes: readonly { readonly device: number; readonly accepted_kw: number }[];
  /** [currency] */
  readonly bonus: number;
  /** Additional cost of generation, wear and discomfort over the rest of the day [currency]. */
  readonly own_cost: number;
}

/** An entry of the log of the real-time market. */
export interface Event {
  readonly t: number;
  readonly agent: string;
  readonly event: 'silent' | 'corrected' | 'rejected';
  readonly text: string;
}
