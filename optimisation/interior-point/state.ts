// An iterate, its residuals, and the direction in which it moves: allocated once, refilled in every iteration.
import type { Standard } from './standard.ts';

/** Values, multipliers of the rows, and for every bound its slack w and its multiplier z; 0 where there is no bound. */
export interface Point {
  readonly v: Float64Array;
  readonly y: Float64Array;
  readonly wl: Float64Array;
  readonly wu: Float64Array;
  readonly zl: Float64Array;
  readonly zu: Float64Array;
}

export interface State extends Point {
  /** Residuals of stationarity, of the rows, and of the slacks of the bounds. */
  readonly rd: Float64Array;
  readonly rp: Float64Array;
  readonly rl: Float64Array;
  readonly ru: Float64Array;
  /** The largest term of each stationarity condition; the terms sum to rd. */
  readonly terms: Float64Array;
  /** Required change of the products wl zl and wu zu. */
  readonly kl: Float64Array;
  readonly ku: Float64Array;
  readonly d: Point;
}

export function emptyPoint({ size, m }: Standard): Point {
  const floats = () => new Float64Array(size);
  return { v: floats(), y: new Float64Array(m), wl: floats(), wu: floats(), zl: floats(), zu: floats() };
}

export function emptyState(form: Standard): State {
  const floats = () => new Float64Array(form.size);
  return {
    ...emptyPoint(form),
    rd: floats(),
    rp: new Float64Array(form.m),
    rl: floats(),
    ru: floats(),
    terms: floats(),
    kl: floats(),
    ku: floats(),
    d: emptyPoint(form),
  };
}

export function copyPoint(from: Point, to: Point): void {
  for (const part of PARTS) to[part].set(from[part]);
}

const PARTS = ['v', 'y', 'wl', 'wu', 'zl', 'zu'] as const;
