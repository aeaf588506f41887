// Populations → devices: each member is at a bus and has one device of each template.
//   home-18-001-ev:  population home, bus 18, first member there, template ev
import type { z } from 'zod';
import { streamsOf } from '../../../base/index.ts';
import { type CaseReader, readFields } from '../fields.ts';
import type { Files } from '../files.ts';
import { columnsIn, fillColumns, labelsAt, placeAt, readSites, type Site, valueAt } from '../network/sites.ts';
import { populationSchema } from '../schema/schema.ts';
import { LIMITS } from '../text/limits.ts';
import type { Path } from '../text/path.ts';
import { below, type Place } from '../text/place.ts';
import type { Report } from '../text/report.ts';
import type { PlacedDevice } from './devices.ts';
import { isDrawn, readDrawn } from './draws.ts';
import { membersReader } from './members.ts';
import { havingOf } from './share.ts';

type Population = z.output<typeof populationSchema>;

/** All devices of a population. Each draw depends only on the seed, the id of its device and the field. */
export function readPopulation(
  entry: unknown,
  seed: number,
  place: Place,
  files: Files,
  reader: CaseReader,
): PlacedDevice[] {
  const population = readFields(populationSchema, entry, place, reader);
  if (!population) return [];
  const templates = readTemplates(population, seed, place, reader);
  const sites = readSites(population, place, files, reader);
  const members = membersOf(population, sites, place, reader);
  const having = templates.map(({ data, suffix, place: at }) =>
    havingOf(data, suffix, sites, members, seed, at, reader),
  );
  return members.flatMap((atSite, s) => {
    const makes = templates.map(({ makeAt }) => makeAt(sites[s]!));
    return atSite.flatMap((member) => makes.flatMap((make, t) => (having[t]!(member) ? (make(member) ?? []) : [])));
  });
}

/** One member: its id, `home-18-001`, and its numbers in the population and at its site, from 0. */
interface Member {
  readonly id: string;
  readonly number: number;
  readonly numberAtSite: number;
}

/** The members at each site. Members of a bus are numbered continuously over its rows. */
function membersOf({ id }: Population, sites: readonly Site[], place: Place, { report }: CaseReader): Member[][] {
  const total = sites.reduce((sum, { count }) => sum + count, 0);
  if (total > LIMITS.members) {
    const expected = `at most ${LIMITS.members} members`;
    report.add({ where: place.at(['count']), found: `${total} members`, expected });
    return [];
  }
  const atBus = new Map<string, number>();
  let number = 0;
  return sites.map(({ bus, count }) => {
    const before = atBus.get(bus) ?? 0;
    atBus.set(bus, before + count);
    return Array.from({ length: count }, (_, n) => ({
      id: `${id}-${bus}-${String(before + n + 1).padStart(3, '0')}`,
      number: number++,
      numberAtSite: n,
    }));
  });
}

/** Makes the device of one template for one member; undefined after its problem has been reported. */
type Make = (member: Member) => PlacedDevice | undefined;

/** Labels of a template, whose texts are checked with the device; a value that is no mapping is reported. */
function labelsIn(labels: unknown, place: Place, report: Report): object | undefined {
  if (labels === undefined || (typeof labels === 'object' && labels !== null && !Array.isArray(labels))) return labels;
  report.add({ where: place.at(['labels']), found: labels, expected: 'a mapping' });
  return undefined;
}

/** A device of the members. */
interface Template {
  /** As it is written, with its `share`. */
  readonly data: object;
  /** Last part of the ids of its devices. */
  readonly suffix: string;
  readonly place: Place;
  makeAt(site: Site): Make;
}

function readTemplates(population: Population, seed: number, place: Place, reader: CaseReader): Template[] {
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
    const { share: _, ...own } = data as Record<string, unknown>;
    const { id, kind, bus } = own;
    if (bus !== undefined) return refuse(here.atKey(['bus']), 'bus', 'no bus here: the population says where');
    const suffix = String(id ?? kind);
    if (suffixes.has(suffix)) return refuse(here.at([]), suffix, 'an id of its own for each device of a member');
    suffixes.add(suffix);
    return [{ data, suffix, place: here, makeAt: readMakes(population, own, suffix, seed, here, reader) }];
  });
}

function readMakes(
  population: Population,
  template: object,
  suffix: string,
  seed: number,
  place: Place,
  reader: CaseReader,
): (site: Site) => Make {
  const readAt = (here: Place, site: Site) => {
    const data = fillColumns(template, site) as { readonly labels?: object };
    const before = reader.report.count;
    const draw = readDrawn(data, here, reader);
    if (!isDrawn(data.labels)) labelsIn(data.labels, here, reader.report);
    return { data, draw, read: membersReader(data, reader), isSound: reader.report.count === before };
  };
  const isOfSite = columnsIn(template).length > 0;
  let ofAll: ReturnType<typeof readAt> | undefined;
  const makeAt = (site: Site): Make => {
    const common = labelsAt(site, population.labels);
    const here = placeAt(template, place, site);
    const once = ofAll ?? readAt(here, site);
    if (!isOfSite && once.isSound) ofAll = once;
    const { data, draw, read } = once;
    return ({ id: home, number, numberAtSite }) => {
      const id = `${home}-${suffix}`;
      const drawn = draw({ number, numberAtSite, streamOf: streamsOf(seed, id) });
      const own = 'labels' in drawn ? labelsIn(drawn['labels'], here, reader.report) : data.labels;
      const labels = { home, population: population.id, ...common, ...own };
      const note = (path: Path) => (isDrawn(valueAt(data, path)) ? `drawn for ${id}` : undefined);
      return read({ id, bus: site.bus, labels }, drawn, here, note);
    };
  };
  if (isDrawn(template)) return makeAt;
  // without draws, members with the same cells have the same parameters and share one object
  const byRow = columnsIn([population.labels, template]).length > 0;
  const firsts = new Map<Site | undefined, PlacedDevice | undefined>();
  return (site) => {
    const { bus } = site;
    const sharedBy = byRow ? site : undefined;
    const here = placeAt(template, place, site);
    return (member) => {
      if (!firsts.has(sharedBy)) firsts.set(sharedBy, makeAt(site)(member));
      const first = firsts.get(sharedBy);
      if (!first) return undefined;
      const { entry } = first;
      const labels = { ...entry.labels, home: member.id };
      return { entry: { ...entry, id: `${member.id}-${suffix}`, bus, labels }, place: here };
    };
  };
}
