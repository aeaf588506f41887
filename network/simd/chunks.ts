// Scenarios in chunks that fit into the memory of an instance, with those of one start state together.

/** Successive scenarios in successive rows. */
export interface Run {
  readonly row: number;
  readonly scenario: number;
  readonly length: number;
}

export interface Chunk {
  readonly runs: readonly Run[];
  /** The sums of the loads of these rows were the last ones asked for. */
  readonly isSummed: boolean;
  /** The rows of each start state. */
  readonly parts: readonly { readonly level: number; readonly rows: Int32Array }[];
}

/** Rows per lane above which few lanes stay empty where a chunk has scenarios of several start states. */
export const MANY = 20;

/** The loads of scenarios as whole numbers; the start states of scenarios with the same load are the same. */
export interface Loading {
  /** Those of at most as many scenarios as there is room for. */
  loadsOf(first: number, length: number): Int32Array;
  /** Start state of a load, which does not decrease with it. */
  levelOf(load: number): number;
}

/**
 * Successive scenarios where many fit, so that their rows are copied at once; else those of one start state, whose rows are long. Rows
 * are in the order of their loads, because scenarios that are solved together wait for that with most rounds.
 */
export function* chunksOf(count: number, room: number, lanes: number, loading: Loading): Iterable<Chunk> {
  const { loadsOf, levelOf } = loading;
  if (room >= MANY * lanes) {
    for (let first = 0; first < count; first += room) {
      const length = Math.min(room, count - first);
      const parts = grouped(loadsOf(first, length), levelOf);
      yield { runs: [{ row: 0, scenario: first, length }], isSummed: true, parts };
    }
    return;
  }
  const loads = new Int32Array(count);
  for (let first = 0; first < count; first += room) loads.set(loadsOf(first, Math.min(room, count - first)), first);
  for (const { level, rows: scenarios } of grouped(loads, levelOf)) {
    for (let first = 0; first < scenarios.length; first += room) {
      const some = scenarios.subarray(first, first + room);
      yield { runs: runsOf(some), isSummed: false, parts: [{ level, rows: some.map((_, k) => k) }] };
    }
  }
}

/** The numbers of the loads in their order, in parts of one start state. */
function grouped(loads: Int32Array, levelOf: Loading['levelOf']): Chunk['parts'] {
  const rows = sortedBy(loads);
  const parts: { level: number; rows: Int32Array }[] = [];
  for (let from = 0, end = 0; from < loads.length; from = end) {
    let load = loads[rows[from]!]!;
    const level = levelOf(load);
    for (; end < loads.length; end++) {
      const next = loads[rows[end]!]!;
      if (next !== load && levelOf(next) !== level) break;
      load = next;
    }
    parts.push({ level, rows: rows.subarray(from, end) });
  }
  return parts;
}

/** The indices of small whole numbers in their order, by counting. */
function sortedBy(numbers: Int32Array): Int32Array {
  let [least, most] = [0, 0];
  for (const x of numbers) {
    if (x < least) least = x;
    if (x > most) most = x;
  }
  const place = new Int32Array(most - least + 2);
  for (const x of numbers) place[x - least + 1]!++;
  for (let i = 1; i < place.length; i++) place[i]! += place[i - 1]!;
  const sorted = new Int32Array(numbers.length);
  for (let k = 0; k < numbers.length; k++) sorted[place[numbers[k]! - least]!++] = k;
  return sorted;
}

function runsOf(scenarios: Int32Array): readonly Run[] {
  const runs: Run[] = [];
  for (let row = 0, length = 0; row < scenarios.length; row += length) {
    const scenario = scenarios[row]!;
    length = 1;
    while (scenarios[row + length] === scenario + length) length++;
    runs.push({ row, scenario, length });
  }
  return runs;
}
