// A case is read in phases. Each phase continues after a fault, so that all faults of all files are reported at once.
//
//   folder ─ files ─▶ text ─ yaml, variant, --set ─▶ tree ┬ units
//                                                ├ clock
//                          text ─ csv ─▶ tables ─┼ profiles ── against the clock
//                                                ├ network ── compiled once, as a check
//                                                ├ loads, devices, populations ── drawn and unrolled
//                                                └ controllers, market, variants, stages, outputs, layouts, inputs
//   ─ cross-references ─▶ Case, or one InputError
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { NetworkData } from '../../network/index.ts';
import { kinds as builtIn, type Kinds } from '../kinds.ts';
import { readControllers } from './controllers.ts';
import { readDevices } from './devices/devices.ts';
import { checkNeeds } from './devices/needs.ts';
import { readPopulation } from './devices/populations.ts';
import { type OnRows, readFields, type Unchecked } from './fields.ts';
import { INPUTS_FILE, readInputs } from './inputs.ts';
import { kept } from './kept/kept.ts';
import { Kept } from './kept/store.ts';
import { readMarket } from './market.ts';
import type { Case, VariantName } from './model.ts';
import { readCaseNetwork } from './network/network-section.ts';
import { list, openCase, type Sections, type Study } from './open.ts';
import { readClock, readProfileFiles } from './profiles/case-profiles.ts';
import { forecastRemarks, readForecast } from './profiles/forecast.ts';
import { checkProfiles } from './profiles/profile-uses.ts';
import { checkOutputs, checkReferences, eachOnce, remarksOf } from './references.ts';
import type { Layout } from './schema/layout.ts';
import { caseSchema, layoutsSchema, outputsSchema, stagesSchema, variantsSchema } from './schema/schema.ts';
import { locateCase } from './text/locate.ts';
import { below } from './text/place.ts';

export interface ReadOptions {
  /** `path=value` changes to case.yaml, applied before anything is checked. */
  readonly set?: readonly string[];
  /** The variant to read; the case without variant when absent. */
  readonly variant?: string;
  /** Folders in which a name is looked up. */
  readonly roots?: readonly string[];
  /** Kinds that the case may name; those of feederlab when absent. Those of its modules are added. */
  readonly kinds?: Kinds;
  /** Whether the modules of the case may be run; the environment variable FEEDERLAB_TRUST when absent. */
  readonly trust?: boolean | undefined;
  /** Called regularly while the rows of a large table are read. */
  readonly onRows?: OnRows;
}

/**
 * Reads and checks a whole case.
 * @param pathOrName a folder, its case.yaml, or the name of a case
 * @throws InputError with every problem of every file
 */
export const readCase = (pathOrName: string, options: ReadOptions = {}): Promise<Case> => read(pathOrName, options);

/**
 * Reads cases again and again, with other changes each time: what an earlier reading has parsed and checked is not checked again. The
 * case is that of `readCase`. A file that has changed meanwhile is read anew.
 */
export function caseReader(): typeof readCase {
  const standard = builtIn(); // one object for all readings, because sections of other kinds are not taken over
  let keeps = new Kept();
  let last = '';
  return (pathOrName, options = {}) => {
    const folder = locateCase(pathOrName, options.roots);
    if (folder !== last) keeps = new Kept();
    last = folder;
    return read(folder, { kinds: standard, ...options }, undefined, keeps);
  };
}

/**
 * The kinds that a case may name, those of its modules among them. The rest of the case may have problems.
 * @throws InputError when case.yaml cannot be read, or a module cannot be loaded
 */
export async function readKinds(pathOrName: string, options: ReadOptions = {}): Promise<Kinds> {
  const { set = [], variant, roots, kinds = builtIn(), trust } = options;
  return (await openCase(locateCase(pathOrName, roots), { set, variant, kinds, trust })).kinds;
}

/**
 * Reads a case without running its modules. `unchecked` receives what could not be checked for that reason; devices of such kinds
 * are in the case without their parameters, and controllers are not.
 * @param keeps sections of earlier readings of this case with the same `options.kinds`
 */
export const readWithoutModules = (
  pathOrName: string,
  options: ReadOptions,
  unchecked: Unchecked,
  keeps?: Kept,
): Promise<Case> => read(pathOrName, options, unchecked, keeps);

async function read(pathOrName: string, options: ReadOptions, unchecked?: Unchecked, keeps?: Kept): Promise<Case> {
  const { set = [], variant, roots, kinds: known = builtIn(), trust, onRows } = options;
  const folder = locateCase(pathOrName, roots);
  const study = await openCase(folder, { set, variant, kinds: known, trust, onRows, unchecked, keeps });
  const { report, data, tree, files, kinds } = study;

  const top = readFields(caseSchema, data, tree, study);
  const seed = top?.seed ?? 0;
  const clock = kept(study, ['clock'], [], () => readClock(study));
  const { profiles, columns, complete } = await readProfileFiles(study, clock);
  const before = report.count;
  const network = kept(study, ['network'], [], () =>
    readCaseNetwork(basename(folder), data.network, below(tree, ['network']), files, study),
  );
  const devices = [
    ...network.loads,
    ...kept(study, ['devices'], [], () => readDevices(list(data.devices), below(tree, ['devices']), files, study)),
    ...list(data.populations).flatMap((entry, i) => {
      const path = ['populations', i];
      return kept(study, path, [seed], () => readPopulation(entry, seed, below(tree, path), files, study));
    }),
  ];
  const allDevices = report.count === before && !unchecked?.size;
  const controllers = readControllers(study);
  const market = readMarket(study, columns);
  const forecast = readForecast(study, columns, complete);
  const variants = readVariants(study);
  const stages = readFields(stagesSchema, data.stages ?? {}, below(tree, ['stages']), study);
  const outputs = readFields(outputsSchema, data.outputs ?? {}, below(tree, ['outputs']), study);
  const layouts = kept(study, ['layouts'], [], () => readLayouts(study));
  const hasInputs = existsSync(files.path(INPUTS_FILE));
  const inputs = kept(study, [INPUTS_FILE], [hasInputs], () => (hasInputs ? readInputs(files, study) : []));
  checkReferences(study, network, devices);
  checkProfiles(study.profiles, columns, complete, report);
  const { compiled } = network;
  const surroundings = { devices, market, network: compiled, hasMarket: data.market !== undefined, kinds };
  const needs = allDevices ? checkNeeds(controllers, surroundings, report) : [];
  const unused =
    forecast && allDevices
      ? forecastRemarks(forecast, {
          profiles,
          devices,
          market,
          kinds,
          read: new Set(study.profiles.map((p) => p.profile)),
        })
      : [];
  // a refused device would cause a further problem, a pattern without match
  if (outputs && allDevices) checkOutputs(study, outputs.devices, devices);

  report.stopIfAny();
  const networkData = network.data ?? (unchecked?.size ? withoutNetwork(basename(folder)) : undefined);
  if (!top || !clock || !stages || !outputs || !networkData)
    throw new Error('a part of the case is missing and no problem was reported');
  const { zone, step_min, steps } = clock.clock;
  const { warmUp: warm_up } = clock;
  const { variants: _others, ...own } = data;
  const mine = variants.find(({ name }) => name === variant);
  return {
    name: basename(folder),
    folder,
    title: top.title,
    source: top.source,
    clock: { start: clock.clock.iso(0), zone, step_min, steps, ...(warm_up && { warm_up_days: warm_up.days }) },
    stages,
    seed,
    network: networkData,
    profiles,
    devices: devices.map(({ entry }) => entry),
    controllers: controllers.map(({ entry }) => entry),
    ...(market ? { market } : {}),
    ...(forecast ? { forecast } : {}),
    outputs,
    ...(layouts.length > 0 ? { layouts } : {}),
    inputs,
    remarks: [...network.notes, ...(compiled ? remarksOf(compiled, devices) : []), ...needs, ...unused],
    ...(mine ? { variant: mine } : {}),
    variants,
    kinds,
    resolved: {
      case: withoutFormat(own),
      files: files.contents(),
      ...(kinds.modules.length > 0 ? { modules: kinds.modules } : {}),
    },
  };
}

/** The tables of a run are the same in each format, so that runs in two formats are one run. */
function withoutFormat({ outputs, ...own }: Omit<Sections, 'variants'>): unknown {
  const { format: _, ...others } = (outputs ?? {}) as { readonly format?: unknown };
  return Object.keys(others).length > 0 ? { ...own, outputs: others } : own;
}

/** Replaces a network whose file only a module can read. */
const withoutNetwork = (name: string): NetworkData => ({
  ...{ name, base_mva: 1, buses: [], branches: [], switches: [], shunts: [], loads: [], generators: [] },
});

/** The variants of the case; the changes of the chosen one were applied when the file was opened. */
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
