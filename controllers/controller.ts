import type { z } from 'zod';
import type { Controller } from '../cosim/index.ts';
import type { Network } from '../network/index.ts';
import type { Solve, SolveAll } from '../optimisation/index.ts';
import type { AnyPlot, IndicatorFacts, Table } from '../record/index.ts';
import type { MoneyDefault, Need } from './needs.ts';

/** What energy from and to the upstream grid costs, and how much of it may flow. */
export interface Market {
  /** Profile of the price of imported energy [currency/kWh]. */
  readonly import_price: string;
  /** Profile of what exported energy is paid [currency/kWh]; nothing is paid when absent. */
  readonly export_price?: string | undefined;
  /** Profile of the CO₂ of the generation of imported energy [kg/kWh]; for the account of a run, no mechanism reads it. */
  readonly co2_profile?: string | undefined;
  /** As a unit writes it: EUR, DKK, … */
  readonly currency: string;
  /** Most that may be imported and exported [kW]; unlimited when absent. */
  readonly import_max_kw?: number | undefined;
  readonly export_max_kw?: number | undefined;
}

/** Site of a mechanism: the network model of its operator, the market, and the profiles of the case. */
export interface Site {
  readonly network: Network;
  readonly market?: Market | undefined;
  /** Mean of a profile over step k, in the house's unit of its dimension: the truth, for settlement. */
  profile(name: string, k: number): number;
  /**
   * The same as a plan sees it, when the truth is known up to the step `known`; of no step when absent, a day ahead. The truth
   * where the case has perfect foresight, or where it is absent.
   */
  forecast?(name: string, k: number, known?: number): number;
  /** Solves one problem, a large one on the cores that the host has; `solve` of the optimisation when absent. */
  readonly solve?: Solve | undefined;
  /** Solves batches of problems, on the cores that the host has; one after another when absent. */
  readonly solveAll?: SolveAll | undefined;
}

/** One kind of controller: its schema and its constructor. */
export interface ControllerKind<O> {
  readonly kind: string;
  readonly title: string;
  /**
   * Checks and completes what a case says of it; every field described, with its unit in its name. A field that names a
   * profile is a `profileField`.
   */
  readonly schema: z.ZodType<O>;
  /** It plans the day of the devices, and a case has one that does. */
  readonly plans?: true;
  /** Its plan is the cheapest with perfect information: comparisons give the distance of the others to it. */
  readonly yardstick?: true;
  /** It buys energy, for which a case has to have a market. */
  readonly buys?: true;
  /** Labels of devices that it reads, and their allowed values. */
  readonly labels?: Readonly<Record<string, readonly string[]>>;
  /** What else it needs of a case, checked when the case is read. */
  readonly needs?: readonly Need<O>[];
  /** Its defaults in money, remarked on where a case of another currency uses them. */
  readonly money?: readonly MoneyDefault<O>[];
  /** The tables it may publish. */
  readonly tables?: readonly Table[];
  /** The indicators it may publish, with ids as in a run. */
  readonly indicators?: readonly IndicatorFacts[];
  /** Drawn for a run that has the tables they read. */
  readonly plots?: readonly AnyPlot[];
  /** Headings of its indicators in the report, by the first word of their ids. */
  readonly headings?: Readonly<Record<string, string>>;
  /** @throws InputError when the site lacks what it needs */
  create(options: O, site: Site): Controller;
}

/** A controller kind whose options are its own business. */
// biome-ignore lint/suspicious/noExplicitAny: a registry holds kinds of every option type
export type AnyControllerKind = ControllerKind<any>;
