// What the groups of all kinds have in common: the state of the members in columns, one loop over those that are stepped.
import type { Draft, Group, Powers, SetPoint, World, Zip } from './device.ts';

/** A quantity of the state of every member, at present and after the step. */
export interface Column {
  readonly now: Float64Array;
  readonly next: Float64Array;
  /** A present value as it is in the state of a device; undefined: its state lacks the field. */
  shown(value: number): unknown;
}

const columnOf = (n: number, shown: Column['shown']): Column => ({
  now: new Float64Array(n),
  next: new Float64Array(n),
  shown,
});
/** Columns of numbers; of numbers that are null, or absent, where the column has NaN; of flags, 0 or 1. */
export const column = {
  numbers: (n: number) => columnOf(n, (value) => value),
  orNull: (n: number) => columnOf(n, (value) => (Number.isNaN(value) ? null : value)),
  orAbsent: (n: number) => columnOf(n, (value) => (Number.isNaN(value) ? undefined : value)),
  flags: (n: number) => columnOf(n, (value) => value === 1),
};

/** NaN for null and for an absent field. */
const stored = (value: unknown): number => (value === undefined || value === null ? Number.NaN : Number(value));

/** The members of a group: how one is stepped, in arrays that the group has allocated. */
export interface Members<X> {
  /** By field of the state. */
  readonly columns: { readonly [field in keyof Required<X>]: Column };
  /** Reads the external inputs of all members during step k. */
  read(k: number): void;
  /** Steps member i from the present to the next values of its columns, with a set point (NaN: none). */
  step(i: number, setPoint: Required<SetPoint>, into: Pick<Draft<X>, 'p_kw' | 'q_kvar'>): void;
  /** Channel values of member i, from position `at` on. */
  observe(i: number, values: Float64Array, at: number): void;
  readonly zip?: (i: number) => Zip | undefined;
}

/** A group of these members; `at` are their positions among the devices of the run. */
export function groupOf<X>(at: Int32Array, members: Members<X>): Group<X> {
  const fields = Object.entries<Column>(members.columns);
  const setPoint = { p_kw: Number.NaN, q_kvar: Number.NaN };
  const into = { p_kw: Number.NaN, q_kvar: Number.NaN };
  return {
    load(states) {
      for (const [field, { now }] of fields)
        states.forEach((state, i) => {
          now[i] = stored((state as Record<string, unknown>)[field]);
        });
    },
    state(i) {
      const state: Record<string, unknown> = {};
      for (const [field, { now, shown }] of fields) {
        const value = shown(now[i]!);
        if (value !== undefined) state[field] = value;
      }
      return state as X;
    },
    read: members.read,
    step(setPoints: Powers, due: Uint8Array, powers: Powers) {
      for (let i = 0; i < at.length; i++) {
        const d = at[i]!;
        if (due[d] === 0) continue;
        setPoint.p_kw = setPoints.p_kw[d]!;
        setPoint.q_kvar = setPoints.q_kvar[d]!;
        members.step(i, setPoint, into);
        powers.p_kw[d] = into.p_kw;
        powers.q_kvar[d] = into.q_kvar;
      }
    },
    advance() {
      for (const [, { now, next }] of fields) now.set(next);
    },
    observe(values, from) {
      for (let i = 0; i < at.length; i++) members.observe(i, values, from[at[i]!]!);
    },
    ...(members.zip && { zip: members.zip }),
  };
}

/** Numbers of every member, one member after the other: what a loop over members reads of their parameters. */
export const rowsOf = <P>(params: readonly P[], numbers: (d: P) => readonly number[]): Float64Array =>
  Float64Array.from(params.flatMap(numbers));

/** Profiles that members read; each is evaluated once in a step. */
export interface ProfileColumn {
  read(k: number): void;
  /** Value of the profile of member i. */
  of(i: number): number;
}

/** The profile of each member; `otherwise` where it has none. */
export function profileColumn(
  names: readonly (string | undefined)[],
  world: World,
  otherwise = Number.NaN,
): ProfileColumn {
  const distinct = [...new Set(names.filter((name) => name !== undefined))];
  const place = Int32Array.from(names, (name) => (name === undefined ? 0 : distinct.indexOf(name) + 1));
  const values = new Float64Array(distinct.length + 1).fill(otherwise);
  return {
    read(k) {
      for (let p = 0; p < distinct.length; p++) values[p + 1] = world.profile(distinct[p]!, k);
    },
    of: (i) => values[place[i]!]!,
  };
}
