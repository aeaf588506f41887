// Scenarios in chunks that fit into the memory of an instance, with those of one start state together.

export interface Chunk {
  /** The scenario of each row. */
  readonly scenarios: readonly number[];
  /** The rows of each start state. */
  readonly parts: readonly { readonly step: number; readonly rows: readonly number[] }[];
}

/** Rows per lane above which few lanes stay empty where a chunk has scenarios of several start states. */
const MANY = 40;

/**
 * Successive scenarios where many fit, so that their rows are copied at once; else those of one start state, whose rows are long.
 * @param step start state of each scenario
 */
export function* chunksOf(step: Int8Array, room: number, lanes: number): Iterable<Chunk> {
  if (room >= MANY * lanes) {
    for (let first = 0; first < step.length; first += room) {
      const scenarios = Array.from({ length: Math.min(room, step.length - first) }, (_, k) => first + k);
      yield { scenarios, parts: grouped(step.subarray(first, first + room)) };
    }
    return;
  }
  for (const { step: of, rows } of grouped(step)) {
    for (let first = 0; first < rows.length; first += room) {
      const scenarios = rows.slice(first, first + room);
      yield { scenarios, parts: [{ step: of, rows: scenarios.map((_, k) => k) }] };
    }
  }
}

function grouped(step: Int8Array): Chunk['parts'] {
  const groups = new Map<number, number[]>();
  for (let k = 0; k < step.length; k++) {
    const group = groups.get(step[k]!);
    if (group) group.push(k);
    else groups.set(step[k]!, [k]);
  }
  return Array.from(groups, ([of, rows]) => ({ step: of, rows }));
}

/** Runs of successive scenarios: first row, first scenario, length. */
export function forEachRun(
  scenarios: readonly number[],
  visit: (row: number, scenario: number, length: number) => void,
): void {
  for (let k = 0, length = 0; k < scenarios.length; k += length) {
    const scenario = scenarios[k]!;
    length = 1;
    while (scenarios[k + length] === scenario + length) length++;
    visit(k, scenario, length);
  }
}
