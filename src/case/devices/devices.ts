// Entries of `devices:` and rows of device tables → DeviceEntry.
import * as z from 'zod';
import type { AnyDeviceKind } from '../../../devices/index.ts';
import { type CaseReader, type ReadExtras, readFields, uncheck } from '../fields.ts';
import type { Files } from '../files.ts';
import type { DeviceEntry } from '../model.ts';
import { deviceSchema } from '../schema/schema.ts';
import { below, type Place } from '../text/place.ts';
import { nearestHint } from '../text/report.ts';
import { cellsOf, mapRows, readColumns, rowPlace } from '../text/rows.ts';
import { readTable } from '../text/table.ts';

export const OWN_KEYS = ['id', 'kind', 'bus', 'labels'] as const;
const tableSchema = z.strictObject({ table: z.string().min(1), kind: z.string().optional() });

/** A device with the places of its fields, for checks after everything is read. */
export interface PlacedDevice {
  readonly entry: DeviceEntry;
  readonly place: Place;
}

/** All devices of the section. */
export function readDevices(
  section: readonly unknown[],
  place: Place,
  files: Files,
  reader: CaseReader,
): PlacedDevice[] {
  return section.flatMap((entry, i) => {
    const here = below(place, [i]);
    if (isMapping(entry) && 'table' in entry) return readDeviceTable(entry, here, files, reader);
    return readDevice(entry, here, reader) ?? [];
  });
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** One device. `note` as in `ReadExtras`. */
export function readDevice(
  entry: unknown,
  place: Place,
  reader: CaseReader,
  note?: ReadExtras['note'],
): PlacedDevice | undefined {
  if (!isMapping(entry)) {
    reader.report.add({
      where: place.at([]),
      found: entry,
      expected: 'a mapping with id, kind, bus and the fields of the kind',
    });
    return undefined;
  }
  const { id, kind, bus, labels, ...fields } = entry;
  const own = readOwn({ id, kind, bus, labels }, place, reader);
  const known = kindOf(kind, place, reader);
  if (!known) {
    const here = { entry: { ...own!, params: {}, at: place.at([]) }, place };
    return own && reader.unchecked ? here : undefined;
  }
  const params = readFields(known.schema, fields, place, reader, { ...(note ? { note } : {}), alsoKnown: OWN_KEYS });
  return own && params !== undefined ? { entry: { ...own, params, at: place.at([]) }, place } : undefined;
}

/** The keys that devices of every kind have. */
export const readOwn = ({ id, kind, bus, labels }: Record<string, unknown>, place: Place, reader: CaseReader) =>
  readFields(deviceSchema, { id, kind, bus, ...(labels === undefined ? {} : { labels }) }, place, reader);

function kindOf(
  kind: unknown,
  place: Place,
  { report, kinds: { devices }, unchecked }: CaseReader,
): AnyDeviceKind | undefined {
  if (typeof kind !== 'string') return undefined; // reported by the schema of the device
  const known = devices.get(kind);
  if (known) return known;
  if (unchecked) uncheck(unchecked, `device kind ${kind}`);
  else {
    const expected = `a kind of device: ${[...devices.keys()].join(', ')}`;
    report.add({ where: place.at(['kind']), found: kind, expected, ...nearestHint(kind, devices.keys()) });
  }
  return undefined;
}

function readDeviceTable(
  entry: Record<string, unknown>,
  place: Place,
  files: Files,
  reader: CaseReader,
): PlacedDevice[] {
  const head = readFields(tableSchema, entry, place, reader);
  if (!head) return [];
  const known = kindOf(head.kind, place, reader);
  if (!known) {
    if (head.kind === undefined) {
      reader.report.add({ where: place.at([]), found: entry, expected: 'the kind of the devices beside the table' });
    }
    return [];
  }
  return readKindTable(known, head.table, 'id', place.at(['table']), files, reader);
}

/** A table of devices of one kind; `idColumn` is the column of their ids. */
export function readKindTable(
  kind: AnyDeviceKind,
  file: string,
  idColumn: string,
  namedAt: string,
  files: Files,
  reader: CaseReader,
): PlacedDevice[] {
  const text = files.text(file, namedAt);
  const table = text === undefined ? undefined : readTable(file, text, reader.report);
  const columns = table && readColumns(kind.schema, table, reader, { needed: [idColumn, 'bus'], optional: ['labels'] });
  if (!columns) return [];
  return mapRows(table, reader, (row) => {
    const { [idColumn]: id, ...fields } = cellsOf(row, columns);
    const device = readDevice({ id, kind: kind.kind, ...fields }, rowPlace(row), reader);
    return device ? [device] : [];
  });
}
