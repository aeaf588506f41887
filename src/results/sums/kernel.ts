// The functions of sums.as and the memory in which they add. Blocks of it belong to the run of a scene, and are free when that has ended:
// a memory that grows from run to run slows all typed arrays of its process (base/testing/wasm.ts).
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

/** The devices of a scene, which stand for it. */
export type OfScene = readonly object[];

/** What the runs of a scene have. */
interface Held {
  /** Runs of the scene that have not ended. */
  runs: number;
  blocks: Block[];
  /** What refers to the blocks and is kept for other tables and indicators of the run. */
  readonly forget: (() => void)[];
}

const held = new WeakMap<OfScene, Held>();
/** Of runs that nobody has ended. */
const collected = new FinalizationRegistry((of: Held) => giveBack(of));

function heldBy(devices: OfScene): Held {
  const known = held.get(devices);
  if (known) return known;
  const made: Held = { runs: 0, blocks: [], forget: [] };
  held.set(devices, made);
  collected.register(devices, made);
  return made;
}

function giveBack(of: Held): void {
  for (const block of of.blocks) loaded().give(block);
  of.blocks = [];
}

/** A block of so many bytes, with any content, until the runs of a scene have ended. @returns its address, a multiple of 64 */
export function blockFor(devices: OfScene, bytes: number): number {
  const block = loaded().take(bytes);
  heldBy(devices).blocks.push(block);
  return block.at;
}

/** Calls `forget` when the runs of a scene have ended. */
export const untilEnded = (devices: OfScene, forget: () => void): void => void heldBy(devices).forget.push(forget);

/** A run of a scene begins, and the blocks of the scene last at least until it ends. */
export function beginRun(devices: OfScene): void {
  heldBy(devices).runs++;
}

/** A run of a scene has ended. Where it was the last, no table and no indicator of the scene reads another step. */
export function endRun(devices: OfScene): void {
  const of = heldBy(devices);
  if (--of.runs > 0) return;
  giveBack(of);
  for (const forget of of.forget.splice(0)) forget();
}

/** Items by the part that they belong to, for the functions of the kernel. */
export class Parts {
  readonly count: number;
  readonly from: number;
  readonly items: number;

  /** @param partOf the part of each item of a column, from 0 to `count − 1` */
  constructor(devices: OfScene, partOf: Int32Array, count: number) {
    const { from, items } = partsOf(partOf, count);
    this.count = count;
    this.from = blockFor(devices, 4 * (from.length + items.length));
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

  constructor(devices: OfScene, columns: number, length: number) {
    this.length = length;
    this.#at = blockFor(devices, 8 * columns * length);
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
