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
    if (this.length === this.#kept.length) {
      const wider = this.#make(2 * this.length);
      wider.set(this.#kept);
      this.#kept = wider;
    }
    this.#kept[this.length++] = value;
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
