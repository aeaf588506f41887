// Devices of one template: of one kind, with other values in the drawn fields only. What they have in common is read with the first of
// them, and labels with the first that has them; the result is that of reading each by itself.
import type { CaseReader, ReadExtras } from '../fields.ts';
import type { Place } from '../text/place.ts';
import { OWN_KEYS, type PlacedDevice, readDevice, readOwn } from './devices.ts';
import { type Drawn, isDrawn } from './draws.ts';
import { fieldsReader } from './fields-again.ts';

/** What a device of a template has of its own. */
export interface OwnOfMember {
  readonly id: string;
  readonly bus: string;
  readonly labels: { readonly home: unknown };
}

type Read = (own: OwnOfMember, drawn: Drawn, place: Place, note: ReadExtras['note']) => PlacedDevice | undefined;

/** Reads the devices of a template; those of one site have one place. */
export function membersReader(template: object, reader: CaseReader): Read {
  const { kind, labels } = template as Record<string, unknown>;
  const areLabelsDrawn = isDrawn(labels);
  const known = typeof kind === 'string' ? reader.kinds.devices.get(kind) : undefined;
  if (!known) return (own, drawn, place, note) => readDevice({ ...template, ...drawn, ...own }, place, reader, note);
  const differ = new Set(
    Object.entries(template).flatMap(([key, value]) => (key !== 'labels' && isDrawn(value) ? [key] : [])),
  );
  const readParams = fieldsReader(known.schema, differ, reader, OWN_KEYS);
  /** The first device of the present site with each set of labels. */
  let firsts = new Map<string, First>();
  let site: Place | undefined;
  return (ofMember, drawn, place, note) => {
    const { id, bus, labels } = ofMember;
    const fields = () => {
      const { id: _id, kind: _kind, bus: _bus, labels: _labels, ...rest } = { ...template, ...drawn } as Drawn;
      return rest;
    };
    if (site !== place) [site, firsts] = [place, new Map()];
    const key = areLabelsDrawn ? JSON.stringify({ ...labels, home: null }) : '';
    const first = firsts.get(key);
    const own = first ? undefined : readOwn({ kind, ...ofMember }, place, reader);
    const params = readParams(drawn, fields, place, note);
    if (params === undefined || !(first ?? own)) return undefined;
    if (!first) {
      const entry = { ...own!, params, at: place.at([]) };
      firsts.set(key, { home: labels.home, entry });
      return { entry, place };
    }
    const { home, entry } = first;
    const ownLabels = labels.home === home ? entry.labels : { ...entry.labels, home: String(labels.home) };
    return { entry: { ...entry, id, bus, labels: ownLabels, params }, place };
  };
}

interface First {
  readonly home: unknown;
  readonly entry: PlacedDevice['entry'];
}
