// The report of a power flow: one object, which page.ts prints as text.
import type { Remark } from '../../base/index.ts';
import type {
  BranchRow,
  BusRow,
  GeneratorRow,
  IsolatedBus,
  PowerFlowResult,
  StoredSolution,
} from '../../network/index.ts';
import { comparedWith, type StoredReport } from './stored.ts';

/** Names are printed as numbers where all of them are whole numbers. */
type Name = string | number;

/** Output of `powerflow --json`. Without a solution, voltages and flows are null and `diagnosis` gives the reason. */
export interface PowerflowReport {
  readonly network: string;
  readonly converged: boolean;
  readonly iterations: number;
  readonly mismatch_pu: number | null;
  readonly loss_kw: number | null;
  readonly loss_kvar: number | null;
  /** Feed-in of the slack buses. */
  readonly import_kw: number | null;
  readonly import_kvar: number | null;
  /** Nominal load at buses without supply, which is not served. */
  readonly not_served_kw: number;
  readonly not_served_kvar: number;
  readonly diagnosis?: string;
  readonly notes: readonly string[];
  /** Comparison with the power flow that the file stores, where it stores one and ours converged. */
  readonly stored?: StoredReport;
  readonly buses: readonly (Nullable<Omit<BusRow, 'bus'>> & { readonly bus: Name })[];
  readonly branches: readonly (Nullable<Omit<BranchRow, keyof Ends>> & {
    readonly branch: Name;
    readonly from: Name;
    readonly to: Name;
    readonly in_service: boolean;
  })[];
  /** Those at buses with supply. */
  readonly generators: readonly (Omit<GeneratorRow, 'generator' | 'bus'> & {
    readonly generator: Name;
    readonly bus: Name;
  })[];
}
type Ends = Pick<BranchRow, 'branch' | 'from_bus' | 'to_bus' | 'in_service'>;
type Nullable<T> = { readonly [K in keyof T]: T[K] | null };

/**
 * @param isolated buses that the file declares as isolated: listed with those without supply, without values
 * @param solution as the file stores it
 */
export function reportOf(
  result: PowerFlowResult,
  notes: readonly Remark[] = [],
  isolated: readonly IsolatedBus[] = [],
  solution?: StoredSolution,
): PowerflowReport {
  const { unsupplied, ...solved } = result;
  const deadBuses = [...unsupplied.buses, ...isolated].map(({ bus }) => bus);
  const busName = naming([...result.buses.map((b) => b.bus), ...deadBuses]);
  const branchName = naming([...result.branches, ...unsupplied.branches].map((b) => b.branch));
  const generatorName = naming(result.generators.map((g) => g.generator));
  const named = ({ branch, from_bus, to_bus, in_service }: Ends) => ({
    branch: branchName(branch),
    from: busName(from_bus),
    to: busName(to_bus),
    in_service,
  });
  return {
    ...solved,
    not_served_kw: unsupplied.loads.reduce((sum, { p_mw }) => sum + 1000 * p_mw, 0),
    not_served_kvar: unsupplied.loads.reduce((sum, { q_mvar }) => sum + 1000 * q_mvar, 0),
    notes: [...notes.map(({ text }) => text), ...result.notes],
    ...(solution && result.converged ? { stored: comparedWith(solution, result.buses, result.branches) } : {}),
    buses: [
      ...result.buses.map(({ bus, ...values }) => ({ bus: busName(bus), ...finite(values) })),
      ...(result.converged ? deadBuses.map((bus) => ({ bus: busName(bus), ...NO_SUPPLY })) : []),
    ],
    branches: [
      ...result.branches.map(({ branch, from_bus, to_bus, in_service, ...flows }) => ({
        ...named({ branch, from_bus, to_bus, in_service }),
        ...finite(flows),
      })),
      ...(result.converged ? unsupplied.branches.map((branch) => ({ ...named(branch), ...NO_FLOW })) : []),
    ],
    generators: result.generators.map(({ generator, bus, ...values }) => ({
      generator: generatorName(generator),
      bus: busName(bus),
      ...values,
    })),
  };
}

const NO_SUPPLY = {
  vm_pu: null,
  va_deg: null,
  p_load_kw: null,
  q_load_kvar: null,
  p_gen_kw: null,
  q_gen_kvar: null,
} as const;

const NO_FLOW = {
  p_from_kw: null,
  q_from_kvar: null,
  p_to_kw: null,
  q_to_kvar: null,
  i_from_a: null,
  i_to_a: null,
  loading_percent: null,
  loss_kw: null,
} as const;

function naming(names: readonly string[]): (name: string) => Name {
  const numeric = names.every((name) => /^(?:0|[1-9]\d*)$/.test(name) && Number.isSafeInteger(Number(name)));
  return numeric ? Number : (name) => name;
}

/** NaN (currents where no base voltage is known) becomes null. */
function finite<T extends Readonly<Record<string, number | null>>>(row: T): Nullable<T> {
  return Object.fromEntries(Object.entries(row).map(([key, x]) => [key, Number.isFinite(x) ? x : null])) as Nullable<T>;
}
