// All variables of a device from its powers alone: each row that is an equation gives one more state, one after the other
// (e[t] from e[t−1] and p[t]).
//
// A store with losses draws p = c − d by two variables that the device never uses at once (`exclusive`). The sign of p
// determines which of them it is: c = p and d = 0, or c = 0 and d = −p. That determines its energy, but not linearly in p.
import type { Linear } from '../../../optimisation/index.ts';
import type { DeviceModel } from '../models.ts';

/** Which row gives which state, one after the other, and the rows that give none. */
export interface Order {
  readonly rows: readonly number[];
  readonly states: readonly number[];
  readonly left: readonly number[];
}

/**
 * @param pairs whether a power may be that of an exclusive pair; without, all states are linear in the powers
 * @returns undefined where the powers do not determine the rest
 */
export function orderOf({ problem, flexibility }: DeviceModel, pairs = false): Order | undefined {
  const { variables, rows } = problem;
  if (variables.integer.includes(1)) return undefined;
  const known = new Uint8Array(variables.count);
  for (const { terms } of flexibility.p_kw) {
    const columns = terms.map(([, column]) => column);
    const apart = terms.length === 2 && pairs && isPair(flexibility, terms);
    if (terms.length > 1 && !apart) return undefined;
    if (terms.some(([c]) => c === 0) || columns.some((column) => known[column])) return undefined;
    for (const column of columns) known[column] = 1;
  }
  const order = { rows: [] as number[], states: [] as number[], left: [] as number[] };
  let waiting = Array.from({ length: rows.count }, (_, i) => i);
  for (let before = -1; waiting.length !== before; ) {
    before = waiting.length;
    waiting = waiting.filter((i) => {
      const state = rows.min[i] === rows.max[i] ? onlyUnknown(rows, i, known) : undefined;
      if (state === undefined) return true;
      known[state] = 1;
      order.rows.push(i);
      order.states.push(state);
      return false;
    });
  }
  order.left.push(...waiting);
  return known.includes(0) ? undefined : order;
}

/** Two terms of opposite sign whose variables are never both above 0. */
function isPair({ exclusive }: DeviceModel['flexibility'], terms: Linear['terms']) {
  const [[c, i], [g, j]] = terms as [readonly [number, number], readonly [number, number]];
  return c * g < 0 && exclusive.some(([a, b]) => (a === i && b === j) || (a === j && b === i));
}

function onlyUnknown({ start, columns, coefficients }: DeviceModel['problem']['rows'], i: number, known: Uint8Array) {
  let found: number | undefined;
  for (let a = start[i]!; a < start[i + 1]!; a++) {
    if (known[columns[a]!] || coefficients[a] === 0) continue;
    if (found !== undefined) return undefined;
    found = columns[a]!;
  }
  return found;
}

/** All variables at powers p, row after row. With `given` 0, constants and right-hand sides count for nothing: only what p does. */
export function substitute(model: DeviceModel, order: Order, p: Float64Array, given: 0 | 1): Float64Array {
  const { variables, rows } = model.problem;
  const x = new Float64Array(variables.count);
  for (let t = 0; t < p.length; t++) {
    const { terms, constant } = model.flexibility.p_kw.at(t);
    const moved = p[t]! - given * constant;
    const term = terms.length > 1 ? terms.find(([c]) => c * moved > 0) : terms[0];
    if (term) x[term[1]] = moved / term[0];
  }
  for (let k = 0; k < order.rows.length; k++) {
    const i = order.rows[k]!;
    const state = order.states[k]!;
    let rest = given * rows.min[i]!;
    let own = 0;
    for (let a = rows.start[i]!; a < rows.start[i + 1]!; a++) {
      const j = rows.columns[a]!;
      if (j === state) own = rows.coefficients[a]!;
      else rest -= rows.coefficients[a]! * x[j]!;
    }
    x[state] = rest / own;
  }
  return x;
}

/** The quantities that a device shows, at powers over the steps; undefined where the powers do not determine them. */
export function shownAt(model: DeviceModel, p_kw: Float64Array): readonly Float64Array[] | undefined {
  const order = orderOf(model, true);
  if (!order) return undefined;
  const x = substitute(model, order, p_kw, 1);
  return model.flexibility.shows.map(({ values }) => values.values(x));
}
