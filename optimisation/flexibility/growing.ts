// Typed arrays that grow by doubling. Thousands of small problems are written one after the other: small arrays that are no longer
// needed are kept for the next one, which is faster than to have new ones cleared and collected.
type List = Float64Array | Int32Array | Uint8Array;

class Growing<A extends List> {
  length = 0;
  #kept: A;
  /** The array is part of a problem, which nothing may change. */
  #isLent = false;
  readonly #spare: Spare<A>;

  constructor(spare: Spare<A>) {
    this.#spare = spare;
    this.#kept = spare.take(SHORTEST);
  }

  push(value: number): void {
    if (this.length === this.#kept.length) this.reserve(1);
    this.#kept[this.length++] = value;
  }

  /** Appends all values, each plus `shift`. */
  append(values: A, shift = 0): void {
    if (this.length === 0 && shift === 0 && values.length >= LARGE) {
      this.#kept = values; // of a problem, which nobody changes
      this.#isLent = true;
      this.length = values.length;
      return;
    }
    const [from, to] = [this.length, this.length + values.length];
    const kept = this.reserve(values.length);
    this.length = to;
    if (shift === 0) kept.set(values as never, from);
    else for (let k = from, i = 0; k < to; k++, i++) kept[k] = values[i]! + shift;
  }

  /** Appends a value so many times. */
  fill(value: number, count: number): void {
    const from = this.length;
    this.reserve(count).fill(value, from, from + count);
    this.length += count;
  }

  /** Makes room for more values. */
  reserve(extra: number): A {
    const least = this.length + extra;
    const room = this.#kept.length;
    if (least <= room) return this.#kept;
    const more = room < LARGE ? 2 : this.#isLent ? 1 + SPARE : 1.25;
    const enough = extra < LARGE ? least : Math.ceil((1 + SPARE) * least);
    this.#moveTo(this.#spare.take(Math.max(enough, Math.ceil(more * room))));
    return this.#kept;
  }

  set(at: number, value: number): void {
    if (this.#isLent) this.#moveTo(this.#spare.take(this.length));
    this.#kept[at] = value;
  }

  add(at: number, value: number): void {
    if (this.#isLent) this.#moveTo(this.#spare.take(this.length));
    this.#kept[at]! += value;
  }

  #moveTo(wider: A): void {
    wider.set(this.#kept as never);
    if (!this.#isLent) this.#spare.give(this.#kept);
    this.#kept = wider;
    this.#isLent = false;
  }

  /** The values, as an array that is not changed any more: what is written later goes to a copy. */
  finish(): A {
    const room = this.#kept.length;
    if (this.length >= LARGE && room <= (1 + 2 * SPARE) * this.length) this.#kept = this.view();
    else if (this.length < room) {
      const exact = this.#kept.slice(0, this.length) as A;
      if (!this.#isLent) this.#spare.give(this.#kept);
      this.#kept = exact;
    }
    this.#isLent = true;
    return this.#kept;
  }

  /** The values until the next one is written. */
  view(): A {
    return this.#kept.subarray(0, this.length) as A;
  }
}

const SHORTEST = 64;
/** From this length on, arrays grow by a quarter and are not kept. */
const LARGE = 2 ** 16;
/** Share of a large array that may be room for more. */
const SPARE = 1 / 32;
/** Arrays kept of each length. */
const KEPT = 16;

/** Arrays for use again, by their length. */
class Spare<A extends List> {
  readonly #make: (length: number) => A;
  readonly #byLength = new Map<number, A[]>();

  constructor(make: (length: number) => A) {
    this.#make = make;
  }

  take(length: number): A {
    return this.#byLength.get(length)?.pop() ?? this.#make(length);
  }

  give(array: A): void {
    const { length } = array;
    if (length >= LARGE || length % SHORTEST !== 0) return;
    const known = this.#byLength.get(length);
    if (!known) this.#byLength.set(length, [array]);
    else if (known.length < KEPT) known.push(array);
  }
}

const spare = {
  floats: new Spare((length) => new Float64Array(length)),
  integers: new Spare((length) => new Int32Array(length)),
  bytes: new Spare((length) => new Uint8Array(length)),
};

export class Floats extends Growing<Float64Array> {
  constructor() {
    super(spare.floats);
  }
}

export class Integers extends Growing<Int32Array> {
  constructor() {
    super(spare.integers);
  }
}

export class Bytes extends Growing<Uint8Array> {
  constructor() {
    super(spare.bytes);
  }
}
