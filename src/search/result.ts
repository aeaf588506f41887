// The result of a search.
import type { Scalar } from '../score/expression/value.ts';
import type { Finding } from './ledger.ts';
import type { MethodName } from './method-names.ts';
import type { Plan } from './plan.ts';
import type { At } from './space.ts';

/** An evaluated candidate. */
export interface Candidate {
  readonly values: Readonly<Record<string, Scalar>>;
  readonly value: number;
  /** Reduction against the reference variant, in % of it. */
  readonly reduction_percent: number;
}

export interface VariantValue {
  readonly variant: string;
  /** Absent where the run failed, has no value, or was not made before the search was interrupted. */
  readonly value?: number;
  readonly reduction_percent?: number;
}

export interface SearchResult {
  readonly case: string;
  readonly minimise: string;
  readonly method: MethodName;
  /** `limited`: stopped by `evaluations`. */
  readonly status: 'finished' | 'limited' | 'interrupted';
  /** Number of combinations of all values, and of those that satisfy the inequalities; absent beyond a million combinations. */
  readonly combinations: number;
  readonly admitted?: number;
  /** Numbers of candidates run now, known from an earlier search, and failed among both. */
  readonly evaluated: number;
  readonly known: number;
  readonly failed: number;
  readonly against: VariantValue;
  readonly beside: readonly VariantValue[];
  /** The best first; of equal ones the first found. At most ten. */
  readonly best: readonly Candidate[];
  readonly csv: string;
}

/** A candidate of the search, and its result. */
export interface Met {
  readonly at: At;
  readonly finding: Finding;
}

/** Name of the case without changes in tables. */
export const UNCHANGED = 'as it stands';

const SHOWN = 10;

/** The variants shown for comparison, relative to the reference variant. */
export function variantsShown(plan: Plan, variants: ReadonlyMap<string, Finding>) {
  const against = plan.against ?? UNCHANGED;
  const shown = (variant: string): VariantValue => {
    const finding = variants.get(variant);
    if (finding?.failure !== '') return { variant };
    return { variant, value: finding.value, reduction_percent: reductionFrom(variants.get(against)!)(finding.value) };
  };
  return { against: shown(against), beside: plan.beside.filter((variant) => variant !== against).map(shown) };
}

/** The best candidates found. */
export const bestOf = (plan: Plan, met: readonly Met[], base: Finding): readonly Candidate[] =>
  met
    .filter(({ finding }) => finding.failure === '')
    .sort((a, b) => a.finding.value - b.finding.value)
    .slice(0, SHOWN)
    .map(({ at, finding: { value } }): Candidate => {
      const values = Object.fromEntries(plan.axes.map(({ name, values }, i) => [name, values[at[i]!]!]));
      return { values, value, reduction_percent: reductionFrom(base)(value) };
    });

const reductionFrom =
  ({ value: base }: Finding) =>
  (value: number): number =>
    (100 * (base - value)) / Math.abs(base);
