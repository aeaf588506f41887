// Former names of fields. Each is declared once, with the field that replaced it; a case that still has one is refused with the
// new spelling.
import type { z } from 'zod';

/** Former names, and what to write instead, by former name. */
export type FormerNames = Readonly<Record<string, string>>;

/** The schema of a field that replaced others. JSON Schemas made from it carry their names as `formerly`. */
export const renamed = <T extends z.ZodType>(schema: T, formerly: FormerNames): T => schema.meta({ formerly });
