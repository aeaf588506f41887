// Comparison of one published number with ours: the deviation and its status.
//   missed           ours is unknown, or outside the printed digits and the tolerance, or `holds` is false; where the report
//                    contradicts itself, ours agrees with neither side
//   contradicted     an identity of the report's own numbers has a residual above their rounding; ours agrees with one side
//   by-construction  it agrees, as it would whatever the inputs are
//   fitted           it agrees, and an input was tuned on this number or on what it follows from, so that proves nothing
//   pattern          it agrees, and only sign, order, shape or hour were claimed
//   exact            it agrees within the printed digits, from published inputs alone
//   inferred         it agrees, with an input that is inferred or assumed, or within the stated tolerance only
import { type Expression, evaluate, parts, type Scope } from '../expression/expression.ts';
import { isSeries, NoValue, type Scalar } from '../expression/value.ts';
import type { PlannedRow } from '../rows.ts';
import type { Status } from './status.ts';

/** Ours compared with the two sides of an identity on which the report disagrees with itself. */
interface Sides {
  readonly left: number;
  readonly right: number;
  readonly ours: number;
  readonly agrees: 'left' | 'right' | 'both' | 'neither';
}

export interface ScoreRow {
  readonly id: string;
  readonly published: Scalar;
  /** Null where the runs have no value. */
  readonly ours: Scalar | null;
  readonly unit: string;
  /** ours − published, in the unit; null where they are not numbers. */
  readonly deviation: number | null;
  readonly status: Status;
  /** Null where the report does not contradict itself, and where ours has no number to compare. */
  readonly sides: Sides | null;
  /** The inputs in `rests_on`, the least certain first. */
  readonly provenance: readonly { readonly id: string; readonly provenance: string }[];
  readonly note: string;
}

/** The scope of a run by its name, or a scope without a run. */
export type ScopeOf = (run: string | undefined, names?: Readonly<Record<string, Scalar>>) => Scope;

export function judge(row: PlannedRow, scopeOf: ScopeOf): ScoreRow {
  const { published, of } = row;
  const answers = (of.length > 0 ? of : [undefined]).map((run) => answer(row, run, scopeOf));
  // of several runs the one with the largest deviation counts
  const worst = answers.reduce((worst, a) => (off(a) > off(worst) ? a : worst));
  const split =
    worst.ours === null ? undefined : contradictionOf(row, worst.ours, scopeOf(worst.run, { ours: worst.ours }));
  const status = statusOf(row, worst, split);
  const remarks = [
    written(row, worst, split?.residual, scopeOf),
    status === 'by-construction' ? row.byConstruction! : '',
    split?.real ? againstSides(row, split) : '',
    differing(answers),
    worst.reason === undefined ? '' : `not known: ${worst.reason}`,
    worst.ours !== null && !worst.holds ? 'what must hold beside does not' : '',
  ];
  return {
    id: published.id,
    published: published.value,
    ours: worst.ours,
    unit: published.unit,
    deviation: worst.deviation,
    status,
    sides: split?.real ? (split.sides ?? null) : null,
    provenance: byProvenance(row),
    note: remarks.filter((text) => text !== '').join('; '),
  };
}

interface Answer {
  readonly run: string | undefined;
  readonly ours: Scalar | null;
  readonly deviation: number | null;
  /** Agreement within the printed digits, and within the tolerance. */
  readonly printed: boolean;
  readonly near: boolean;
  readonly holds: boolean;
  readonly reason?: string;
}

function answer(
  { ours: expression, published, tolerance, holds }: PlannedRow,
  run: string | undefined,
  scopeOf: ScopeOf,
): Answer {
  try {
    const ours = scalar(expression, scopeOf(run));
    const held = holds === undefined || scalar(holds, scopeOf(run, { ours })) === true;
    const { value, rounding } = published;
    if (typeof ours !== 'number' || typeof value !== 'number') {
      const same = ours === value;
      return { run, ours, deviation: null, printed: same, near: same, holds: held };
    }
    const deviation = tidy(ours - value);
    const printed = Math.abs(deviation) <= rounding;
    return {
      run,
      ours: tidy(ours),
      deviation,
      printed,
      near: printed || Math.abs(deviation) <= tolerance,
      holds: held,
    };
  } catch (error) {
    if (!(error instanceof NoValue)) throw error;
    return { run, ours: null, deviation: null, printed: false, near: false, holds: false, reason: error.message };
  }
}

function scalar(expression: Expression, scope: Scope): Scalar {
  const value = evaluate(expression, scope);
  if (isSeries(value)) throw new NoValue('a series, where one value is wanted');
  if (typeof value === 'number' && !Number.isFinite(value)) throw new NoValue('no finite number');
  return value;
}

/** Rounds to the digits of our tables, to remove rounding errors. */
const tidy = (x: number): number => Number(x.toPrecision(9)) + 0;

/** Order of deviations. */
const off = ({ ours, near, holds, deviation }: Answer): number =>
  ours === null ? Number.POSITIVE_INFINITY : (near && holds ? 0 : 1e12) + Math.abs(deviation ?? 0);

interface Contradiction {
  /** left − right. */
  readonly residual: number;
  /** Whether the residual exceeds the rounding of the published numbers. */
  readonly real: boolean;
  readonly sides?: Sides;
}

/** The report's own identity, and ours relative to its two sides. */
function contradictionOf(row: PlannedRow, ours: Scalar, scope: Scope): Contradiction | undefined {
  if (!row.contradicted) return undefined;
  const { left, right, ours: own } = row.contradicted;
  try {
    const [l, r] = [scalar(left, scope), scalar(right, scope)];
    if (typeof l !== 'number' || typeof r !== 'number') return { residual: l === r ? 0 : 1, real: l !== r };
    const [roundingLeft, roundingRight] = [roundingOf(left, scope), roundingOf(right, scope)];
    const residual = tidy(l - r);
    const real = Math.abs(l - r) > (roundingLeft + roundingRight) * (1 + 1e-9);
    const value = own ? scalar(own, scope) : ours;
    if (typeof value !== 'number') return { residual, real };
    const near = (side: number, rounding: number) =>
      Math.abs(value - side) <= Math.max(rounding, row.tolerance) * (1 + 1e-9);
    const [onLeft, onRight] = [near(l, roundingLeft), near(r, roundingRight)];
    const agrees = onLeft ? (onRight ? 'both' : 'left') : onRight ? 'right' : 'neither';
    return { residual, real, sides: { left: tidy(l), right: tidy(r), ours: tidy(value), agrees } };
  } catch (error) {
    if (error instanceof NoValue) return undefined;
    throw error;
  }
}

/** Bound of the rounding of a side: Σ |∂/∂pᵢ| δᵢ over the published pᵢ. */
function roundingOf(side: Expression, scope: Scope): number {
  const at = (s: Scope) => scalar(side, s) as number;
  const ids = new Set([...parts(side)].flatMap((p) => (p.form === 'published' ? [p.id] : [])));
  return [...ids].reduce((sum, id) => {
    const half = scope.rounding(id);
    const moved: Scope = {
      ...scope,
      published: (other) => (other === id ? (scope.published(id) as number) + half : scope.published(other)),
    };
    return half === 0 ? sum : sum + Math.abs(at(moved) - at(scope));
  }, 0);
}

/** Which side of a contradiction ours agrees with. */
function againstSides({ contradicted }: PlannedRow, { sides }: Contradiction): string {
  const [left, right] = contradicted!.names;
  if (!sides) return 'ours has no number to set beside the two sides';
  const { agrees } = sides;
  const with_ = {
    left: `agrees with ${left}`,
    right: `agrees with ${right}`,
    both: 'agrees with both',
    neither: 'agrees with neither',
  };
  const gap = (side: number) => signed(sides.ours - side);
  return `ours, ${short(sides.ours)}, ${with_[agrees]}: ${gap(sides.left)} from ${left} (${short(sides.left)}), ${gap(sides.right)} from ${right} (${short(sides.right)})`;
}

const short = (x: number): string => String(Number(x.toPrecision(6)));
const signed = (x: number): string => `${x > 0 ? '+' : ''}${Number(x.toPrecision(3))}`.replace('-', '−');

function statusOf(row: PlannedRow, answered: Answer, split: Contradiction | undefined): Status {
  const { ours, near, printed, holds } = answered;
  if (ours === null) return 'missed';
  if (split?.real) return split.sides && split.sides.agrees !== 'neither' && holds ? 'contradicted' : 'missed';
  if (!near || !holds) return 'missed';
  if (row.byConstruction !== undefined) return 'by-construction';
  if (row.fitted) return 'fitted';
  if (row.claim === 'pattern') return 'pattern';
  return printed && row.restsOn.every(({ provenance }) => provenance === 'published') ? 'exact' : 'inferred';
}

const CERTAINTY = ['assumed', 'inferred', 'published'];

const byProvenance = ({ restsOn }: PlannedRow): ScoreRow['provenance'] =>
  restsOn
    .map(({ id, provenance }) => ({ id, provenance }))
    .sort((a, b) => CERTAINTY.indexOf(a.provenance) - CERTAINTY.indexOf(b.provenance));

/** The note with its expressions evaluated. */
function written({ note }: PlannedRow, { run, ours }: Answer, residual: number | undefined, scopeOf: ScopeOf): string {
  const scope = scopeOf(run, {
    ...(ours === null ? {} : { ours }),
    ...(residual === undefined ? {} : { residual }),
  });
  const text = (part: string | Expression) => {
    if (typeof part === 'string') return part;
    try {
      const value = scalar(part, scope);
      return typeof value === 'number' ? String(Number(value.toPrecision(4))) : String(value);
    } catch (error) {
      if (error instanceof NoValue) return '?';
      throw error;
    }
  };
  return note.map(text).join('');
}

/** The value of each run, where they differ. */
function differing(answers: readonly Answer[]): string {
  if (new Set(answers.map(({ ours }) => ours)).size < 2) return '';
  const value = (ours: Scalar | null) => (typeof ours === 'number' ? Number(ours.toPrecision(6)) : (ours ?? 'unknown'));
  return `by run: ${answers.map(({ run, ours }) => `${run} ${value(ours)}`).join(', ')}`;
}
