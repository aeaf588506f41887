// What a case may name and what a run shows: the kinds that feederlab has, and those that a program or a module adds by the same
// call. A registry is a value: a case is read with one, and is run and drawn with the same.
import { InputError, type Problem, typeName } from '../base/index.ts';
import { type AnyControllerKind, checkControllerKind, controllerKinds } from '../controllers/index.ts';
import { type AnyDeviceKind, checkDeviceKind, deviceKinds } from '../devices/index.ts';
import { checkFormat, FORMATS, type NetworkFormat } from '../network/index.ts';
import { type AnyPlot, checkPlot, runPlots } from '../record/index.ts';
import { type GaugeMaker, gauges } from './results/indicators/index.ts';
import { tables } from './results/tables/index.ts';
import type { TableMaker } from './results/tables/table.ts';

/** What a program or a module adds. */
export interface Collection {
  readonly devices?: readonly AnyDeviceKind[];
  readonly controllers?: readonly AnyControllerKind[];
  readonly formats?: readonly NetworkFormat[];
  /** Tables that are written while a case runs, whatever its controllers. */
  readonly tables?: readonly TableMaker[];
  /** Indicators of every run, whatever its controllers. */
  readonly indicators?: readonly GaugeMaker[];
  /** Drawn for every run that has the tables they read, in addition to those of its kinds. */
  readonly plots?: readonly AnyPlot[];
}

/** A module of a case as it was run: what identifies it, wherever it lies. */
export interface ModuleRecord {
  /** As the case names it. */
  readonly use: string;
  /** The file, as the case names it; within its package, where it is of one. */
  readonly file: string;
  /** Of its package. */
  readonly version?: string;
  readonly sha256: string;
  /** The files that it imports by relative paths, one after the other, relative to the module. */
  readonly imports: Readonly<Record<string, string>>;
}

export interface Kinds {
  readonly devices: ReadonlyMap<string, AnyDeviceKind>;
  readonly controllers: ReadonlyMap<string, AnyControllerKind>;
  readonly formats: readonly NetworkFormat[];
  readonly tables: readonly TableMaker[];
  readonly indicators: readonly GaugeMaker[];
  readonly plots: readonly AnyPlot[];
  /** The modules that are among them. */
  readonly modules: readonly ModuleRecord[];
  /** Who added a kind, a format, …: the name of a module, or `kinds` for what a program added. */
  readonly from: ReadonlyMap<unknown, string>;
}

type Member = keyof Collection;

/** Of each member of a collection: how one of its items is checked, and the names that it takes. */
const MEMBERS: {
  readonly [M in Member]: {
    readonly what: string;
    check(item: unknown, source: string): NonNullable<Collection[M]>[number];
    names(item: NonNullable<Collection[M]>[number]): readonly string[];
  };
} = {
  devices: { what: 'device kind', check: checkDeviceKind, names: ({ kind }) => [kind] },
  controllers: { what: 'controller kind', check: checkControllerKind, names: ({ kind }) => [kind] },
  formats: {
    what: 'network format',
    check: checkFormat,
    // formats that look at the content may share an ending
    names: ({ name, extensions, claims }) => (claims ? [name] : [name, ...extensions]),
  },
  tables: { what: 'table', check: maker<TableMaker>('table', 'scene, network, chosen'), names: () => [] },
  indicators: { what: 'indicator', check: maker<GaugeMaker>('indicator', 'scene, network, inWords'), names: () => [] },
  plots: { what: 'plot', check: checkPlot, names: ({ id }) => [id] },
};

export const COLLECTION_MEMBERS = Object.keys(MEMBERS) as readonly Member[];

function maker<F>(what: string, parameters: string) {
  return (item: unknown, source: string): F => {
    if (typeof item === 'function') return item as F;
    throw new InputError(source, [{ where: what, found: typeName(item), expected: `a function (${parameters})` }]);
  };
}

/**
 * The kinds with those of a collection.
 * @param source who adds them, for messages
 * @throws InputError with every item that is not what it has to be, or whose name is taken
 */
export function withCollection(kinds: Kinds, added: Collection, source: string): Kinds {
  const problems: Problem[] = [];
  const from = new Map(kinds.from);
  const taken = new Map(COLLECTION_MEMBERS.map((member) => [member, namesIn(kinds, member)]));
  const items = <M extends Member>(member: M) => {
    const { what, check, names } = MEMBERS[member];
    const list: unknown = added[member] ?? [];
    if (!Array.isArray(list)) {
      problems.push({ where: member, found: typeName(list), expected: `a list of ${what}s` });
      return [];
    }
    return list.flatMap((item: unknown) => {
      try {
        const checked = check(item, source);
        const known = taken.get(member)!;
        const twice = names(checked).filter((name) => known.has(name));
        for (const name of twice) problems.push(takenName(what, name, known.get(name)!));
        for (const name of names(checked)) known.set(name, source);
        from.set(checked, source);
        return twice.length > 0 ? [] : [checked];
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        problems.push(...error.problems);
        return [];
      }
    });
  };
  const byKind = <K extends { readonly kind: string }>(known: ReadonlyMap<string, K>, more: readonly K[]) =>
    new Map([...known, ...more.map((item) => [item.kind, item] as const)]);
  const all: Kinds = {
    devices: byKind(kinds.devices, items('devices')),
    controllers: byKind(kinds.controllers, items('controllers')),
    formats: [...kinds.formats, ...items('formats')],
    tables: [...kinds.tables, ...items('tables')],
    indicators: [...kinds.indicators, ...items('indicators')],
    plots: [...kinds.plots, ...items('plots')],
    modules: kinds.modules,
    from,
  };
  if (problems.length > 0) throw new InputError(source, problems);
  return all;
}

/** Names that are taken, each with who took it. */
function namesIn(kinds: Kinds, member: Member): Map<string, string> {
  const { names } = MEMBERS[member] as { names(item: unknown): readonly string[] };
  const items: unknown[] = [...kinds[member].values()];
  return new Map(items.flatMap((item) => names(item).map((name) => [name, kinds.from.get(item)!] as const)));
}

const takenName = (what: string, name: string, by: string): Problem => ({
  where: what,
  found: name,
  expected: `a name of its own: ${by} has a ${what} of that name`,
});

/** Who added the kinds of feederlab itself. */
export const BUILT_IN = 'feederlab';

/** Each of them is checked by a test, not in every process. */
const OWN: Kinds = {
  devices: deviceKinds,
  controllers: controllerKinds,
  formats: FORMATS,
  tables,
  indicators: gauges,
  plots: runPlots,
  modules: [],
  from: new Map(
    [...deviceKinds.values(), ...controllerKinds.values(), ...FORMATS, ...tables, ...gauges, ...runPlots].map(
      (item) => [item, BUILT_IN],
    ),
  ),
};

/**
 * The kinds of feederlab, and those of a collection.
 * @throws InputError with every item that is not what it has to be, or whose name is taken
 */
export const kinds = (added: Collection = {}): Kinds =>
  Object.keys(added).length === 0 ? OWN : withCollection(OWN, added, 'kinds');
