// A solved network as it is printed: one object for machines; page.ts makes a page of it for people.
import type { BranchRow, BusRow, PowerFlowResult } from '../../network/index.ts';

/** Names that are whole numbers throughout are printed as numbers. */
type Name = string | number;

/** What `powerflow --json` prints. Without a solution, voltages and flows are null and `diagnosis` says why. */
export interface PowerflowReport {
  readonly network: string;
  readonly converged: boolean;
  readonly iterations: number;
  readonly mismatch_pu: number | null;
  readonly loss_kw: number | null;
  readonly loss_kvar: number | null;
  /** Fed by the slack buses. */
  readonly import_kw: number | null;
  readonly import_kvar: number | null;
  readonly diagnosis?: string;
  readonly notes: readonly string[];
  readonly buses: readonly (Nullable<Omit<BusRow, 'bus'>> & { readonly bus: Name })[];
  readonly branches: readonly (Nullable<Omit<BranchRow, Ends>> & {
    readonly branch: Name;
    readonly from: Name;
    readonly to: Name;
    readonly in_service: boolean;
  })[];
}
type Ends = 'branch' | 'from_bus' | 'to_bus' | 'in_service';
type Nullable<T> = { readonly [K in keyof T]: T[K] | null };

/** @param isolated names of buses without supply: listed after the others, without values */
export function reportOf(
  result: PowerFlowResult,
  notes: readonly string[],
  isolated: readonly string[],
): PowerflowReport {
  const busName = naming([...result.buses.map((b) => b.bus), ...isolated]);
  const branchName = naming(result.branches.map((b) => b.branch));
  const dead = result.converged ? isolated.map((bus) => ({ bus: busName(bus), ...NO_SUPPLY })) : [];
  return {
    ...result,
    notes: [...notes, ...result.notes],
    buses: [...result.buses.map(({ bus, ...values }) => ({ bus: busName(bus), ...finite(values) })), ...dead],
    branches: result.branches.map(({ branch, from_bus, to_bus, in_service, ...flows }) => ({
      branch: branchName(branch),
      from: busName(from_bus),
      to: busName(to_bus),
      in_service,
      ...finite(flows),
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

function naming(names: readonly string[]): (name: string) => Name {
  const numeric = names.every((name) => /^(?:0|[1-9]\d*)$/.test(name) && Number.isSafeInteger(Number(name)));
  return numeric ? Number : (name) => name;
}

/** What is not a number (currents where no base voltage is known) is null, in print as in JSON. */
function finite<T extends Readonly<Record<string, number | null>>>(row: T): Nullable<T> {
  return Object.fromEntries(Object.entries(row).map(([key, x]) => [key, Number.isFinite(x) ? x : null])) as Nullable<T>;
}
