// One iteration: direction and step length.
import { ACCURATE, EXACT, type NewtonSystem } from './newton-system.ts';
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
export function step(form: Standard, system: NewtonSystem, s: State, spare: Point, way: Way): number {
  const { v, y, wl, wu, zl, zu, kl, ku, d } = s;
  const { size, min, max } = form;
  const theta = d.zl; // overwritten by the directions afterwards
  let pairs = 0;
  let products = 0;
  for (let j = 0; j < size; j++) {
    theta[j] = (min[j] === -Infinity ? 0 : zl[j]! / wl[j]!) + (max[j] === Infinity ? 0 : zu[j]! / wu[j]!);
    pairs += (min[j] === -Infinity ? 0 : 1) + (max[j] === Infinity ? 0 : 1);
    products += wl[j]! * zl[j]! + wu[j]! * zu[j]!;
    kl[j] = way === 'polish' ? 0 : -wl[j]! * zl[j]!;
    ku[j] = way === 'polish' ? 0 : -wu[j]! * zu[j]!;
  }
  system.factor(theta);
  const accuracy = way === 'polish' ? EXACT : ACCURATE;
  direction(form, system, s, accuracy);
  let alpha = longest(form, s);
  if (pairs > 0 && way !== 'polish') {
    const sigma = Math.max((productsAfter(form, s, alpha) / products) ** 3, way === 'centre' ? 0.5 : 0);
    const target = (sigma * products) / pairs;
    const bend = way === 'centre' ? 0 : 1;
    for (let j = 0; j < size; j++) {
      if (min[j] !== -Infinity) kl[j] = target - wl[j]! * zl[j]! - bend * d.wl[j]! * d.zl[j]!;
      if (max[j] !== Infinity) ku[j] = target - wu[j]! * zu[j]! - bend * d.wu[j]! * d.zu[j]!;
    }
    direction(form, system, s, accuracy);
    alpha = centre(form, system, s, spare, target, accuracy);
  }
  alpha = Math.min(1, BACK_OFF * alpha);
  for (let j = 0; j < size; j++) {
    v[j] = v[j]! + alpha * d.v[j]!;
    wl[j] = wl[j]! + alpha * d.wl[j]!;
    wu[j] = wu[j]! + alpha * d.wu[j]!;
    zl[j] = zl[j]! + alpha * d.zl[j]!;
    zu[j] = zu[j]! + alpha * d.zu[j]!;
  }
  for (let i = 0; i < form.m; i++) y[i] = y[i]! + alpha * d.y[i]!;
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
  const { wl, wu, zl, zu, kl, ku, d } = s;
  let alpha = longest(form, s);
  for (let round = 0; round < CORRECTORS && alpha < LONG; round++) {
    copyPoint(d, spare);
    const ahead = Math.min(1, alpha + 0.3);
    const toNeighbourhood = (w: number, z: number, dw: number, dz: number): number => {
      const product = (w + ahead * dw) * (z + ahead * dz);
      return Math.max(Math.min(Math.max(product, 0.1 * target), 10 * target) - product, -10 * target);
    };
    for (let j = 0; j < form.size; j++) {
      if (form.min[j] !== -Infinity) kl[j] = kl[j]! + toNeighbourhood(wl[j]!, zl[j]!, d.wl[j]!, d.zl[j]!);
      if (form.max[j] !== Infinity) ku[j] = ku[j]! + toNeighbourhood(wu[j]!, zu[j]!, d.wu[j]!, d.zu[j]!);
    }
    direction(form, system, s, accuracy);
    const longer = longest(form, s);
    if (longer < alpha) {
      copyPoint(spare, d);
      return alpha;
    }
    if (longer < alpha + MIN_GAIN) return longer;
    alpha = longer;
  }
  return alpha;
}

function productsAfter({ size }: Standard, { wl, wu, zl, zu, d }: State, alpha: number): number {
  let sum = 0;
  for (let j = 0; j < size; j++) {
    sum += (wl[j]! + alpha * d.wl[j]!) * (zl[j]! + alpha * d.zl[j]!);
    sum += (wu[j]! + alpha * d.wu[j]!) * (zu[j]! + alpha * d.zu[j]!);
  }
  return sum;
}

/** Solves for the direction that meets the residuals and changes the products by kl and ku. */
function direction({ size, min, max }: Standard, system: NewtonSystem, s: State, accuracy: number): void {
  const { wl, wu, zl, zu, rd, rp, rl, ru, kl, ku, d } = s;
  const g = d.wl; // overwritten below, where its entry is no longer needed
  for (let j = 0; j < size; j++) {
    g[j] = rd[j]!;
    if (min[j] !== -Infinity) g[j] = g[j]! + (kl[j]! + zl[j]! * rl[j]!) / wl[j]!;
    if (max[j] !== Infinity) g[j] = g[j]! - (ku[j]! - zu[j]! * ru[j]!) / wu[j]!;
  }
  system.solve(g, rp, d.v, d.y, accuracy);
  for (let j = 0; j < size; j++) {
    const open = min[j] === -Infinity;
    d.wl[j] = open ? 0 : d.v[j]! - rl[j]!;
    d.zl[j] = open ? 0 : (kl[j]! - zl[j]! * d.wl[j]!) / wl[j]!;
    const openAbove = max[j] === Infinity;
    d.wu[j] = openAbove ? 0 : ru[j]! - d.v[j]!;
    d.zu[j] = openAbove ? 0 : (ku[j]! - zu[j]! * d.wu[j]!) / wu[j]!;
  }
}

/** The longest step ≤ 1/BACK_OFF that keeps every slack and multiplier from turning negative. */
function longest({ size }: Standard, { wl, wu, zl, zu, d }: State): number {
  let inverse = BACK_OFF;
  for (let j = 0; j < size; j++) {
    if (d.wl[j]! < 0) inverse = Math.max(inverse, -d.wl[j]! / wl[j]!);
    if (d.zl[j]! < 0) inverse = Math.max(inverse, -d.zl[j]! / zl[j]!);
    if (d.wu[j]! < 0) inverse = Math.max(inverse, -d.wu[j]! / wu[j]!);
    if (d.zu[j]! < 0) inverse = Math.max(inverse, -d.zu[j]! / zu[j]!);
  }
  return 1 / inverse;
}
