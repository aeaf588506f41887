// An iterate, its residuals, and the direction in which it moves: allocated once, refilled in every iteration.
import type { Standard } from './standard.ts';

/** Values, multipliers of the rows, and for every bound its slack w and its multiplier z. */
export interface Point {
  readonly v: Float64Array;
  readonly y: Float64Array;
  readonly w: Float64Array;
  readonly z: Float64Array;
}

export interface State extends Point {
  /** Residuals of stationarity, of the rows, and of the slacks of the bounds. */
  readonly rd: Float64Array;
  readonly rp: Float64Array;
  readonly rw: Float64Array;
  /** The largest term of each stationarity condition; the terms sum to rd. */
  readonly terms: Float64Array;
  /** 1/w and 1/z, during an iteration. */
  readonly perW: Float64Array;
  readonly perZ: Float64Array;
  /** Required change of the products w z. */
  readonly change: Float64Array;
  /** θ, and the right-hand side of stationarity in the Newton system. */
  readonly theta: Float64Array;
  readonly g: Float64Array;
  readonly d: Point;
}

export function emptyPoint({ size, m, bounds: { count } }: Standard): Point {
  return {
    v: new Float64Array(size),
    y: new Float64Array(m),
    w: new Float64Array(count),
    z: new Float64Array(count),
  };
}

export function emptyState(form: Standard): State {
  const { size, m, bounds } = form;
  return {
    ...emptyPoint(form),
    rd: new Float64Array(size),
    rp: new Float64Array(m),
    rw: new Float64Array(bounds.count),
    terms: new Float64Array(size),
    perW: new Float64Array(bounds.count),
    perZ: new Float64Array(bounds.count),
    change: new Float64Array(bounds.count),
    theta: new Float64Array(size),
    g: new Float64Array(size),
    d: emptyPoint(form),
  };
}

export function copyPoint(from: Point, to: Point): void {
  for (const part of PARTS) to[part].set(from[part]);
}

const PARTS = ['v', 'y', 'w', 'z'] as const;
