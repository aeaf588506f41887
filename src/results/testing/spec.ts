// What a plot draws, and what is in its specification, wherever in it.
import type { Spec } from '../../../record/index.ts';
import type { Run } from '../read/index.ts';

/** The specification of a plot of a run; undefined where it is not drawn. */
export function specOf(run: Run, id: string): Spec | undefined {
  const { plot, data } = run.plots.find((read) => read.plot.id === id) ?? {};
  return data && plot!.draw(run, data);
}

/** Every object in a specification. */
function* partsOf(spec: unknown): Generator<Record<string, unknown>> {
  if (spec === null || typeof spec !== 'object') return;
  if (!Array.isArray(spec)) yield spec as Record<string, unknown>;
  for (const value of Object.values(spec)) yield* partsOf(value);
}

/** The titles of its panels. */
export const titlesOf = (spec: unknown): unknown[] =>
  [...partsOf(spec)].flatMap(({ title, layer }) => (layer && title ? [(title as { text: string }).text] : []));

/** Its inline data, in order. */
export const dataOf = (spec: unknown): Record<string, unknown>[] =>
  [...partsOf(spec)].flatMap(({ values }) =>
    Array.isArray(values) && typeof values[0] === 'object' ? (values as Record<string, unknown>[]) : [],
  );
