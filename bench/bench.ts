// The result of a benchmark: tables of text, printed by run.ts. A module exports `const NAME: Bench`.
// Wall times on a shared machine are upper bounds: the minimum of several rounds is the best estimate.

export interface Table {
  readonly title: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Bench {
  readonly name: string;
  /** Measures, and returns one or more tables. */
  run(): Promise<readonly Table[]>;
}

/** Minimum and median wall time of `rounds` calls [ms]. */
export async function time(rounds: number, work: () => unknown): Promise<{ min_ms: number; median_ms: number }> {
  const times: number[] = [];
  for (let r = 0; r < rounds; r++) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  return { min_ms: times[0]!, median_ms: times[Math.floor(rounds / 2)]! };
}
