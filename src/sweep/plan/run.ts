// A run of a sweep, from the number of its value on every axis.
import type { Mechanism } from '../../compare/plan/mechanisms.ts';
import type { Scalar } from '../../score/expression/value.ts';
import { scopeOf } from '../../variation/arithmetic.ts';
import type { Change } from '../../variation/changes.ts';
import type { PlannedRun } from '../model.ts';
import type { Axis } from './axes.ts';
import { withMechanism } from './mechanisms.ts';

/** What all runs of a sweep have in common. */
export interface Base {
  readonly variant: string | undefined;
  /** Changes that all runs share. */
  readonly fixed: readonly Change[];
  readonly axes: readonly Axis[];
  /** By variant, those of the names of the axis that has controllers. */
  readonly mechanisms: ReadonlyMap<string | undefined, readonly Mechanism[]>;
}

/** A planned run, with the lines of its changes. */
export interface PlacedRun {
  readonly values: readonly Scalar[];
  readonly changes: readonly Change[];
  /** Those that the file writes: all but the changes of the mechanism. */
  readonly written: readonly Change[];
  readonly variant: string | undefined;
  readonly mechanism: Mechanism | undefined;
}

/** @throws InputError where an expression has no value */
export function runOf({ variant: shared, fixed, axes, mechanisms }: Base, at: readonly number[]): PlacedRun {
  const values = axes.map(({ valueAt }, a) => valueAt(at[a]!));
  const scope = scopeOf(new Map(axes.map(({ name }, a) => [name, values[a]!])));
  const ofAxes = axes.flatMap(({ own, set }, a) => [...own(at[a]!), ...set.map((computed) => computed.change(scope))]);
  const written = [...fixed, ...ofAxes];
  const v = axes.findIndex(({ variants }) => variants);
  const variant = v < 0 ? shared : axes[v]!.variants![at[v]!];
  const c = axes.findIndex(({ controllers }) => controllers);
  const mechanism = c < 0 ? undefined : mechanisms.get(variant)?.[at[c]!];
  const changes = mechanism ? withMechanism(written, mechanism, axes[c]!.at) : written;
  return { values, changes, written, variant, mechanism };
}

export const planned = ({ values, changes, variant }: PlacedRun): PlannedRun => ({
  values,
  set: changes.map(({ text }) => text),
  ...(variant === undefined ? {} : { variant }),
});
