// What a mechanism publishes: tables tied to their rows, indicators, remarks. record/ declares what a table and an indicator are.
import type { Remark } from '../base/index.ts';
import {
  type Indicator,
  type IndicatorFacts,
  idOf,
  type PublishedIndicator,
  type PublishedRows,
  type PublishedTable,
  publishedIndicators,
  publishedTable,
  rowsOf,
  type SourceOf,
  type Table,
} from '../record/index.ts';

/** A table and where its rows come from: `P` is a planned day, or a step that is settled. */
export interface Source<P> {
  readonly table: Table;
  /** Whether it has rows in every step of a planned day, or in its first alone. */
  readonly when: 'each-step' | 'once';
  /** Prepares what all steps share; returns the rows of step t of the planned day, undefined where the table has no meaning. */
  rows(of: P): ((t: number) => readonly unknown[]) | undefined;
}

/**
 * A table with rows in every step of the planned day; in a step that is settled, the rows of that step.
 * @param rows of all steps, which columns read at t, or those of a step
 */
export const eachStep = <T extends Table, P>(
  table: T,
  rows: (of: P) => readonly SourceOf<T>[] | ((t: number) => readonly SourceOf<T>[]) | undefined,
): Source<P> => ({
  table,
  when: 'each-step',
  rows(of) {
    const given = rows(of);
    return given === undefined || typeof given === 'function' ? given : () => given;
  },
});

/** A table with rows in the first step of the planned day alone; in a step that is settled, the rows of that step. */
export const once = <T extends Table, P>(table: T, rows: (of: P) => readonly SourceOf<T>[] | undefined): Source<P> => ({
  table,
  when: 'once',
  rows(of) {
    const given = rows(of);
    return given && (() => given);
  },
});

/** Makes indicators whose number depends on the case: one for each aggregator, one for each term of a cost. */
type PerCase<P> = ((of: P) => readonly Indicator<P>[]) & { readonly declared?: readonly IndicatorFacts[] };

export type Indicators<P> = readonly (Indicator<P> | PerCase<P>)[];

/** @param declared what they are, for docs/indicators.md; names in braces depend on the case: `balance_{party}` */
export const perCase = <P>(declared: readonly IndicatorFacts[], of: (of: P) => readonly Indicator<P>[]): PerCase<P> =>
  Object.assign(of, { declared });

/** Indicators of the plans for which the condition holds. */
export const where = <P>(condition: (of: P) => boolean, indicators: readonly Indicator<P>[]): PerCase<P> =>
  perCase(indicators, (of) => (condition(of) ? indicators : []));

export interface Published<P> {
  /** Ids of indicators begin with it; the name of the mechanism when absent. */
  readonly prefix?: string;
  /** Of its indicators in the report; under `Others` when absent. */
  readonly heading?: string;
  readonly tables?: readonly Source<P>[];
  readonly indicators?: Indicators<P>;
  remarks?(of: P): readonly Remark[];
  /** As in `Publication` of the engine: what the owners of devices pay in addition to their energy. */
  payments?(of: P): ReadonlyMap<number, number>;
}

/** Ids of indicators begin with it. */
export const prefixOf = (kind: string, { prefix }: Pick<Published<never>, 'prefix'>): string =>
  prefix ?? kind.replaceAll('-', '_');

/** Its indicators with ids as in a run. */
export const factsOf = (kind: string, published: Published<never>): IndicatorFacts[] =>
  (published.indicators ?? [])
    .flatMap((one): readonly IndicatorFacts[] => (typeof one === 'function' ? (one.declared ?? []) : [one]))
    .map((of) => {
      const { unit, title, shared } = of;
      return { id: idOf(prefixOf(kind, published), of), unit, title, ...(shared && { shared }) };
    });

export interface Publication {
  readonly rows: readonly PublishedRows[];
  readonly indicators: readonly PublishedIndicator[];
  readonly remarks: readonly Remark[];
  readonly payments?: ReadonlyMap<number, number>;
}

/**
 * Prepares tables for a currency.
 * @returns the publication of a day or of a step: `steps` are those that have rows, `from` is the first step of the planned day
 */
export function publisher<P>(kind: string, published: Published<P>, currency: string) {
  const { tables = [], indicators = [] } = published;
  const prefix = prefixOf(kind, published);
  const written = new Map(tables.map(({ table }): [Table, PublishedTable] => [table, publishedTable(table, currency)]));
  return (of: P, from: number, steps: readonly number[]): Publication => ({
    rows: tables.flatMap(({ table, when, rows }) => {
      const at = rows(of);
      if (at === undefined) return [];
      const those = when === 'once' ? steps.slice(0, 1) : steps;
      return those.map((t) => rowsOf(table, written.get(table)!, from + t, at(t) as readonly never[], t, kind));
    }),
    indicators: publishedIndicators(
      prefix,
      indicators.flatMap((one) => (typeof one === 'function' ? one(of) : one)),
      of,
      currency,
      kind,
    ),
    remarks: published.remarks?.(of) ?? [],
    ...(published.payments ? { payments: published.payments(of) } : {}),
  });
}

/** Whether a column or an indicator is in the currency of the run. */
export const inMoney = ({ tables = [], indicators = [] }: Published<never>): boolean =>
  tables.some(({ table }) => table.columns.some(({ unit }) => unit?.includes('{currency}'))) ||
  indicators.some((one) => typeof one === 'function' || one.unit.includes('{currency}'));
