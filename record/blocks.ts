// A plot shows a few hundred instants. A longer run is shown in blocks of steps that fit the day: mean, lowest and highest.

export interface Blocks {
  /** Steps in a block. */
  readonly length: number;
  readonly count: number;
  of(step: number): number;
}

/**
 * The shortest blocks that are at most `max`: an even part of a day, up to a quarter of it, or whole days. Between the two,
 * means would only alternate between day and night.
 */
export function blocksOf(steps: number, stepsPerDay: number, max: number): Blocks {
  const fits = (n: number) => (4 * n <= stepsPerDay ? stepsPerDay % n === 0 : n % stepsPerDay === 0);
  let length = Math.max(1, Math.ceil(steps / max));
  if (length > 1 && Number.isInteger(stepsPerDay)) while (!fits(length)) length++;
  return { length, count: Math.ceil(steps / length), of: (step) => Math.floor(step / length) };
}

/** Mean, lowest and highest of what falls into each block; NaN where nothing known does. */
export class BlockSeries {
  readonly #blocks: Blocks;
  readonly #n: Float64Array;
  readonly #sum: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;

  constructor(blocks: Blocks) {
    this.#blocks = blocks;
    this.#n = new Float64Array(blocks.count);
    this.#sum = new Float64Array(blocks.count);
    this.min = new Float64Array(blocks.count).fill(Number.NaN);
    this.max = new Float64Array(blocks.count).fill(Number.NaN);
  }

  /** `weight` counts the value as that many. */
  add(step: number, value: number, { weight = 1, low = value, high = value } = {}): void {
    if (Number.isNaN(value)) return;
    const b = this.#blocks.of(step);
    this.#n[b]! += weight;
    this.#sum[b]! += weight * value;
    if (!(low >= this.min[b]!)) this.min[b] = low;
    if (!(high <= this.max[b]!)) this.max[b] = high;
  }

  mean(b: number): number {
    return this.#n[b] === 0 ? Number.NaN : this.#sum[b]! / this.#n[b]!;
  }

  /** Sum per step: for quantities that several rows of one step add up to. */
  perStep(b: number, steps: number): number {
    const whole = b + 1 < this.#blocks.count || steps % this.#blocks.length === 0;
    return this.#sum[b]! / (whole ? this.#blocks.length : steps % this.#blocks.length);
  }
}

/** Sums of the rows of each step: the total over devices or kinds, of which a block has mean, lowest and highest. */
export class StepSums {
  readonly #sum: Float64Array;

  constructor(steps: number) {
    this.#sum = new Float64Array(steps).fill(Number.NaN);
  }

  add(step: number, value: number): void {
    if (Number.isNaN(value)) return;
    const known = this.#sum[step]!;
    this.#sum[step] = Number.isNaN(known) ? value : known + value;
  }

  /** Adds the sums of another. */
  plus(other: StepSums): this {
    other.#sum.forEach((value, k) => {
      this.add(k, value);
    });
    return this;
  }

  /** Unknown where no row of a step was. */
  into(blocks: Blocks): BlockSeries {
    const series = new BlockSeries(blocks);
    for (let k = 0; k < this.#sum.length; k++) series.add(k, this.#sum[k]!);
    return series;
  }
}
