// A power flow that the file of a network stores, compared with ours.
import type { BranchRow, BusRow, StoredFlow, StoredSolution } from '../../network/index.ts';

/** Where a difference is largest: |ours − stored|, and both values. */
export interface Difference {
  readonly at: string;
  readonly difference: number;
  readonly ours: number;
  readonly stored: number;
}

/** Comparison of `powerflow --json`. A difference is null where nothing of the kind is stored. */
export interface StoredReport {
  /** Where the file stores it: `res_bus, res_line`. */
  readonly in: string;
  readonly buses: number;
  readonly branches: number;
  readonly vm_pu: Difference | null;
  readonly va_deg: Difference | null;
  /** P and Q at both ends [kW, kvar]. */
  readonly branch_power: Difference | null;
  /** Buses or branches of which one side has values and the other has none. */
  readonly only_ours: readonly string[];
  readonly only_stored: readonly string[];
  /** Whether a voltage differs by more than what two programs that solve the same network leave: 1e-6 p.u., 1e-4 degrees. */
  readonly differs: boolean;
  /** Whether only angles differ: a program that leaves out the phase shifts of transformers has the same voltages otherwise. */
  readonly only_angles: boolean;
}

const SAME_PU = 1e-6;
const SAME_DEG = 1e-4;

/** @param buses supplied ones, of a converged flow */
export function comparedWith(
  solution: StoredSolution,
  buses: readonly Pick<BusRow, 'bus' | 'vm_pu' | 'va_deg'>[],
  branches: readonly Pick<BranchRow, 'branch' | `p_${End}_kw` | `q_${End}_kvar`>[],
): StoredReport {
  const own = new Set(solution.without);
  const theirs = buses.filter(({ bus }) => !own.has(bus));
  const busPairs = pairs(theirs, solution.buses, ({ bus }) => bus);
  const branchPairs = pairs(branches, solution.branches, ({ branch }) => branch);
  const vm_pu = largest(busPairs.both.map(({ ours, stored, at }) => of(at, ours.vm_pu, stored.vm_pu)));
  const va_deg = largest(busPairs.both.map(({ ours, stored, at }) => ofAngle(at, ours.va_deg, stored.va_deg)));
  const branch_power = largest(
    branchPairs.both.flatMap(({ ours, stored, at }) =>
      FLOWS.map(([our, their]) => of(`${at}, ${our}`, ours[our], 1000 * stored[their])),
    ),
  );
  const alone = busPairs.onlyOurs.length + busPairs.onlyStored.length > 0;
  const voltages = alone || (vm_pu?.difference ?? 0) > SAME_PU;
  const angles = (va_deg?.difference ?? 0) > SAME_DEG;
  return {
    in: solution.in,
    buses: busPairs.both.length,
    branches: branchPairs.both.length,
    vm_pu,
    va_deg,
    branch_power,
    only_ours: busPairs.onlyOurs,
    only_stored: busPairs.onlyStored,
    differs: voltages || angles,
    only_angles: angles && !voltages,
  };
}

type End = 'from' | 'to';

const FLOWS = [
  ['p_from_kw', 'p_from_mw'],
  ['q_from_kvar', 'q_from_mvar'],
  ['p_to_kw', 'p_to_mw'],
  ['q_to_kvar', 'q_to_mvar'],
] as const satisfies readonly (readonly [keyof BranchRow, keyof StoredFlow])[];

function pairs<A, B>(ours: readonly A[], stored: readonly B[], keyOf: (row: A | B) => string) {
  const theirs = new Map(stored.map((row) => [keyOf(row), row]));
  const both = ours.flatMap((row) => {
    const other = theirs.get(keyOf(row));
    return other === undefined ? [] : [{ at: keyOf(row), ours: row, stored: other }];
  });
  const shared = new Set(both.map(({ at }) => at));
  const without = (rows: readonly (A | B)[]) => rows.map(keyOf).filter((key) => !shared.has(key));
  return { both, onlyOurs: without(ours), onlyStored: without(stored) };
}

const of = (at: string, ours: number, stored: number): Difference => ({
  at,
  difference: Math.abs(ours - stored),
  ours,
  stored,
});

/** Angles are the same a whole turn apart. */
function ofAngle(at: string, ours: number, stored: number): Difference {
  const turns = Math.round((ours - stored) / 360);
  return { at, difference: Math.abs(ours - stored - 360 * turns), ours, stored };
}

const largest = (all: readonly Difference[]): Difference | null =>
  all.reduce<Difference | null>((worst, next) => (worst && worst.difference >= next.difference ? worst : next), null);
