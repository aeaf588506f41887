// Rows of lines, transformers and branches out of service: their electrical values are not used, and exported files often have 0 or empty
// cells. Such a row is read by a schema that only requires numbers.
import * as z from 'zod';
import { type Reader, readFields } from '../fields.ts';
import type { Place } from '../text/place.ts';
import { Report } from '../text/report.ts';

const KEPT = ['line', 'transformer', 'branch', 'from_bus', 'to_bus', 'kind', 'model', 'tap_side', 'in_service'];

type Idle = { readonly in_service: boolean };

/**
 * Reads a row that is out of service at the end, by its own cell or by the lists of the network section; undefined for any
 * other row, and for one that holds something else than numbers.
 */
export function idleRows<T extends Idle>(
  schema: z.ZodObject,
  nameField: string,
  section: {
    readonly in_service?: readonly string[] | undefined;
    readonly out_of_service?: readonly string[] | undefined;
  },
  reader: Reader,
): (cells: Readonly<Record<string, unknown>>, place: Place) => T | undefined {
  const fields = Object.entries(schema.shape).map(([key, field]) => [
    key,
    KEPT.includes(key) ? field : z.number().optional(),
  ]);
  const loose = z.strictObject(Object.fromEntries(fields)) as unknown as z.ZodType<T>;
  return (cells, place) => {
    const name = String(cells[nameField]);
    const out = section.out_of_service?.includes(name);
    if (section.in_service?.includes(name)) return undefined;
    if (!out && (cells['in_service'] === undefined || cells['in_service'] === 'true')) return undefined;
    const value = readFields(loose, cells, place, { ...reader, report: new Report('') });
    return value && (out || !value.in_service) ? { ...value, in_service: false } : undefined;
  };
}

/** The electrical part of an idle row, which is not used; 0 where its values give no number. */
export function idleValues<T extends Readonly<Record<string, number>>>(pi: T): T {
  return Object.fromEntries(Object.entries(pi).map(([key, x]) => [key, Number.isFinite(x) ? x : 0])) as T;
}
