// Scenarios in chunks that fit into the memory of an instance, with those of one start state together.

export interface Chunk {
  /** The scenario of each row. */
  readonly scenarios: readonly number[];
  /** The rows of each start state. */
  readonly parts: readonly { readonly level: number; readonly rows: readonly number[] }[];
}

/** Rows per lane above which few lanes stay empty where a chunk has scenarios of several start states. */
const MANY = 40;

/**
 * Successive scenarios where many fit, so that their rows are copied at once; else those of one start state, whose rows are long.
 * @param level start state of each scenario
 */
export function* chunksOf(level: Int8Array, room: number, lanes: number): Iterable<Chunk> {
  if (room >= MANY * lanes) {
    for (let first = 0; first < level.length; first += room) {
      const scenarios = Array.from({ length: Math.min(room, level.length - first) }, (_, k) => first + k);
      yield { scenarios, parts: grouped(level.subarray(first, first + room)) };
    }
    return;
  }
  for (const { level: of, rows } of grouped(level)) {
    for (let first = 0; first < rows.length; first += room) {
      const scenarios = rows.slice(first, first + room);
      yield { scenarios, parts: [{ level: of, rows: scenarios.map((_, k) => k) }] };
    }
  }
}

function grouped(level: Int8Array): Chunk['parts'] {
  const groups = new Map<number, number[]>();
  for (let k = 0; k < level.length; k++) {
    const group = groups.get(level[k]!);
    if (group) group.push(k);
    else groups.set(level[k]!, [k]);
  }
  return Array.from(groups, ([of, rows]) => ({ level: of, rows }));
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
