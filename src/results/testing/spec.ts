// What stands in a specification, wherever in it.

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
