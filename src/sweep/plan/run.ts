// A run of a sweep, from the number of its value on every axis.
import type { Mechanism } from '../../compare/plan/mechanisms.ts';
import type { Scope } from '../../score/expression/expression.ts';
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
  const ofAxes = axes.flatMap((axis, a) => changesOf(axis, at[a]!, scope));
  const written = [...fixed, ...ofAxes];
  const v = axes.findIndex(({ variants }) => variants);
  const variant = v < 0 ? shared : axes[v]!.variants![at[v]!];
  const c = axes.findIndex(({ controllers }) => controllers);
  const mechanism = c < 0 ? undefined : mechanisms.get(variant)?.[at[c]!];
  const changes = mechanism ? withMechanism(written, mechanism, axes[c]!.at) : written;
  return { values, changes, written, variant, mechanism };
}

/** Changes that depend on one value of one name, by its number: each is in many runs, and an expression takes longer than a look-up. */
const known = new WeakMap<Axis, Map<number, readonly Change[]>>();

/** Values of a name whose changes are kept at most. */
const KEPT = 10_000;

function changesOf(axis: Axis, i: number, scope: Scope): readonly Change[] {
  const { name, form, own, set } = axis;
  const before = known.get(axis)?.get(i);
  if (before) return before;
  const changes = [...own(i), ...set.map((computed) => computed.change(scope))];
  const isKept = i < KEPT && form === 'listed' && set.every(({ names }) => names.every((used) => used === name));
  if (isKept) known.set(axis, (known.get(axis) ?? new Map()).set(i, changes));
  return changes;
}

export const planned = ({ values, changes, variant }: PlacedRun): PlannedRun => ({
  values,
  set: changes.map(({ text }) => text),
  ...(variant === undefined ? {} : { variant }),
});
