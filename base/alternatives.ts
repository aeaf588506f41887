// Fields of which one excludes the others: one quantity written in several ways, or several ways to say one thing. Each set
// is declared once, with the schema that has the fields; the schema enforces it, readers of tables and of changes use it.
import { z } from 'zod';

/** Fields of one schema of which at most one may be given. */
export interface Alternatives {
  readonly fields: readonly string[];
  /** One of them has to be given. */
  readonly needed?: true;
  /** They are one quantity in other words, so that a change that gives one of them replaces another. */
  readonly same?: true;
}

/**
 * The schema of an object with sets of alternatives. JSON Schemas made from it carry the sets as `alternatives`; an issue
 * names the fields it is about in `params.fields`. An empty list counts as not given.
 */
export function alternatives<T extends z.ZodType>(schema: T, ...sets: readonly Alternatives[]): T {
  const check = z.superRefine((value: unknown, ctx) => {
    if (value === null || typeof value !== 'object') return;
    const given = (field: string) => {
      const found = (value as Record<string, unknown>)[field];
      return found !== undefined && !(Array.isArray(found) && found.length === 0);
    };
    for (const { fields, needed } of sets) {
      const found = fields.filter(given);
      const issue = (path: string, named: readonly string[], message: string) =>
        ctx.addIssue({ code: 'custom', path: [path], message, params: { fields: named } });
      if (found.length > 1) issue(found[1]!, found, `${oneOf(found)}, not ${found.length === 2 ? 'both' : 'several'}`);
      else if (needed && found.length === 0) issue(fields[0]!, fields, oneOf(fields));
    }
  }, always);
  return schema.check(check).meta({ alternatives: sets });
}

/** Also where other fields are at fault, so that all faults are reported at once. */
const always = { when: () => true };

const oneOf = (fields: readonly string[]): string => `either ${fields.slice(0, -1).join(', ')} or ${fields.at(-1)}`;
