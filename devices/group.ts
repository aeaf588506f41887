// What the groups of all kinds have in common: the state of the members in columns, and which of them are stepped. The loops over
// members are those of the kinds, so that each is compiled for its kind.
import type { Group, Powers, World, Zip } from './device.ts';
import { qLimit } from './inverter.ts';
import { limited } from './limit.ts';

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

/** Some members of a group: `members[0]` to `members[count − 1]`, in ascending order. */
export interface Some {
  readonly members: Int32Array;
  count: number;
}

/** The members of a group: how they are stepped, in arrays that the group has allocated. */
export interface Members<X> {
  /** By field of the state. */
  readonly columns: { readonly [field in keyof Required<X>]: Column };
  /** Reads the external inputs of all members during step k. */
  read(k: number): void;
  /** Steps some members from the present to the next values of their columns, with set points (NaN: none), over the devices. */
  step(due: Some, setPoints: Powers, powers: Powers): void;
  /** Channel values of all members; those of device d begin at `from[d]`. */
  observe(values: Float64Array, from: Int32Array): void;
  readonly zip?: (i: number) => Zip | undefined;
  /**
   * Ratings of the members [kVA], where a reactive set point changes the reactive power within the rating and nothing else
   * (`inverter.ts`); absent where it changes more, or nothing.
   */
  readonly s_max_kva?: Float64Array;
}

export interface SetPointDraft {
  p_kw: number;
  q_kvar: number;
}

export const noSetPoint = (): SetPointDraft => ({ p_kw: Number.NaN, q_kvar: Number.NaN });

/** Reads the set point of the device at this position. */
export function readSetPoint({ p_kw, q_kvar }: Powers, place: number, into: SetPointDraft): void {
  into.p_kw = p_kw[place]!;
  into.q_kvar = q_kvar[place]!;
}

/** A group of these members; `at` are their positions among the devices of the run. */
export function groupOf<X>(at: Int32Array, members: Members<X>): Group<X> {
  const names = Object.keys(members.columns);
  const all = Object.values<Column>(members.columns);
  const { s_max_kva } = members;
  const some: Some = { members: new Int32Array(at.length), count: 0 };
  const choose = (due: Uint8Array) => {
    some.count = 0;
    for (let i = 0; i < at.length; i++) {
      some.members[some.count] = i;
      some.count += due[at[i]!]!;
    }
    return some;
  };
  return {
    load(states) {
      for (const [f, field] of names.entries())
        states.forEach((state, i) => {
          all[f]!.now[i] = stored((state as Record<string, unknown>)[field]);
        });
    },
    state(i) {
      const state: Record<string, unknown> = {};
      for (let f = 0; f < names.length; f++) {
        const value = all[f]!.shown(all[f]!.now[i]!);
        if (value !== undefined) state[names[f]!] = value;
      }
      return state as X;
    },
    read: members.read,
    step: (setPoints: Powers, due: Uint8Array, powers: Powers) => members.step(choose(due), setPoints, powers),
    advance() {
      for (const { now, next } of all) now.set(next);
    },
    observe: members.observe,
    ...(members.zip && { zip: members.zip }),
    ...(s_max_kva && { react: reactingWithin(s_max_kva, at) }),
  };
}

/** `Group.react` of converters with these ratings [kVA]. */
function reactingWithin(s_max_kva: Float64Array, at: Int32Array): NonNullable<Group<unknown>['react']> {
  /** Limits at active powers, the same in all rounds of a step. */
  const q_max_kvar = new Float64Array(at.length);
  const at_kw = new Float64Array(at.length).fill(Number.NaN);
  return (setPoints, due, { p_kw, q_kvar }) => {
    for (let i = 0; i < at.length; i++) {
      const d = at[i]!;
      if (due[d] === 0) continue;
      const p = p_kw[d]!;
      if (p !== at_kw[i]) {
        at_kw[i] = p;
        q_max_kvar[i] = qLimit(s_max_kva[i]!, p);
      }
      q_kvar[d] = limited(-q_max_kvar[i]!, q_max_kvar[i]!, setPoints.q_kvar[d], 0);
    }
  };
}

/** Profiles that members read; each is evaluated once in a step. */
export interface ProfileColumn {
  /** @returns whether a value differs from that of the last step read: profiles of weather and prices hold for an hour */
  read(k: number): boolean;
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
  let isFirst = true;
  return {
    read(k) {
      let changed = isFirst;
      isFirst = false;
      for (let p = 0; p < distinct.length; p++) {
        const value = world.profile(distinct[p]!, k);
        changed ||= value !== values[p + 1];
        values[p + 1] = value;
      }
      return changed;
    },
    of: (i) => values[place[i]!]!,
  };
}
