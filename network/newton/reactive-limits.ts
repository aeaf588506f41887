// Reactive limits of the machines that hold a voltage. Those of one node act as one machine with the sum of their limits.
//   free      Qmin ≤ Q ≤ Qmax  and  V = Vset
//   at Qmax   Q = Qmax         and  V ≤ Vset
//   at Qmin   Q = Qmin         and  V ≥ Vset
// A machine beyond a limit is fixed at it (PV → PQ), one whose voltage is on the wrong side of its set point is freed (PQ → PV),
// until there is neither: block principal pivoting, with single pivots where the number of violations no longer falls (Júdice &
// Pires 1994). MATPOWER's ENFORCE_Q_LIMS does only the first of the two.
import type { Remark } from '../../base/index.ts';
import type { Flow } from '../flow.ts';
import type { Network } from '../model/compile.ts';
import type { Generator } from '../model/data.ts';
import type { Injections, Voltages } from './state.ts';

/** A node whose voltage machines hold. */
export interface Holder {
  readonly node: number;
  readonly slack: boolean;
  readonly bus: string;
  readonly machines: readonly Generator[];
  /** Sums of the limits [p.u.]; infinite where a machine has none. */
  readonly min: number;
  readonly max: number;
  readonly set_pu: number;
  /** Reactive power in the table of generators, contained in the fixed generation although it is not used [p.u.]. */
  readonly given: number;
  /** Branches at the node, and whether it is their from end. */
  readonly ends: readonly { readonly branch: number; readonly from: boolean }[];
}

export type Limit = 'min' | 'max';

/** Tolerances of a limit and of a set point [p.u.]. */
const CLOSE_Q = 1e-6;
const CLOSE_V = 1e-7;

/** Rounds in which all violations are pivoted at once although their number does not fall. */
const PATIENCE = 3;
/** Largest number of rounds per node; single pivots need fewer where more reactive power raises voltages. */
const MAX_ROUNDS = 20;

export function holders(y: Network): Holder[] {
  const index = new Map(y.buses.map((bus, b) => [bus, b]));
  const machines = new Map<number, Generator[]>();
  for (const g of y.data.generators) {
    const node = y.nodeOf[index.get(g.bus)!]!;
    if (!g.in_service || (node < y.n && y.pq[node] === 1)) continue;
    machines.set(node, [...(machines.get(node) ?? []), g]);
  }
  const ends = new Map(
    Array.from(machines.keys(), (node): [number, { branch: number; from: boolean }[]] => [node, []]),
  );
  for (let k = 0; k < y.from.length; k++) {
    ends.get(y.from[k]!)?.push({ branch: k, from: true });
    ends.get(y.to[k]!)?.push({ branch: k, from: false });
  }
  const sum = (of: readonly Generator[], q: (g: Generator) => number) => of.reduce((s, g) => s + q(g), 0) / y.base_mva;
  return Array.from(machines, ([node, of]) => ({
    node,
    slack: node >= y.n,
    bus: of[0]!.bus,
    machines: of,
    min: sum(of, (g) => g.q_min_mvar ?? Number.NEGATIVE_INFINITY),
    max: sum(of, (g) => g.q_max_mvar ?? Number.POSITIVE_INFINITY),
    set_pu: y.data.buses[y.busOf[node]!]!.v_pu ?? 1,
    given: node >= y.n ? 0 : sum(of, (g) => g.q_mvar),
    ends: ends.get(node)!,
  }));
}

/** Whether a machine of the node has a limit. */
export const isLimited = ({ min, max }: Holder): boolean => Number.isFinite(min) || Number.isFinite(max);

/** Reactive power of a node's machines [p.u.]: power into branches and shunts, and power drawn at the node. */
export function reactivePower(
  y: Network,
  h: Holder,
  flow: Pick<Flow, 'q_from_kvar' | 'q_to_kvar'>,
  s: Injections,
  v: Voltages,
) {
  const { node, ends, given } = h;
  const V = v.vm[node]!;
  let kvar = 0;
  for (const { branch, from } of ends) kvar += from ? flow.q_from_kvar[branch]! : flow.q_to_kvar[branch]!;
  const drawn = given - (s.q[node]! + s.qi[node]! * V + s.qz[node]! * V * V);
  return kvar / (1000 * y.base_mva) - y.shunt.b[node]! * V * V + drawn;
}

/** The limit that a reactive power violates. */
function excess({ min, max }: Holder, q: number): Limit | undefined {
  return q > max + CLOSE_Q ? 'max' : q < min - CLOSE_Q ? 'min' : undefined;
}

/** Iterative search of the machines at a limit. */
export interface LimitSearch {
  /** By node. */
  readonly at: ReadonlyMap<number, Limit>;
  /** Checks a solution under `at`; true when it changed `at`, so that another solve is needed. */
  update(q: (holder: Holder) => number, v: Voltages): boolean;
  /** After a solve without solution: undoes all but one of the last changes; false where there was only one. */
  retreat(): boolean;
}

export function searchLimits(held: readonly Holder[]): LimitSearch {
  const at = new Map<number, Limit>();
  let fewest = Number.POSITIVE_INFINITY;
  let patience = PATIENCE;
  let rounds = MAX_ROUNDS * (held.length + 1);
  let changes: { readonly node: number; readonly from: Limit | undefined }[] = [];
  const move = (node: number, limit: Limit | undefined) => {
    if (limit) at.set(node, limit);
    else at.delete(node);
  };
  /** State of a machine that follows from this solution. */
  const place = (h: Holder, q: number, v_pu: number): Limit | undefined => {
    const now = at.get(h.node);
    const off = v_pu - h.set_pu;
    const wrongSide = (now === 'max' && off > CLOSE_V) || (now === 'min' && off < -CLOSE_V);
    return now === undefined ? excess(h, q) : wrongSide ? undefined : now;
  };
  return {
    at,
    update(q, { vm }) {
      const faults = held.flatMap((h) => {
        if (h.slack) return [];
        const limit = place(h, q(h), vm[h.node]!);
        return limit === at.get(h.node) ? [] : [{ node: h.node, limit }];
      });
      if (faults.length === 0 || --rounds < 0) return false;
      if (faults.length < fewest) {
        fewest = faults.length;
        patience = PATIENCE;
      } else patience--;
      const mended = patience >= 0 ? faults : faults.slice(-1);
      changes = mended.map(({ node }) => ({ node, from: at.get(node) }));
      for (const { node, limit } of mended) move(node, limit);
      return true;
    },
    retreat() {
      if (changes.length < 2) return false;
      patience = -1;
      const kept = changes.pop()!;
      for (const { node, from } of changes) move(node, from);
      changes = [kept];
      return true;
    },
  };
}

/**
 * A node's reactive power over its machines [unit of q]: in proportion to their ranges (as in MATPOWER). Where no machine has a
 * range, the power beyond their limits is divided in equal parts. Where one has no limit, all is divided in equal parts, and the
 * power beyond the limits goes to the machines without limits.
 */
export function shared(machines: readonly Generator[], q_mvar: number): number[] {
  const bounds = machines.map(({ q_min_mvar: min = -Infinity, q_max_mvar: max = Infinity }) => ({ min, max }));
  const lower = bounds.reduce((s, { min }) => s + min, 0);
  const range = bounds.reduce((s, { min, max }) => s + max - min, 0);
  if (range > 0 && Number.isFinite(range)) {
    return bounds.map(({ min, max }) => min + ((q_mvar - lower) * (max - min)) / range);
  }
  if (range === 0) return bounds.map(({ min }) => min + (q_mvar - lower) / machines.length);
  const equal = q_mvar / machines.length;
  const isFree = ({ min, max }: { min: number; max: number }) => !Number.isFinite(max - min);
  const free = bounds.filter(isFree).length;
  if (free === 0) return bounds.map(() => equal);
  const clamped = bounds.map((b) => (isFree(b) ? 0 : Math.min(b.max, Math.max(b.min, equal))));
  const rest = (q_mvar - clamped.reduce((s, q) => s + q, 0)) / free;
  return bounds.map((b, m) => (isFree(b) ? rest : clamped[m]!));
}

/** The remarks on the reactive limits of a solved network. */
export function limitRemarks(
  y: Network,
  held: readonly Holder[],
  at: ReadonlyMap<number, Limit>,
  q: (holder: Holder) => number,
  { vm }: Voltages,
): Remark[] {
  const past = held.filter((h) => !at.has(h.node) && excess(h, q(h)));
  const limited = held.filter((h) => at.has(h.node));
  const remark = (id: string, text: string, of: readonly Holder[], say: (h: Holder) => string) => {
    if (of.length === 0) return [];
    const rest = of.length > 3 ? ` and ${of.length - 3} more` : '';
    return [{ id, text: `${text}: ${of.slice(0, 3).map(say).join('; ')}${rest}` }];
  };
  const mvar = (x: number) => `${Number((x * y.base_mva).toPrecision(4))} Mvar`;
  const who = ({ machines, bus, slack }: Holder) => {
    const names = machines.map(({ generator }) => generator);
    return `generator${names.length > 1 ? 's' : ''} ${names.join(', ')} at ${slack ? 'slack bus' : 'bus'} ${bus}`;
  };
  return [
    ...remark('network_reactive_beyond_limit', 'reactive limits exceeded, which are not enforced', past, (h) => {
      const limit = excess(h, q(h))!;
      return `${who(h)}: ${mvar(q(h))}, limit ${mvar(h[limit])}`;
    }),
    ...remark('network_reactive_at_limit', 'voltage not held, because a reactive limit is reached', limited, (h) => {
      const volts = `${vm[h.node]!.toFixed(4)} instead of ${h.set_pu} p.u.`;
      return `${who(h)} at its limit of ${mvar(h[at.get(h.node)!])}: ${volts}`;
    }),
  ];
}
