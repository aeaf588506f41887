// One published number beside ours: how far apart they are, and what that is worth.
//   contradicted  the report disagrees with itself: an identity over its own numbers leaves more than their rounding
//   missed        ours is beyond the printed digits and the tolerance, or what must hold beside does not, or ours is unknown
//   fitted        it agrees, and an input was tuned on this very number, so that proves nothing
//   pattern       it agrees, and only sign, order, shape or hour were claimed
//   exact         it agrees within the printed digits, from published inputs alone
//   inferred      it agrees, with an input that is inferred or assumed, or within the stated tolerance only
import { type Expression, evaluate, parts, type Scope } from './expression.ts';
import type { PlannedRow } from './rows.ts';
import { isSeries, NoValue, type Scalar } from './value.ts';

/** From best to worst. */
export const STATUSES = ['exact', 'inferred', 'pattern', 'fitted', 'contradicted', 'missed'] as const;
export type Status = (typeof STATUSES)[number];

export interface ScoreRow {
  readonly id: string;
  readonly published: Scalar;
  /** Null where the runs do not tell. */
  readonly ours: Scalar | null;
  readonly unit: string;
  /** ours − published, in the unit; null where they are no numbers. */
  readonly deviation: number | null;
  readonly status: Status;
  /** The inputs it rests on, the least certain first. */
  readonly provenance: readonly { readonly id: string; readonly provenance: string }[];
  readonly note: string;
}

/** Gives the scope of a run by its name, or that of no run in particular. */
export type ScopeOf = (run: string | undefined, names?: Readonly<Record<string, Scalar>>) => Scope;

export function judge(row: PlannedRow, scopeOf: ScopeOf): ScoreRow {
  const { published, of } = row;
  const answers = (of.length > 0 ? of : [undefined]).map((run) => answer(row, run, scopeOf));
  // several runs have to bear a row out: the one that does so least speaks for all
  const told = answers.reduce((worst, a) => (off(a) > off(worst) ? a : worst));
  const residual = told.ours === null ? undefined : residualOf(row, scopeOf(told.run, { ours: told.ours }));
  const status = statusOf(row, told, residual);
  const remarks = [
    written(row, told, residual, scopeOf),
    differing(answers),
    told.reason === undefined ? '' : `not known: ${told.reason}`,
    told.ours !== null && !told.holds ? 'what must hold beside does not' : '',
  ];
  return {
    id: published.id,
    published: published.value,
    ours: told.ours,
    unit: published.unit,
    deviation: told.deviation,
    status,
    provenance: byProvenance(row),
    note: remarks.filter((text) => text !== '').join('; '),
  };
}

interface Answer {
  readonly run: string | undefined;
  readonly ours: Scalar | null;
  readonly deviation: number | null;
  /** Within the printed digits; within the tolerance at least. */
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

/** The digits our tables carry, and no rounding of the arithmetic after them. */
const tidy = (x: number): number => Number(x.toPrecision(9)) + 0;

/** How badly an answer fails. */
const off = ({ ours, near, holds, deviation }: Answer): number =>
  ours === null ? Number.POSITIVE_INFINITY : (near && holds ? 0 : 1e12) + Math.abs(deviation ?? 0);

interface Residual {
  readonly value: number;
  /** Beyond what the rounding of the published numbers explains. */
  readonly real: boolean;
}

/** left − right of the report's own identity, and how much of it rounding may be: Σ |∂/∂pᵢ| δᵢ over the published pᵢ. */
function residualOf({ contradicted }: PlannedRow, scope: Scope): Residual | undefined {
  if (!contradicted) return undefined;
  const { left, right } = contradicted;
  const at = (s: Scope): number => {
    const [a, b] = [scalar(left, s), scalar(right, s)];
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    return a === b ? 0 : 1;
  };
  try {
    const value = at(scope);
    const ids = [left, right].flatMap((e) => [...parts(e)].flatMap((p) => (p.form === 'published' ? [p.id] : [])));
    const rounding = [...new Set(ids)].reduce((sum, id) => {
      const half = scope.rounding(id);
      const moved: Scope = {
        ...scope,
        published: (other) => (other === id ? (scope.published(id) as number) + half : scope.published(other)),
      };
      return half === 0 ? sum : sum + Math.abs(at(moved) - value);
    }, 0);
    return { value: tidy(value), real: Math.abs(value) > rounding * (1 + 1e-9) };
  } catch (error) {
    if (error instanceof NoValue) return undefined;
    throw error;
  }
}

function statusOf(row: PlannedRow, { ours, near, printed, holds }: Answer, residual: Residual | undefined): Status {
  if (ours === null) return 'missed';
  if (residual?.real) return 'contradicted';
  if (!near || !holds) return 'missed';
  if (row.fitted) return 'fitted';
  if (row.claim === 'pattern') return 'pattern';
  return printed && row.restsOn.every(({ provenance }) => provenance === 'published') ? 'exact' : 'inferred';
}

const CERTAINTY = ['assumed', 'inferred', 'published'];

const byProvenance = ({ restsOn }: PlannedRow): ScoreRow['provenance'] =>
  restsOn
    .map(({ id, provenance }) => ({ id, provenance }))
    .sort((a, b) => CERTAINTY.indexOf(a.provenance) - CERTAINTY.indexOf(b.provenance));

/** The note with its expressions worked out. */
function written(
  { note }: PlannedRow,
  { run, ours }: Answer,
  residual: Residual | undefined,
  scopeOf: ScopeOf,
): string {
  const scope = scopeOf(run, {
    ...(ours === null ? {} : { ours }),
    ...(residual === undefined ? {} : { residual: residual.value }),
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

/** What each run says, where they do not all say the same. */
function differing(answers: readonly Answer[]): string {
  if (new Set(answers.map(({ ours }) => ours)).size < 2) return '';
  const value = (ours: Scalar | null) => (typeof ours === 'number' ? Number(ours.toPrecision(6)) : (ours ?? 'unknown'));
  return `by run: ${answers.map(({ run, ours }) => `${run} ${value(ours)}`).join(', ')}`;
}
