// A case is read in phases; every one goes on after a fault, so that all faults of all files are told at once.
//
//   folder ─ files ─▶ text ─ yaml, variant, --set ─▶ tree ┬ units
//                                                ├ clock
//                          text ─ csv ─▶ tables ─┼ profiles ── against the clock
//                                                ├ network ── compiled once, as a check
//                                                ├ loads, devices, populations ── drawn and unrolled
//                                                └ controllers, market, variants, stages, outputs, layouts, inputs
//   ─ cross-references ─▶ Case, or one InputError
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { z } from 'zod';
import { InputError, type Problem, type Remark } from '../../base/index.ts';
import { controllerKinds } from '../../controllers/index.ts';
import { type Clock, createClock } from '../../cosim/index.ts';
import { type Network, networkRemarks } from '../../network/index.ts';
import { matcher } from '../patterns.ts';
import type { Changes } from './changes/changes.ts';
import { type PlacedDevice, readDevices } from './devices/devices.ts';
import { checkNeeds, type PlacedController } from './devices/needs.ts';
import { readPopulations } from './devices/populations.ts';
import { type OnRows, type Reader, readFields } from './fields.ts';
import { Files } from './files.ts';
import { INPUTS_FILE, readInputs } from './inputs.ts';
import { readMarket } from './market.ts';
import type { Case, VariantName } from './model.ts';
import { type CaseNetwork, readCaseNetwork } from './network/network-section.ts';
import { type ReadProfiles, readProfiles } from './profiles/profile-table.ts';
import { checkProfiles, type NamedProfile } from './profiles/profile-uses.ts';
import type { Layout } from './schema/layout.ts';
import {
  caseSchema,
  clockSchema,
  layoutsSchema,
  outputsSchema,
  profileSchema,
  stagesSchema,
  variantsSchema,
} from './schema/schema.ts';
import { CASE_FILE, locateCase, shortPath } from './text/locate.ts';
import { below } from './text/place.ts';
import { readUnits } from './text/quantity.ts';
import { hint, nearestHint, Report } from './text/report.ts';
import { readTable } from './text/table.ts';
import { type CaseTree, readTree } from './text/yaml.ts';

export interface ReadOptions {
  /** `path=value` changes to case.yaml, applied before anything is checked. */
  readonly set?: readonly string[];
  /** The variant to read; the case as it stands when absent. */
  readonly variant?: string;
  /** Folders in which a name is looked up. */
  readonly roots?: readonly string[];
  /** Called now and then while the rows of a large table are read. */
  readonly onRows?: OnRows;
}

/** The parts of case.yaml, before any of them is checked. */
type Sections = { readonly [section in keyof z.input<typeof caseSchema>]?: unknown };

/** What the phases share. */
interface Study extends Reader {
  readonly tree: CaseTree;
  readonly data: Sections;
  readonly files: Files;
  readonly profiles: NamedProfile[];
}

/**
 * Reads and checks a whole case.
 * @param pathOrName a folder, its case.yaml, or the name of a case
 * @throws InputError with every problem of every file
 */
export async function readCase(
  pathOrName: string,
  { set = [], variant, roots, onRows }: ReadOptions = {},
): Promise<Case> {
  const folder = locateCase(pathOrName, roots);
  const study = await openCase(folder, { set, variant }, onRows);
  const { report, data, tree, files } = study;

  const top = readFields(caseSchema, data, tree, study);
  const seed = top?.seed ?? 0;
  const clock = readClock(study);
  const { profiles, columns, complete } = readProfileFiles(study, clock);
  const before = report.count;
  const network = readCaseNetwork(basename(folder), data.network, below(tree, ['network']), files, study);
  const devices = [
    ...network.loads,
    ...readDevices(list(data.devices), below(tree, ['devices']), files, study),
    ...readPopulations(list(data.populations), seed, below(tree, ['populations']), files, study),
  ];
  const allDevices = report.count === before;
  const controllers = readControllers(study);
  const market = readMarket(study, columns);
  const variants = readVariants(study);
  const stages = readFields(stagesSchema, data.stages ?? {}, below(tree, ['stages']), study);
  const outputs = readFields(outputsSchema, data.outputs ?? {}, below(tree, ['outputs']), study);
  const layouts = readLayouts(study);
  const inputs = existsSync(files.path(INPUTS_FILE)) ? readInputs(files, study) : [];
  checkReferences(study, network, devices);
  checkProfiles(study.profiles, columns, complete, report);
  const { compiled } = network;
  const surroundings = { devices, market, network: compiled, hasMarket: data.market !== undefined };
  const needs = allDevices ? checkNeeds(controllers, surroundings, report) : [];
  // a device that was refused would show again as a pattern that fits nothing
  if (outputs && allDevices) checkOutputs(study, outputs.devices, devices);

  report.stopIfAny();
  if (!top || !clock || !stages || !outputs || !network.data)
    throw new Error('a part of the case is missing and no problem was reported');
  const { zone, step_min, steps } = clock;
  const { variants: _others, ...own } = data;
  const mine = variants.find(({ name }) => name === variant);
  return {
    name: basename(folder),
    folder,
    title: top.title,
    source: top.source,
    clock: { start: clock.iso(0), zone, step_min, steps },
    stages,
    seed,
    network: network.data,
    profiles,
    devices: devices.map(({ entry }) => entry),
    controllers: controllers.map(({ entry }) => entry),
    ...(market ? { market } : {}),
    outputs,
    ...(layouts.length > 0 ? { layouts } : {}),
    inputs,
    remarks: [...network.notes, ...(compiled ? remarksOf(compiled, devices) : []), ...needs],
    ...(mine ? { variant: mine } : {}),
    variants,
    resolved: {
      case: own,
      files: Object.fromEntries([...files.hashes].filter(([name]) => name !== CASE_FILE).sort()),
    },
  };
}

/** Reads case.yaml of a folder; stops here when it is no YAML at all, because nothing else can be found then. */
async function openCase(folder: string, changes: Changes, onRows: OnRows | undefined): Promise<Study> {
  const report = new Report(join(shortPath(folder), CASE_FILE));
  const files = new Files(folder, report);
  const text = files.text(CASE_FILE, CASE_FILE);
  const tree = text === undefined ? undefined : readTree(CASE_FILE, text, changes, report);
  if (!tree) {
    report.stopIfAny();
    throw new Error('case.yaml is missing and no problem was reported');
  }
  const data = tree.data as Sections;
  return { tree, data, files, report, units: await readUnits(data, tree, report), profiles: [], onRows };
}

const list = (section: unknown): readonly unknown[] => (Array.isArray(section) ? section : []);

function readClock({ data, tree, units, report }: Study): Clock | undefined {
  const place = below(tree, ['clock']);
  const spec = readFields(clockSchema, data.clock, place, { units, report });
  if (!spec) return undefined;
  try {
    return createClock(spec);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    for (const problem of error.problems) report.add(inCaseFile(problem, data.clock as object, tree));
    return undefined;
  }
}

/** A problem of the clock, at the place of case.yaml it comes from and in the words used there. */
function inCaseFile(problem: Problem, section: object, tree: CaseTree): Problem {
  const field = problem.where.split('.')[1];
  const key = Object.keys(section).find((k) => k === field || k.startsWith(`${field}_`));
  const path = key ? ['clock', key] : ['clock'];
  return { ...problem, where: tree.at(path), found: (key && tree.spelling(path)) ?? problem.found };
}

interface CaseProfiles extends ReadProfiles {
  /** False when a file could not be read, so that nobody knows all its columns. */
  readonly complete: boolean;
}

function readProfileFiles(study: Study, clock: Clock | undefined): CaseProfiles {
  const { tree, data, files, report } = study;
  const read = list(data.profiles).map((entry, i) => {
    const place = below(tree, ['profiles', i]);
    const spec = readFields(profileSchema, entry, place, study);
    const text = spec && files.text(spec.file, place.at(['file']));
    const before = report.count;
    const table = text === undefined ? undefined : readTable(spec!.file, text, report);
    // a refused row would show again as a gap between the times
    return table && report.count === before ? readProfiles(table, spec!, clock, study) : undefined;
  });
  const profiles = read.flatMap((r) => r?.profiles ?? []);
  eachOnce(
    profiles.map(({ name, at }) => ({ id: name, at })),
    'profile names to differ',
    report,
  );
  return { profiles, columns: read.flatMap((r) => r?.columns ?? []), complete: !read.includes(undefined) };
}

function readControllers(study: Study): PlacedController[] {
  const { data, tree, report } = study;
  let planner: string | undefined;
  return list(data.controllers ?? ['uncontrolled']).flatMap((entry, i) => {
    const place = below(tree, ['controllers', i]);
    const { kind, ...options } = (typeof entry === 'string' ? { kind: entry } : (entry ?? {})) as Record<
      string,
      unknown
    >;
    const known = typeof kind === 'string' ? controllerKinds.get(kind) : undefined;
    if (!known) {
      const expected = `a controller: ${[...controllerKinds.keys()].join(', ')}`;
      const where = place.at(typeof entry === 'string' ? [] : ['kind']);
      report.add({ where, found: kind ?? entry, expected, ...nearestHint(String(kind), controllerKinds.keys()) });
      return [];
    }
    if (known.plans && planner !== undefined) {
      const expected = `one controller that plans the day, which ${planner} does`;
      report.add({ where: place.at([]), found: known.kind, expected, hint: 'run each by itself and compare the runs' });
    }
    if (known.plans) planner ??= known.kind;
    const checked = readFields(known.schema, options, place, study, { alsoKnown: ['kind'] });
    if (checked === undefined) return [];
    return [{ entry: { kind: known.kind, options: checked, at: place.at([]) }, place, keys: Object.keys(options) }];
  });
}

/** The variants of the case; what they set has been applied, or not, when the file was opened. */
function readVariants(study: Study): VariantName[] {
  const { data, tree } = study;
  const section = readFields(variantsSchema, data.variants ?? {}, below(tree, ['variants']), study);
  return Object.entries(section ?? {}).map(([name, { title = name }]) => ({ name, title }));
}

function readLayouts(study: Study): readonly Layout[] {
  const { data, tree, report } = study;
  const layouts = readFields(layoutsSchema, data.layouts ?? [], below(tree, ['layouts']), study) ?? [];
  const named = layouts.map(({ name }, i) => ({ id: name, at: tree.at(['layouts', i, 'name']) }));
  eachOnce(named, 'layout names to differ', report);
  return layouts;
}

/** Names that one part of the case uses and another defines. */
function checkReferences({ report }: Study, { buses, isolated }: CaseNetwork, devices: readonly PlacedDevice[]): void {
  eachOnce(
    devices.map(({ entry }) => entry),
    'device ids to differ',
    report,
  );
  const outOfUse = new Map(isolated.map(({ bus, because }) => [bus, because]));
  for (const { entry, place } of devices) {
    const { bus } = entry;
    if (outOfUse.has(bus)) {
      report.add({ where: place.at(['bus']), found: bus, expected: 'a bus with supply', ...hint(outOfUse.get(bus)) });
    } else if (buses && !buses.has(bus)) {
      report.add({ where: place.at(['bus']), found: bus, expected: 'the name of a bus', ...nearestHint(bus, buses) });
    }
  }
}

/** What is worth knowing of the network, with what its devices without supply mean for a run. */
function remarksOf(network: Network, devices: readonly PlacedDevice[]): Remark[] {
  const dead = new Set(network.unsupplied.buses.map(({ bus }) => bus));
  const idle = devices.filter(({ entry }) => dead.has(entry.bus)).length;
  const remark = {
    id: 'network_devices_without_supply',
    text:
      `${idle} of ${devices.length} devices are at buses without supply and take no part; ` +
      'energy_not_supplied_kwh is what they would have drawn',
  };
  return [...networkRemarks(network), ...(idle > 0 ? [remark] : [])];
}

/** Every pattern of `outputs.devices` has to fit a device; `*` fits whatever there is. */
function checkOutputs({ tree, report }: Study, patterns: readonly string[], devices: readonly PlacedDevice[]): void {
  const ids = devices.map(({ entry }) => entry.id);
  for (const [i, pattern] of patterns.entries()) {
    if (pattern === '*' || ids.some(matcher([pattern]))) continue;
    const where = tree.at(['outputs', 'devices', i]);
    const some = ids.length === 0 ? 'the case has no devices' : `an id of this case is ${ids[0]}`;
    const words = { ...hint(some), ...nearestHint(pattern, ids) };
    report.add({ where, found: pattern, expected: 'the id of a device, or a pattern with * that fits one', ...words });
  }
}

function eachOnce(
  items: readonly { readonly id: string; readonly at: string }[],
  expected: string,
  report: Report,
): void {
  const first = new Map<string, string>();
  for (const { id, at } of items) {
    const before = first.get(id);
    if (before === undefined) first.set(id, at);
    else report.add({ where: at, found: id, expected, hint: `also at ${before}` });
  }
}
