import { InputError, type Problem, type Remark } from '../../base/index.ts';
import { kinds as builtIn } from '../kinds.ts';
import type { Unchecked } from './fields.ts';
import { Kept } from './kept/store.ts';
import type { Case, VariantName } from './model.ts';
import { caseReader, type ReadOptions, readWithoutModules } from './read.ts';

/** Counts of the content of a case. */
export interface CaseSummary {
  readonly name: string;
  readonly title: string;
  readonly buses: number;
  readonly branches: number;
  /** Number of devices of each kind. */
  readonly devices: Readonly<Record<string, number>>;
  readonly profiles: number;
  readonly controllers: readonly string[];
  readonly variants: readonly VariantName[];
  readonly steps: number;
  readonly step_min: number;
  /** Remarks for the user before a run. */
  readonly remarks: readonly Remark[];
}

/**
 * Reads a whole case, itself and in every variant, and counts the content of the case itself. No code of its modules is run; what
 * could not be checked for that reason is a remark.
 * @throws InputError with every problem of every file and variant
 */
export async function validateCase(pathOrName: string, options: ReadOptions = {}): Promise<CaseSummary> {
  const of = { kinds: builtIn(), ...options };
  const keeps = new Kept(); // variants share most sections
  const study = await readUnrun(pathOrName, of, keeps);
  const names = options.variant === undefined ? study.variants.map(({ name }) => name) : [];
  const variants = await readAll(names.map((variant) => () => readUnrun(pathOrName, { ...of, variant }, keeps)));
  return { ...summary(study), remarks: [...study.remarks, ...variants.flatMap((of) => ownRemarks(of, study))] };
}

/** The case without its modules, with a remark on what could not be checked without them. */
async function readUnrun(pathOrName: string, options: ReadOptions, keeps: Kept): Promise<Case> {
  const unchecked: Unchecked = new Map();
  const study = await readWithoutModules(pathOrName, options, unchecked, keeps);
  const { use = [] } = study.resolved.case as { readonly use?: readonly string[] };
  if (use.length === 0) return study;
  const what = Array.from(unchecked, ([name, count]) => (count === 1 ? name : `${name} (${count})`));
  const rest = 'what controllers need of the case, and patterns of outputs';
  const text =
    what.length === 0
      ? `the modules ${use.join(', ')} were not run`
      : `not checked are ${what.join(', ')}, ${rest}: the modules ${use.join(', ')} were not run, and a name may be misspelt`;
  return { ...study, remarks: [...study.remarks, { id: 'modules_not_run', text }] };
}

/** Remarks on a variant that the case itself does not have. */
function ownRemarks({ variant, remarks }: Case, study: Case): Remark[] {
  const own = remarks.filter(({ text }) => !study.remarks.some((known) => known.text === text));
  return own.map(({ id, text }) => ({ id, text: `${variant!.name}: ${text}` }));
}

/**
 * The cases of one call: every variant, or those named, or the case itself where it has none.
 * @throws InputError with every problem of all of them
 */
export async function readVariants(
  pathOrName: string,
  { variants = [], ...options }: Omit<ReadOptions, 'variant'> & { readonly variants?: readonly string[] } = {},
): Promise<readonly [Case, ...Case[]]> {
  const readCase = caseReader(); // variants share most sections
  const names = variants.length > 0 ? variants : (await readCase(pathOrName, options)).variants.map(({ name }) => name);
  const [first, ...rest] = names.map((variant) => () => readCase(pathOrName, { ...options, variant }));
  const [head, ...others] = await readAll([first ?? (() => readCase(pathOrName, options)), ...rest]);
  return [head!, ...others];
}

/** Reads one after the other; the problems of all are reported together, each once. */
async function readAll(readings: readonly (() => Promise<Case>)[]): Promise<Case[]> {
  const cases: Case[] = [];
  const faults: InputError[] = [];
  for (const read of readings) {
    try {
      cases.push(await read());
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      faults.push(error);
    }
  }
  if (faults.length === 0) return cases;
  const problems = faults.flatMap((fault) => fault.problems);
  const key = ({ where, found, expected }: Problem) => JSON.stringify([where, found, expected]);
  throw new InputError(faults[0]!.source, [...new Map(problems.map((p) => [key(p), p])).values()]);
}

function summary({
  name,
  title,
  network,
  devices,
  profiles,
  controllers,
  variants,
  clock,
  remarks,
}: Case): CaseSummary {
  const kinds: Record<string, number> = {};
  for (const { kind } of devices) kinds[kind] = (kinds[kind] ?? 0) + 1;
  return {
    name,
    title,
    buses: network.buses.length,
    branches: network.branches.length,
    devices: kinds,
    profiles: profiles.length,
    controllers: controllers.map(({ kind }) => kind),
    variants,
    steps: clock.steps,
    step_min: clock.step_min,
    remarks,
  };
}
