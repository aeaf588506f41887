// The indicators that the plots of a sweep show, and how they are called.
import { declarationOf } from '../../results/indicators/index.ts';
import type { SweepTable } from '../model.ts';
import { inOrder } from '../table/columns.ts';

export interface Shown {
  readonly id: string;
  readonly title: string;
  /** Empty where it is unknown. */
  readonly unit: string;
  /** NaN where a run has none. */
  readonly values: Float64Array;
}

/** Plots show no more than these. */
const MOST = 6;

/** The first indicators that vary, in the order of docs/indicators.md, and the ids of the others that vary. */
export function shownOf({ indicators, currency }: Pick<SweepTable, 'indicators' | 'currency'>): {
  readonly shown: readonly Shown[];
  readonly others: readonly string[];
} {
  const varied = inOrder(indicators.keys()).filter((id) => isVaried(indicators.get(id)!));
  const shown = spread(varied).map((id) => ({ ...described(id, currency), values: indicators.get(id)! }));
  return { shown, others: varied.filter((id) => shown.every((one) => one.id !== id)) };
}

/** One of each heading first: the first words of their ids differ. */
function spread(ids: readonly string[]): string[] {
  const first = ids.filter((id, i) => ids.findIndex((other) => headOf(other) === headOf(id)) === i);
  const chosen = new Set([...new Set([...first, ...ids])].slice(0, MOST));
  return ids.filter((id) => chosen.has(id));
}

const headOf = (id: string): string => id.slice(0, id.indexOf('_'));

/** Differences that are not rounding, of at least two runs. */
export function isVaried(values: Float64Array): boolean {
  const known = values.filter(Number.isFinite);
  const low = known.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = known.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high));
}

function described(id: string, currency = 'currency of the case'): Pick<Shown, 'id' | 'title' | 'unit'> {
  const { title = id, unit = '' } = declarationOf(id) ?? {};
  const hasNames = title.includes('{');
  const shownUnit = unit === '1' ? '' : unit.replace('{currency}', currency);
  return { id, title: hasNames ? id : title.split(':')[0]!, unit: shownUnit };
}

/** `Peak import [kW]` */
export const withUnit = ({ title, unit }: { readonly title: string; readonly unit: string }): string =>
  unit === '' ? title : `${title} [${unit}]`;
