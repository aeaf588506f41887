// An indicator of a run, declared by its source.

/** How the values of several stages or steps become the one of the run. */
export type Over = 'sum' | 'max' | 'min';

/** An indicator as it is published for a stage or a step. */
export interface PublishedIndicator {
  readonly id: string;
  readonly value: number;
  readonly unit: string;
  readonly title: string;
  readonly over: Over;
}

/** An indicator of sources `S`: a planned day, a metered step, … */
export interface Indicator<S> {
  /** Without the name of its mechanism, which comes before it: `shortage_kwh`. */
  readonly id: string;
  /** `{currency}` is the currency of the run. */
  readonly unit: string;
  readonly title: string;
  readonly over: Over;
  /** NaN if the source does not determine it. */
  of(source: S): number;
}

/** @param over how values of several days or steps become one: their sum, the largest or the smallest */
export const indicator = <S>(
  id: string,
  unit: string,
  title: string,
  of: (source: S) => number,
  over: Over = 'sum',
): Indicator<S> => ({ id, unit, title, over, of });

/** The values of a source, with ids that begin with `prefix`. */
export const publishedIndicators = <S>(
  prefix: string,
  declared: readonly Indicator<S>[],
  source: S,
  currency: string,
): PublishedIndicator[] =>
  declared.map(({ id, unit, title, over, of }) => ({
    id: `${prefix}_${id}`,
    value: of(source),
    unit: unit.replace('{currency}', currency),
    title,
    over,
  }));
