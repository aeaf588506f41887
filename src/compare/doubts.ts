// What a reader must know of the numbers of a comparison, one sentence each.
import { remarkLine } from '../results/folder/remarks.ts';
import { type Comparison, keepsLimits, slicesOf } from './comparison.ts';
import { otherCustomers } from './customers.ts';
import { CONFIDENCE } from './statistics/paired.ts';

/** Runs that failed or were refused, each reason once. */
export function faultsOf({ runs, seeds }: Comparison): string[] {
  const groups = new Map<string, number[]>();
  for (const { scenario, controller, seed, status, message } of runs) {
    if (message === undefined) continue;
    const what = status === 'refused' ? 'cannot run this case' : 'failed';
    const key = `${scenario === undefined ? '' : `${scenario}: `}${controller} ${what}: ${message}`;
    groups.set(key, [...(groups.get(key) ?? []), seed]);
  }
  return Array.from(groups, ([text, of]) => (of.length === seeds.length ? text : `${text} (seeds ${of.join(', ')})`));
}

/** The mechanisms of one scenario that violate limits; undefined where none does. */
export function violatorsOf(slice: Comparison): string | undefined {
  const names = slice.mechanisms.filter((name) => keepsLimits(slice, name) === false);
  if (names.length === 0) return undefined;
  const where = slice.scenarios.map((name) => `${name}: `).join('');
  const verb = names.length === 1 ? 'violates' : 'violate';
  return `${where}${names.join(', ')} ${verb} ratings or voltage limits: costs below those of the yardstick are possible then`;
}

/** Faults, and what else makes the numbers doubtful. */
export function doubtsOf(comparison: Comparison): string[] {
  const { seeds, reference, yardstick } = comparison;
  const said = [...faultsOf(comparison), ...new Set(slicesOf(comparison).flatMap(otherCustomers))];
  if (reference === undefined) said.push('no run without a mechanism is among them: differences to it are not formed');
  if (yardstick === undefined)
    said.push('no yardstick, such as the central optimum, is among them: the distance to it is not formed');
  if (seeds.length === 1)
    said.push(
      `one seed has no ${100 * CONFIDENCE} % confidence interval: differences may be chance; --seeds 5 runs five`,
    );
  return said;
}

/** Remarks of the runs, each once for all mechanisms and seeds that have it, and with its scenarios where not all have it. */
export function remarksOf({ runs, scenarios }: Comparison): string[] {
  const found = new Map<string, { readonly who: Set<string>; readonly where: Set<string> }>();
  for (const { controller, scenario, remarks } of runs) {
    for (const line of remarks.map(remarkLine)) {
      const { who, where } = found.get(line) ?? { who: new Set(), where: new Set() };
      who.add(controller);
      if (scenario !== undefined) where.add(scenario);
      found.set(line, { who, where });
    }
  }
  return Array.from(found, ([line, { who, where }]) => {
    const names = [...who].join(', ');
    const named = line.startsWith(`${names}: `) ? line : `${names}: ${line}`;
    return where.size < scenarios.length ? `${[...where].join(', ')}: ${named}` : named;
  });
}
