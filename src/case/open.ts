// Data shared by the phases of reading a case: case.yaml as a tree, the files, the report, and the kinds that the case may name.
import { join } from 'node:path';
import type { z } from 'zod';
import type { Kinds } from '../kinds.ts';
import { findModule } from '../plugins/find.ts';
import { loadModules } from '../plugins/load.ts';
import { changedAgain } from './changes/again.ts';
import type { Changes } from './changes/changes.ts';
import type { CaseReader, OnRows, Unchecked } from './fields.ts';
import { Files } from './files.ts';
import type { Kept } from './kept/store.ts';
import type { NamedProfile } from './profiles/profile-uses.ts';
import type { caseSchema } from './schema/schema.ts';
import { CASE_FILE, shortPath } from './text/locate.ts';
import { readUnits } from './text/quantity.ts';
import { Report } from './text/report.ts';
import { type CaseTree, parseTree, treeOf } from './text/yaml.ts';

/** The parts of case.yaml, before any of them is checked. */
export type Sections = { readonly [section in keyof z.input<typeof caseSchema>]?: unknown };

/** Data shared by the phases. */
export interface Study extends CaseReader {
  readonly tree: CaseTree;
  readonly data: Sections;
  readonly files: Files;
  readonly profiles: NamedProfile[];
  /** What an earlier reading found; absent where a case is read once. */
  readonly keeps: Kept | undefined;
}

export interface OpenOptions extends Omit<Changes, 'kinds'> {
  readonly kinds: Kinds;
  /** As in `LoadOptions`. */
  readonly trust?: boolean | undefined;
  readonly onRows?: OnRows | undefined;
  /** As in `CaseReader`: the modules are located, and not run. */
  readonly unchecked?: Unchecked | undefined;
  readonly keeps?: Kept | undefined;
}

/**
 * Opens a case: parses case.yaml and loads its modules. The effect of a change may depend on the kinds of the modules, so the text
 * is parsed again when they are known.
 * @throws InputError where there is no tree to go on with, and for modules that cannot be loaded
 */
export async function openCase(folder: string, options: OpenOptions): Promise<Study> {
  const { set, variant, kinds: known, trust, onRows, unchecked, keeps } = options;
  const source = join(shortPath(folder), CASE_FILE);
  const parse = (kinds: Kinds) => {
    const report = new Report(source);
    const files = new Files(folder, report, kinds.formats, keeps);
    const text = files.text(CASE_FILE, CASE_FILE);
    const tree = text === undefined ? undefined : changedTree(text, { set, variant, kinds }, report, keeps);
    if (tree) return { tree, files, report };
    report.stopIfAny();
    throw new Error('case.yaml is missing and no problem was reported');
  };
  let opened = parse(known);
  let kinds = known;
  const modules = modulesIn(opened.tree);
  if (unchecked) {
    for (const { use, where } of modules) {
      const found = findModule(use, folder);
      if (!('path' in found)) opened.report.add({ where, ...found });
    }
  } else if (modules.length > 0) {
    kinds = await loadModules(modules, { folder, source, kinds, trust });
    opened = parse(kinds);
  }
  const { tree, files, report } = opened;
  const data = tree.data as Sections;
  const units = await readUnits(data, tree, report);
  const without = modules.length > 0 ? unchecked : undefined;
  return { tree, data, files, report, units, kinds, profiles: [], onRows, unchecked: without, keeps };
}

/** case.yaml with its changes: that of an earlier reading changed again, where that is possible. */
function changedTree(text: string, changes: Changes, report: Report, keeps: Kept | undefined): CaseTree | undefined {
  const before = keeps?.parsed;
  const again = before?.text === text ? changedAgain(before, changes) : undefined;
  const parsed = before && again ? { ...before, ...again } : parseTree(CASE_FILE, text, changes, report);
  if (keeps && parsed && report.count === 0) keeps.parsed = parsed;
  return parsed && treeOf(parsed, report);
}

/** The entries of a section; other values than a list are reported with the other keys. */
export const list = (section: unknown): readonly unknown[] => (Array.isArray(section) ? section : []);

/** The modules that a case names, a number read as a name; other values are reported with the other keys. */
export function modulesIn({ data, at }: CaseTree): { readonly use: string; readonly where: string }[] {
  const { use } = data as Sections;
  return list(use).flatMap((name, i) =>
    (typeof name === 'string' && name !== '') || typeof name === 'number'
      ? [{ use: String(name), where: at(['use', i]) }]
      : [],
  );
}
