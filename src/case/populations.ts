// Populations → devices: each member stands at a bus and has one device of each template.
//   home-18-001-ev:  population home, bus 18, first member there, template ev
import { z } from 'zod';
import { type PlacedDevice, readDevice } from './devices.ts';
import { isDrawn, readTemplate } from './draws.ts';
import { type Reader, readFields } from './fields.ts';
import type { Files } from './files.ts';
import type { Path } from './path.ts';
import { readRows } from './rows.ts';
import { populationSchema } from './schema.ts';
import { readTable } from './table.ts';
import { below, type Place } from './yaml.ts';

/** More members than any feeder has; more is a slip of the keyboard. */
const MAX_MEMBERS = 100_000;

type Population = z.output<typeof populationSchema>;

/** All devices of all populations. Each draw follows from the seed, the id of its device and the field alone. */
export function readPopulations(
  section: readonly unknown[],
  seed: number,
  place: Place,
  files: Files,
  reader: Reader,
): PlacedDevice[] {
  return section.flatMap((entry, i) => {
    const here = below(place, [i]);
    const population = readFields(populationSchema, entry, here, reader);
    if (!population) return [];
    const templates = readTemplates(population, seed, here, reader);
    return membersOf(population, here, files, reader).flatMap((member) =>
      templates.flatMap((make) => make(member) ?? []),
    );
  });
}

/** One member: its id, `home-18-001`, its bus, and its place in the population, from 0. */
interface Member {
  readonly id: string;
  readonly bus: string;
  /** Where the bus is named. */
  readonly busAt: string;
  readonly number: number;
}

function membersOf(population: Population, place: Place, files: Files, reader: Reader): Member[] {
  const sites = readSites(population, place, files, reader);
  const total = sites.reduce((sum, { count }) => sum + count, 0);
  if (total > MAX_MEMBERS) {
    const expected = `at most ${MAX_MEMBERS} members`;
    reader.report.add({ where: place.at(['count']), found: `${total} members`, expected });
    return [];
  }
  const members = sites.flatMap(({ bus, busAt, count }) =>
    Array.from({ length: count }, (_, n) => {
      const id = `${population.id}-${bus}-${String(n + 1).padStart(3, '0')}`;
      return { id, bus, busAt };
    }),
  );
  return members.map((member, number) => ({ ...member, number }));
}

/** Makes the device of one template for one member; undefined once its problem has been reported. */
type Make = (member: Member) => PlacedDevice | undefined;

function readTemplates(population: Population, seed: number, place: Place, reader: Reader): Make[] {
  const suffixes = new Set<string>();
  return population.devices.flatMap((data, i) => {
    const here = below(place, ['devices', i]);
    const refuse = (where: string, found: unknown, expected: string) => {
      reader.report.add({ where, found, expected });
      return [];
    };
    if (data === null || typeof data !== 'object' || Array.isArray(data)) {
      return refuse(here.at([]), data, 'a mapping with kind and the fields of the kind');
    }
    const { id, kind, bus } = data as Record<string, unknown>;
    if (bus !== undefined) return refuse(here.atKey(['bus']), 'bus', 'no bus here: the population says where');
    const suffix = String(id ?? kind);
    if (suffixes.has(suffix)) return refuse(here.at([]), suffix, 'an id of its own for each device of a member');
    suffixes.add(suffix);
    return [readMake(population, data, suffix, seed, here, reader)];
  });
}

function readMake(
  population: Population,
  data: object,
  suffix: string,
  seed: number,
  place: Place,
  reader: Reader,
): Make {
  const fill = readTemplate(data, place, reader);
  const drawn = isDrawn(data);
  const make = ({ id: home, bus, busAt, number }: Member) => {
    const id = `${home}-${suffix}`;
    const fields = fill({ number, seed, device: id }) as { readonly labels?: object };
    const labels = { home, population: population.id, ...population.labels, ...fields.labels };
    const note = (path: Path) => (isDrawn(valueAt(data, path)) ? `drawn for ${id}` : undefined);
    return readDevice({ ...fields, id, bus, labels }, withBus(place, busAt), reader, note);
  };
  if (drawn) return make;
  // nothing is drawn: what holds for the first member holds for all, and they share its parameters
  let first: PlacedDevice | undefined;
  let faulty = false;
  return (member) => {
    if (faulty) return undefined;
    if (!first) {
      first = make(member);
      faulty = first === undefined;
      return first;
    }
    const { id: home, bus, busAt } = member;
    const { entry } = first;
    const labels = { ...entry.labels, home };
    return { entry: { ...entry, id: `${home}-${suffix}`, bus, labels }, place: withBus(place, busAt) };
  };
}

/** The places of a template, with the bus where its population names it. */
const withBus = (place: Place, busAt: string): Place => ({
  ...place,
  at: (path) => (path[0] === 'bus' ? busAt : place.at(path)),
});

/** The part of a template that a path leads to, or ends in. */
function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const step of path) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, step)) break;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

const siteRow = z.strictObject({ bus: z.string().min(1), count: z.number().int().min(0) });

interface Site extends z.output<typeof siteRow> {
  readonly busAt: string;
}

function readSites({ buses, count }: Population, place: Place, files: Files, reader: Reader): readonly Site[] {
  const { report } = reader;
  if (Array.isArray(buses)) {
    if (count === undefined) {
      report.add({ where: place.at(['count']), found: undefined, expected: 'the number of members at each bus' });
    }
    const twice = buses.findIndex((bus, i) => buses.indexOf(bus) < i);
    if (twice >= 0) report.add({ where: place.at(['buses', twice]), found: buses[twice], expected: 'each bus once' });
    return twice >= 0 ? [] : buses.map((bus, i) => ({ bus, busAt: place.at(['buses', i]), count: count ?? 0 }));
  }
  const { table: file } = buses as { table: string };
  if (count !== undefined) {
    report.add({
      where: place.atKey(['count']),
      found: count,
      expected: 'no count here: the table has a column of that name',
    });
  }
  const text = files.text(file, place.at(['buses', 'table']));
  const table = text === undefined ? undefined : readTable(file, text, report);
  return table ? readRows(siteRow, table, reader).map(({ value, at }) => ({ ...value, busAt: `${at}, bus` })) : [];
}
