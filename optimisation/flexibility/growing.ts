// Typed arrays that grow by doubling.
class Growing<A extends Float64Array | Int32Array> {
  length = 0;
  #kept: A;
  readonly #make: (length: number) => A;

  constructor(make: (length: number) => A) {
    this.#make = make;
    this.#kept = make(16);
  }

  push(value: number): void {
    if (this.length === this.#kept.length) this.#reserve(1);
    this.#kept[this.length++] = value;
  }

  /** Appends all values, each plus `shift`. */
  append(values: A | Uint8Array, shift = 0): void {
    this.#reserve(values.length);
    const [kept, from] = [this.#kept, this.length];
    kept.set(values, from);
    this.length += values.length;
    if (shift !== 0) for (let k = from; k < this.length; k++) kept[k]! += shift;
  }

  #reserve(extra: number): void {
    if (this.length + extra <= this.#kept.length) return;
    const wider = this.#make(Math.max(2 * this.length, this.length + extra));
    wider.set(this.#kept);
    this.#kept = wider;
  }

  set(at: number, value: number): void {
    this.#kept[at] = value;
  }

  add(at: number, value: number): void {
    this.#kept[at]! += value;
  }

  copy(): A {
    return this.#kept.slice(0, this.length) as A;
  }
}

export class Floats extends Growing<Float64Array> {
  constructor() {
    super((length) => new Float64Array(length));
  }
}

export class Integers extends Growing<Int32Array> {
  constructor() {
    super((length) => new Int32Array(length));
  }
}
