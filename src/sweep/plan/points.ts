// The combinations of a sweep: numbers from 0, and for each the number of the value of every name. Names that are zipped have the
// same number; groups are crossed, the last one varying fastest. All drawn names are one group, the last.
import type { Context } from '../../variation/changes.ts';
import type { Axis } from './axes.ts';
import type { SweepFile } from './schema.ts';

export interface Points {
  /** Number of values of each group. */
  readonly sizes: readonly number[];
  readonly total: number;
  /** For each axis, the number of its value in combination number `index`. */
  at(index: number): readonly number[];
  /** The first combination with value number `i` of an axis, and the last one. */
  ends(axis: number, i: number): readonly [first: number, last: number];
  /** The combination that differs from `index` in that its group has value number `i` of an axis. */
  with(index: number, axis: number, i: number): number;
}

/** Names that share their number, as places in the list of axes. */
interface Group {
  readonly members: readonly number[];
  readonly size: number;
}

/** The combinations of the axes; faults are reported. */
export function pointsOf(axes: readonly Axis[], { combine, sample }: SweepFile, context: Context): Points {
  const places = (form: Axis['form']) => axes.flatMap((axis, a) => (axis.form === form ? [a] : []));
  const drawn = places('drawn');
  const groups: Group[] = groupsOf(axes, places('listed'), combine, context).map((members) => ({
    members,
    size: sizeOf(axes, members, context),
  }));
  if (drawn.length > 0) groups.push({ members: drawn, size: sample?.runs ?? 1 });
  const sizes = groups.map(({ size }) => size);
  const groupOf = axes.map((_, a) => groups.findIndex(({ members }) => members.includes(a)));
  /** Number of combinations of the groups after each one. */
  const strides = sizes.map((_, g) => sizes.slice(g + 1).reduce((product, size) => product * size, 1));
  const total = sizes.reduce((product, size) => product * size, 1);
  const digit = (index: number, g: number) => Math.floor(index / strides[g]!) % sizes[g]!;
  return {
    sizes,
    total,
    with(index, axis, i) {
      const g = groupOf[axis]!;
      return index + (i - digit(index, g)) * strides[g]!;
    },
    ends(axis, i) {
      const g = groupOf[axis]!;
      return [i * strides[g]!, total - 1 - (sizes[g]! - 1 - i) * strides[g]!];
    },
    at: (index) => groupOf.map((g) => (g < 0 ? 0 : digit(index, g))),
  };
}

/** The listed names as groups. One in no group of the file is a group of its own. */
function groupsOf(
  axes: readonly Axis[],
  listed: readonly number[],
  combine: SweepFile['combine'],
  { place, report }: Context,
): readonly (readonly number[])[] {
  if (combine === 'cross') return listed.map((a) => [a]);
  if (combine === 'zip') return listed.length > 0 ? [listed] : [];
  const taken = new Set<number>();
  const groups = combine.map((names, g) =>
    names.flatMap((name, n) => {
      const a = axes.findIndex((axis) => axis.name === name);
      const fault = (expected: string) => {
        report.add({ where: place.at(['combine', g, n]), found: name, expected });
        return [];
      };
      if (a < 0) return fault(`a name of over: ${axes.map((axis) => axis.name).join(', ')}`);
      if (!listed.includes(a)) return fault('a name with a list of values; those that are drawn are drawn together');
      if (taken.has(a)) return fault('each name once');
      taken.add(a);
      return [a];
    }),
  );
  return [...groups.filter(({ length }) => length > 0), ...listed.filter((a) => !taken.has(a)).map((a) => [a])];
}

function sizeOf(axes: readonly Axis[], members: readonly number[], { place, report }: Context): number {
  const [first, ...others] = members.map((a) => axes[a]!);
  for (const { name, count } of others) {
    if (count === first!.count) continue;
    const expected = `${first!.count} values, as many as ${first!.name}, with which it is zipped`;
    report.add({ where: place.atKey(['over', name]), found: `${count} values`, expected });
  }
  return first!.count;
}
