// Devices of one template: of one kind, with the same labels except `home`, and with other values in the drawn fields only. What they
// have in common is read with the first of them; the result is that of reading each by itself.
import { type CaseReader, fieldsReader, type ReadExtras } from '../fields.ts';
import type { Place } from '../text/place.ts';
import { OWN_KEYS, type PlacedDevice, readDevice, readOwn } from './devices.ts';
import { isDrawn } from './draws.ts';

/** A filled template with the id, the bus and the labels of one device. */
export interface FilledTemplate {
  readonly id: string;
  readonly bus: string;
  readonly labels: { readonly home: unknown };
  readonly [field: string]: unknown;
}

type Read = (entry: FilledTemplate, place: Place, note: ReadExtras['note']) => PlacedDevice | undefined;

/** Reads the devices of a template; those of one site have one place. */
export function membersReader(template: object, reader: CaseReader): Read {
  const { kind, labels } = template as Record<string, unknown>;
  const known = typeof kind === 'string' ? reader.kinds.devices.get(kind) : undefined;
  if (!known || isDrawn(labels)) return (entry, place, note) => readDevice(entry, place, reader, note);
  const drawn = new Set(Object.entries(template).flatMap(([key, value]) => (isDrawn(value) ? [key] : [])));
  const readParams = fieldsReader(known.schema, drawn, reader, OWN_KEYS);
  /** The first device of the present site. */
  let first: { readonly place: Place; readonly home: unknown; readonly entry: PlacedDevice['entry'] } | undefined;
  return (filled, place, note) => {
    const { id, kind: _, bus, labels, ...fields } = filled;
    if (first?.place !== place) {
      const own = readOwn(filled, place, reader);
      const params = readParams(fields, place, note);
      if (!own || params === undefined) return undefined;
      first = { place, home: labels.home, entry: { ...own, params, at: place.at([]) } };
      return { entry: first.entry, place };
    }
    const params = readParams(fields, place, note);
    if (params === undefined) return undefined;
    const { home, entry } = first;
    const own = labels.home === home ? entry.labels : { ...entry.labels, home: String(labels.home) };
    return { entry: { ...entry, id, bus, labels: own, params }, place };
  };
}
