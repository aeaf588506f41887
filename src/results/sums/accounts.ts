// What customers draw and feed, net in each step, and what that costs.
import type { StepRecord } from '../../../cosim/index.ts';
import { columnsOf } from './columns.ts';
import { blockFor, loaded, type OfScene, Parts } from './kernel.ts';

/** Sums over the steps, over the customers. */
export interface Account {
  drawn_kwh: readonly number[];
  /** > 0 */
  fed_kwh: readonly number[];
  /** At the prices of each step. */
  energy: readonly number[];
}

export class Accounts {
  readonly #parts: Parts;
  /** Addresses of the three sums, over the customers. */
  readonly #drawn: number;
  readonly #fed: number;
  readonly #cost: number;

  /** @param customerOf the customer of each device */
  constructor(devices: OfScene, customerOf: Int32Array, { drawn_kwh, fed_kwh, energy }: Account) {
    const n = drawn_kwh.length;
    this.#parts = new Parts(devices, customerOf, n);
    this.#drawn = blockFor(devices, 3 * 8 * n);
    this.#fed = this.#drawn + 8 * n;
    this.#cost = this.#fed + 8 * n;
    for (const [at, sums] of [
      [this.#drawn, drawn_kwh],
      [this.#fed, fed_kwh],
      [this.#cost, energy],
    ] as const)
      loaded().memory.numbers.set(sums, at / 8);
  }

  /** Adds a step of dt_h hours: energy is bought and sold at these prices [currency/kWh]. */
  add(record: StepRecord, { bought, sold }: { readonly bought: number; readonly sold: number }, dt_h: number): void {
    const { p_kw } = columnsOf(record);
    const { count, from, items } = this.#parts;
    loaded().kernel.account(count, from, items, p_kw, this.#drawn, this.#fed, this.#cost, bought, sold, dt_h);
  }

  read(): Account {
    const { memory } = loaded();
    const sums = (at: number) => Array.from(memory.numbers.subarray(at / 8, at / 8 + this.#parts.count));
    return { drawn_kwh: sums(this.#drawn), fed_kwh: sums(this.#fed), energy: sums(this.#cost) };
  }
}
