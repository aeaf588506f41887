// The functions of sums.as and the memory in which they add. Blocks of it belong to an object, and are free when nothing refers to it.
import { partsOf } from '../../../base/index.ts';
import { type Block, blocksOf, type Exports, instanceOf } from '../wasm.ts';
import { SUMS } from './sums.wasm.ts';

type Address = number;
/** A number of parts, and where their `from` and `items` are. */
type InParts = [parts: number, from: Address, items: Address];

/** Addresses are bytes in `memory`; sums.as says what each function does. */
interface Kernel extends Exports {
  both(...args: [...InParts, p: Address, q: Address, into_p: Address, into_q: Address]): void;
  bySign(...args: [...InParts, p: Address, q: Address, drawn: Address, fed: Address, into_q: Address]): void;
  account(
    ...args: [
      ...InParts,
      p: Address,
      drawn: Address,
      fed: Address,
      cost: Address,
      bought: number,
      sold: number,
      dt_h: number,
    ]
  ): void;
  spread(...args: [...InParts, values: Address, mean: Address, min: Address, max: Address]): void;
  outside(n: number, items: Address, bounds: Address, values: Address, list: Address): number;
}

let made: ReturnType<typeof make> | undefined;

function make() {
  const kernel = instanceOf<Kernel>(SUMS);
  return { kernel, ...blocksOf(kernel, 1024) };
}

/** The kernel and its memory, compiled for the first run: a tenth of the time of commands that only read a case. */
export function loaded(): ReturnType<typeof make> {
  made ??= make();
  return made;
}

const owners = new FinalizationRegistry((block: Block) => loaded().give(block));

/** A block of so many bytes, with any content, that belongs to its owner. @returns its address, a multiple of 64 */
export function blockFor(owner: object, bytes: number): number {
  const block = loaded().take(bytes);
  owners.register(owner, block);
  return block.at;
}

/** Items by the part that they belong to, for the functions of the kernel. */
export class Parts {
  readonly count: number;
  readonly from: number;
  readonly items: number;

  /** @param partOf the part of each item of a column, from 0 to `count − 1` */
  constructor(partOf: Int32Array, count: number) {
    const { from, items } = partsOf(partOf, count);
    this.count = count;
    this.from = blockFor(this, 4 * (from.length + items.length));
    this.items = this.from + 4 * from.length;
    const { memory } = loaded();
    memory.integers.set(from, this.from / 4);
    memory.integers.set(addresses(items), this.items / 4);
  }
}

/** Of values at these places of a column, relative to its beginning. */
export const addresses = (places: Int32Array): Int32Array => places.map((place) => 8 * place);

/** Columns of so many values, one after the other, that the kernel writes; each is read as a copy. */
export class Results {
  readonly length: number;
  readonly #at: number;

  constructor(columns: number, length: number) {
    this.length = length;
    this.#at = blockFor(this, 8 * columns * length);
  }

  /** Address of column c. */
  at(c: number): number {
    return this.#at + 8 * this.length * c;
  }

  /** Copies column c. */
  read(c: number, into: Float64Array): void {
    const from = this.at(c) / 8;
    into.set(loaded().memory.numbers.subarray(from, from + this.length));
  }

  /** Copies column c to these places. */
  scatter(c: number, places: Int32Array, into: Float64Array): void {
    const from = this.at(c) / 8;
    const { numbers } = loaded().memory;
    for (let i = 0; i < places.length; i++) into[places[i]!] = numbers[from + i]!;
  }
}
