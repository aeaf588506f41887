// The AC optimal power flow of one network over T steps, as plain data.
//
//   min   cost of the devices + Σt Δt (π⁺t mt − π⁻t et)
//   s.t.  rows and bounds of the devices,   p² + q² ≤ s² per converter
//         AC power balance at every bus and step,   mt − et = active power from the slack buses
//         v_min ≤ |V| ≤ v_max,   |S| or |I| within the rating at both ends of every branch,   bounds of the exchange
//
// Powers of devices are in kW and kvar drawn (load convention), those of the exchange are positive into the network.
import type { BusLoads, Network } from '../network/index.ts';
import type { Linear, OptimisationProblem } from '../optimisation/index.ts';

export interface AcProblem {
  readonly name: string;
  /**
   * Its voltage bands and ratings are the limits. Its machines in service that are not at a slack bus feed in what its tables
   * say, so a machine that is a control is not in the tables. A PV bus holds its set point.
   */
  readonly network: Network;
  /** Names of the steps. */
  readonly hours: readonly string[];
  readonly dt_h: number;
  /**
   * Variables, rows and costs of all that is connected, without the network. May contain whole numbers. Nothing here keeps a
   * store from charging and discharging at once: where energy can have a value of 0 or below, that needs a throughput cost or binaries.
   */
  readonly devices: OptimisationProblem;
  readonly controls: readonly Control[];
  /** Loads that no control decides, per step, those of the network's own tables included. */
  readonly fixed: readonly BusLoads[];
  readonly exchange: SupplyExchange;
  /** |V| of every slack bus is a decision within this band [p.u.]; when absent it is the set point. */
  readonly slack_vm_pu?: readonly [min: number, max: number];
  readonly limits: { readonly voltage: boolean; readonly branches: boolean };
}

/** The power of a device at a bus over the steps, in variables of `devices`; > 0 is drawn. */
export interface Control {
  readonly name: string;
  readonly bus: string;
  readonly p_kw: readonly Linear[];
  readonly q_kvar: readonly Linear[];
  /**
   * p² + q² ≤ s² of a converter [kVA]. Each entry of `q_kvar` is then one variable, in no row but those that a smaller |q|
   * keeps. Without it only the rows of `devices` bound p and q.
   */
  readonly rating_kva?: number;
  /**
   * A machine that holds this |V| in the first power flow [p.u.], with the reactive power that this takes, not clipped. A flow of a
   * meshed network at q = 0 may not exist.
   */
  readonly start_vm_pu?: number;
}

/**
 * Active power from all slack buses together, m − e with m, e ≥ 0 and prices over the steps [currency/kWh]. Where both prices are
 * equal, m − e is one variable.
 */
export interface SupplyExchange {
  readonly import_price: readonly number[];
  readonly export_price: readonly number[];
  /** The price of the import rises with it: import_price + import_slope m [currency/kWh per kW]; 0 when absent. */
  readonly import_slope?: number;
  /** Least import of a machine at the slack bus [kW]; 0 when absent. */
  readonly import_min_kw?: number;
  readonly import_max_kw: number;
  readonly export_max_kw: number;
  /** Bounds of the reactive power from all slack buses together [kvar]; none when absent. */
  readonly q_min_kvar?: number;
  readonly q_max_kvar?: number;
}
