// The names of what is varied.
import type { Place } from '../case/text/place.ts';
import type { Report } from '../case/text/report.ts';
import { BUILT_IN } from '../score/expression/expression.ts';
import { FUNCTIONS } from '../score/expression/functions.ts';

const TAKEN: readonly string[] = [...BUILT_IN, 'across', 'published', ...Object.keys(FUNCTIONS)];

/** Reports names of `over` that an expression cannot use, and those of `taken`. */
export function checkNames(
  names: readonly string[],
  place: Place,
  report: Report,
  taken: readonly string[] = [],
): void {
  for (const name of names) {
    const where = place.atKey(['over', name]);
    if (!/^[a-z]\w*$/i.test(name))
      report.add({ where, found: name, expected: 'a name of letters, digits and _, so that expressions can use it' });
    else if (TAKEN.includes(name) || taken.includes(name))
      report.add({ where, found: name, expected: 'a name that is not taken' });
  }
}
