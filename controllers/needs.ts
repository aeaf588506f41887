// What kinds of controllers need of a case. Each need is checked when the case is read: what makes a run impossible is a
// fault, what makes it pointless is a remark.
import type { Remark } from '../base/index.ts';
import type { Network } from '../network/index.ts';
import { ratings } from './feeder/ac-check.ts';

/** A device of a case, as far as a mechanism knows it before the run. */
export interface CaseDevice {
  readonly id: string;
  readonly kind: string;
  readonly bus: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Whether a plan has anything to decide about it. */
  readonly flexible: boolean;
  /** As in `Device`. */
  readonly rating_kva?: number | undefined;
  /** As in `Device`. */
  readonly discomfort_per_kw2h?: number | undefined;
}

/** The case that a mechanism is to work in. */
export interface Setting {
  /** Those with supply. */
  readonly devices: readonly CaseDevice[];
  readonly network: Network;
  /** Its prices, as names of profiles; absent where the case has no market, or one with problems of its own. */
  readonly market?: { readonly import_price: string; readonly export_price?: string | undefined } | undefined;
}

/** An option of the controller that does not fit the case. */
export interface Fault {
  /** Where in the options. */
  readonly path: readonly (string | number)[];
  readonly found: unknown;
  readonly expected: string;
  /** Names that would do, from which the nearest is suggested. */
  readonly known?: readonly string[];
}

export interface Findings {
  readonly faults?: readonly Fault[];
  readonly remarks?: readonly Remark[];
}

/** Something a kind of controller needs; gives what is missing, nothing where nothing is. */
export type Need<O> = { of(options: O, setting: Setting): Findings }['of'];

/** A default that is an amount of money: a number that fits one currency, and is used in every other as it is. */
export interface MoneyDefault<O> {
  /** Name of the option. */
  readonly field: string;
  readonly value: number;
  /** What the currency is divided by, as in `currency/kWh`. */
  readonly per: string;
  readonly currency: string;
  /** What the option is, in words. */
  readonly title: string;
  /** Whether the option matters in this case; always where absent. */
  matters?(options: O, setting: Setting): boolean;
}

/** Nothing where `met`, else one remark. */
export const unless = (met: boolean, id: string, text: string): Findings => (met ? {} : { remarks: [{ id, text }] });

/** @param then what comes of a case without one, as a clause */
export const flexibleDevice =
  (kind: string, then: string): Need<unknown> =>
  (_, { devices }) => {
    const text = `${kind}: no device of the case leaves anything to decide, so that ${then}`;
    return unless(
      devices.some(({ flexible }) => flexible),
      `${kind}_no_flexible_device`,
      text,
    );
  };

/** For mechanisms that count energy fed in at the price of import: a price of its own is then not used. */
export const feedInAtImportPrice =
  (kind: string): Need<unknown> =>
  (_, { market }) => {
    const { import_price, export_price } = market ?? {};
    return unless(
      export_price === undefined || export_price === import_price,
      `${kind}_export_price_not_used`,
      `${kind}: the market has an export_price (${export_price}), but ${kind} plans and settles energy fed in at the import price (${import_price}); only energy_cost counts it at the export price`,
    );
  };

/** A limit of the network that can be violated, of one of the services at least that the options name. */
export const congestible =
  (kind: string): Need<{ readonly services: readonly ('overload' | 'voltage')[] }> =>
  ({ services }, { network }) => {
    const has = {
      overload: ratings(network).some(Number.isFinite),
      voltage: network.data.buses.some((bus) => bus.v_min_pu !== undefined || bus.v_max_pu !== undefined),
    };
    const words = { overload: 'no branch has a rating', voltage: 'no bus has v_min_pu or v_max_pu' };
    const why = services.map((service) => words[service]).join(' and ');
    const text = `${kind}: ${why}, so that nothing can be congested and the mechanism has nothing to do`;
    return unless(
      services.some((service) => has[service]),
      `${kind}_no_limits`,
      text,
    );
  };
