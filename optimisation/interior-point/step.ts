// One iteration: direction and step length.
import { add, EXACT, type NewtonSystem } from './newton-system.ts';
import type { Standard } from './standard.ts';
import { copyPoint, type Point, type State } from './state.ts';

/** Part of the way to the nearest bound that a step may go. */
const BACK_OFF = 0.995;
/** Centrality correctors tried while the step is shorter than LONG, as long as each lengthens it by MIN_GAIN. */
const CORRECTORS = 3;
const LONG = 0.9;
const MIN_GAIN = 0.05;

/**
 * `advance`: one predictor, one corrector and a few centrality correctors, all with the same factors.
 * `centre`: back to the middle, after an iteration that led astray: Mehrotra's corrector alone can run in circles (Cartis
 * 2009), and where the rows have no interior it runs into the bounds.
 * `polish`: the products w z are small enough and stay as they are; one step removes the residuals. The
 * right-hand side then holds nothing else, and the error of its solution is small relative to them.
 */
export type Way = 'advance' | 'centre' | 'polish';

/** One iteration. Gives the length of the step, 1 being all of it. */
export function step(form: Standard, system: NewtonSystem, s: State, spare: Point, way: Way, accurate: number): number {
  const { v, y, w, z, perW, perZ, change, theta, d } = s;
  const { at } = form.bounds;
  const pairs = form.bounds.count;
  theta.fill(0);
  let products = 0;
  for (let k = 0; k < pairs; k++) {
    const product = w[k]! * z[k]!;
    perW[k] = 1 / w[k]!;
    perZ[k] = 1 / z[k]!;
    theta[at[k]!] = theta[at[k]!]! + z[k]! * perW[k]!;
    products += product;
    change[k] = way === 'polish' ? 0 : -product;
  }
  system.factor(theta);
  const accuracy = way === 'polish' ? EXACT : accurate;
  direction(form, system, s, accuracy);
  let alpha = longest(s);
  if (pairs > 0 && way !== 'polish') {
    const sigma = Math.max((productsAfter(s, alpha) / products) ** 3, way === 'centre' ? 0.5 : 0);
    const target = (sigma * products) / pairs;
    const bend = way === 'centre' ? 0 : 1;
    for (let k = 0; k < pairs; k++) change[k] = target - w[k]! * z[k]! - bend * d.w[k]! * d.z[k]!;
    direction(form, system, s, accuracy);
    alpha = centre(form, system, s, spare, target, accuracy);
  }
  alpha = Math.min(1, BACK_OFF * alpha);
  add(alpha, d.v, v);
  add(alpha, d.w, w);
  add(alpha, d.z, z);
  add(alpha, d.y, y);
  return alpha;
}

/**
 * Multiple centrality correctors (Gondzio 1996): products that a longer step would take far from the target are moved towards
 * its neighbourhood. Without them the method can run in circles. Gives the length the direction allows.
 */
function centre(
  form: Standard,
  system: NewtonSystem,
  s: State,
  spare: Point,
  target: number,
  accuracy: number,
): number {
  const { w, z, change, d } = s;
  let alpha = longest(s);
  for (let round = 0; round < CORRECTORS && alpha < LONG; round++) {
    copyPoint(d, spare);
    const ahead = Math.min(1, alpha + 0.3);
    for (let k = 0; k < change.length; k++) {
      const product = (w[k]! + ahead * d.w[k]!) * (z[k]! + ahead * d.z[k]!);
      const toNeighbourhood = Math.min(Math.max(product, 0.1 * target), 10 * target) - product;
      change[k] = change[k]! + Math.max(toNeighbourhood, -10 * target);
    }
    direction(form, system, s, accuracy);
    const longer = longest(s);
    if (longer < alpha) {
      copyPoint(spare, d);
      return alpha;
    }
    if (longer < alpha + MIN_GAIN) return longer;
    alpha = longer;
  }
  return alpha;
}

function productsAfter({ w, z, d }: State, alpha: number): number {
  let sum = 0;
  for (let k = 0; k < w.length; k++) sum += (w[k]! + alpha * d.w[k]!) * (z[k]! + alpha * d.z[k]!);
  return sum;
}

/** Solves for the direction that meets the residuals and changes the products by `change`. */
function direction({ bounds }: Standard, system: NewtonSystem, s: State, accuracy: number): void {
  const { z, rd, rp, rw, perW, change, g, d } = s;
  const { count, at, side } = bounds;
  g.set(rd);
  for (let k = 0; k < count; k++) {
    const j = at[k]!;
    g[j] = g[j]! + side[k]! * (change[k]! + z[k]! * rw[k]!) * perW[k]!;
  }
  system.solve(g, rp, d.v, d.y, accuracy);
  for (let k = 0; k < count; k++) {
    const dw = side[k]! * d.v[at[k]!]! - rw[k]!;
    d.w[k] = dw;
    d.z[k] = (change[k]! - z[k]! * dw) * perW[k]!;
  }
}

/** The longest step ≤ 1/BACK_OFF that keeps every slack and multiplier from turning negative. */
function longest({ perW, perZ, d }: State): number {
  let inverse = BACK_OFF;
  for (let k = 0; k < perW.length; k++) {
    const ofW = -d.w[k]! * perW[k]!;
    const ofZ = -d.z[k]! * perZ[k]!;
    if (ofW > inverse) inverse = ofW;
    if (ofZ > inverse) inverse = ofZ;
  }
  return 1 / inverse;
}
