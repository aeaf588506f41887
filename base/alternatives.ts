// Sets of fields of which at most one may be given: one quantity in several units, or several ways to give one input. Each set
// is declared once, with the schema that has the fields. The schema checks it; readers of tables and of changes use it too.
import * as z from 'zod';

/** Fields of one schema of which at most one may be given. */
export interface Alternatives {
  readonly fields: readonly string[];
  /** Whether one of them is required. */
  readonly needed?: true;
  /** Whether they are forms of one quantity: a change that gives one of them then replaces another. */
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

/** Checked also where other fields are faulty, so that all faults are reported at once. */
const always = { when: () => true };

const oneOf = (fields: readonly string[]): string => `either ${fields.slice(0, -1).join(', ')} or ${fields.at(-1)}`;
