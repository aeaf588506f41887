// What an earlier reading of a case found, for cases that are read many times with a few changes. A section is taken over where all
// that it depends on is the same: its raw data, the places for messages, the units, the kinds, the content of its files.
import type { Unchecked } from '../fields.ts';
import type { Study } from '../open.ts';
import { CASE_FILE } from '../text/locate.ts';
import type { Path } from '../text/path.ts';

/** How often something could not be checked. */
const leftOf = (unchecked: Unchecked | undefined): number =>
  [...(unchecked?.values() ?? [])].reduce((sum, n) => sum + n, 0);

/** What an earlier reading found of a section, or how to keep what this one finds. */
function sectionOf<T>({ keeps, ...study }: Study, path: Path, depends: readonly unknown[]) {
  if (!keeps) return { keep: () => {} };
  const { tree, data, files, report, profiles, kinds, unchecked } = study;
  const name = path.join('.');
  const text = files.text(CASE_FILE, CASE_FILE);
  const raw = path.reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], data);
  const key = JSON.stringify([raw, tree.changesAt(path), data.units, ...depends]);
  const before = keeps.section(name);
  if (before && before.text === text && before.key === key && before.kinds === kinds && files.areAs(before.files)) {
    profiles.push(...before.profiles);
    return { before: before as { readonly value: T } };
  }
  const [faults, named, left] = [report.count, profiles.length, leftOf(unchecked)];
  const read = files.recording();
  const keep = (value: T) => {
    const section = { text, key, kinds, files: read(), profiles: profiles.slice(named), value };
    if (report.count === faults && leftOf(unchecked) === left) keeps.keepSection(name, section);
  };
  return { keep };
}

/**
 * What a section of case.yaml gives: that of an earlier reading where nothing has changed, and else that of `make`. Sections with faults
 * or with something that could not be checked are read anew each time.
 * @param depends what it depends on besides, as plain data
 */
export function kept<T>(study: Study, path: Path, depends: readonly unknown[], make: () => T): T {
  const { before, keep } = sectionOf<T>(study, path, depends);
  if (before) return before.value;
  const value = make();
  keep(value);
  return value;
}

/** `kept` of a section that is read step by step; nothing else of the case is read meanwhile. */
export async function keptLater<T>(
  study: Study,
  path: Path,
  depends: readonly unknown[],
  make: () => Promise<T>,
): Promise<T> {
  const { before, keep } = sectionOf<T>(study, path, depends);
  if (before) return before.value;
  const value = await make();
  keep(value);
  return value;
}
