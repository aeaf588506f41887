// Powers of a step, summed over the devices at each bus, and over those of one kind at one bus.
import type { Device, StepRecord } from '../../../cosim/index.ts';
import { type Columns, columnsOf } from './columns.ts';
import { loaded, type OfScene, Parts, Results, untilEnded } from './kernel.ts';

export interface PowerSums {
  readonly p_kw: Float64Array;
  readonly q_kvar: Float64Array;
  /** Fills the arrays. */
  read(record: StepRecord): void;
}

/** Sums over parts of the devices, each added in the order of the devices. @param partOf the part of each device */
export function powerSums(devices: OfScene, partOf: Int32Array, count: number): PowerSums {
  const parts = new Parts(devices, partOf, count);
  const sums = new Results(devices, 2, count);
  const [p_kw, q_kvar] = [new Float64Array(count), new Float64Array(count)];
  return {
    p_kw,
    q_kvar,
    read(record) {
      const columns = columnsOf(record);
      loaded().kernel.both(count, parts.from, parts.items, columns.p_kw, columns.q_kvar, sums.at(0), sums.at(1));
      sums.read(0, p_kw);
      sums.read(1, q_kvar);
    },
  };
}

/** The devices of one kind at one bus are a group; groups are in the order of their first members. */
export interface Groups {
  /** First member of each group. */
  readonly first: readonly Device[];
  /** Group of each device. */
  readonly of: Int32Array;
  /** Number of members. */
  readonly count: Float64Array;
  /** Powers of a step; the next step overwrites them. */
  read(record: StepRecord): GroupPowers;
}

export interface GroupPowers {
  /** Of those that draw, over the groups. */
  readonly drawn_kw: Float64Array;
  /** Of those that feed, > 0. */
  readonly fed_kw: Float64Array;
  readonly q_kvar: Float64Array;
  /** Of all groups. */
  readonly all_fed_kw: number;
}

const known = new WeakMap<readonly Device[], Groups>();

/** The groups of the devices of a scene. The table of groups and indicators share them, so that they are summed once a step. */
export function groupsOf(devices: readonly Device[]): Groups {
  const groups = known.get(devices);
  if (groups) return groups;
  const made = makeGroups(devices);
  known.set(devices, made);
  untilEnded(devices, () => known.delete(devices));
  return made;
}

function makeGroups(devices: readonly Device[]): Groups {
  const places = new Map<string, number>();
  const first: Device[] = [];
  const members: number[] = [];
  const of = Int32Array.from(devices, (device) => {
    const key = JSON.stringify([device.bus, device.kind]);
    const g = places.get(key) ?? first.push(device) - 1;
    places.set(key, g);
    members[g] = (members[g] ?? 0) + 1;
    return g;
  });
  const n = first.length;
  const parts = new Parts(devices, of, n);
  const sums = new Results(devices, 3, n);
  const zeros = () => new Float64Array(n);
  const powers = { drawn_kw: zeros(), fed_kw: zeros(), q_kvar: zeros(), all_fed_kw: 0 };
  let stamp: Columns['stamp'] = -1;
  return {
    first,
    of,
    count: Float64Array.from(members),
    read(record) {
      const columns = columnsOf(record);
      if (columns.stamp === stamp) return powers;
      stamp = columns.stamp;
      const [drawn, fed, q] = [sums.at(0), sums.at(1), sums.at(2)];
      loaded().kernel.bySign(n, parts.from, parts.items, columns.p_kw, columns.q_kvar, drawn, fed, q);
      sums.read(0, powers.drawn_kw);
      sums.read(1, powers.fed_kw);
      sums.read(2, powers.q_kvar);
      powers.all_fed_kw = 0;
      for (let g = 0; g < n; g++) powers.all_fed_kw += powers.fed_kw[g]!;
      return powers;
    },
  };
}
