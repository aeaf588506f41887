// An indicator of a run, declared by its source.
import { RunError } from '../base/index.ts';
import { shown } from './table.ts';

/** How the values of several stages or steps become the one of the run. */
export type Over = 'sum' | 'max' | 'min';

/** Which of two values is the better one: the smaller, the larger, or neither. */
export type Sense = 'less' | 'more' | 'neither';

/** What an indicator is, without its value; names in braces depend on the case: `balance_{party}`. */
export interface IndicatorFacts {
  readonly id: string;
  readonly unit: string;
  readonly title: string;
  /** Several mechanisms have it: its id is not preceded by the name of one. */
  readonly shared?: true;
}

/** An indicator that several mechanisms have, declared once. */
export interface SharedFacts extends IndicatorFacts {
  readonly shared: true;
  /** With the symbols of docs/symbols.md. */
  readonly formula: string;
  readonly sense: Sense;
  /** Where its numbers come from. */
  readonly source: string;
  readonly over: Over;
}

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
  /** Without the name of its mechanism, which comes before it unless it is shared: `shortage_kwh`. */
  readonly id: string;
  readonly shared?: true;
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

/** A shared indicator of a source. */
export const sharedIndicator = <S>(
  { id, unit, title, over }: SharedFacts,
  of: (source: S) => number,
): Indicator<S> => ({ id, unit, title, over, of, shared: true });

/** The id of an indicator in a run. */
export const idOf = (prefix: string, { id, shared }: Pick<IndicatorFacts, 'id' | 'shared'>): string =>
  shared ? id : `${prefix}_${id}`;

/**
 * The values of a source, with ids that begin with `prefix`, those that are shared excepted.
 * @param by who publishes them, for messages
 * @throws RunError when a value is not a number
 */
export const publishedIndicators = <S>(
  prefix: string,
  declared: readonly Indicator<S>[],
  source: S,
  currency: string,
  by = '',
): PublishedIndicator[] =>
  declared.map((declaration) => {
    const { unit, title, over, of } = declaration;
    const id = idOf(prefix, declaration);
    return {
      id,
      value: numberOf(of(source), `${by && `${by}: `}indicator ${id}`),
      unit: unit.replace('{currency}', currency),
      title,
      over,
    };
  });

function numberOf(value: unknown, where: string): number {
  if (typeof value === 'number') return value;
  throw new RunError(`${where}: found ${shown(value)}, expected a number, NaN where it is unknown`);
}
