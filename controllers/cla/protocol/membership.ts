// Which microgrids take part at a time, and which control agent acts for each of them.
import { InputError, nearest, type Problem } from '../../../base/index.ts';
import type { Options } from '../options.ts';
import type { Microgrid } from '../terms.ts';

/** A microgrid at a local time. */
export interface Membership {
  readonly member: boolean;
  /** Name of the control agent that acts for it. */
  readonly agent: string;
}

export function membershipAt({ membership }: Pick<Options, 'membership'>, microgrid: string, time: string): Membership {
  const of = membership.find((one) => one.microgrid === microgrid);
  if (!of) return { member: true, agent: microgrid };
  const { joins = '00:00', leaves, replaced } = of;
  return {
    member: joins <= time && (leaves === undefined || time < leaves),
    agent: replaced !== undefined && replaced.at <= time ? replaced.by : microgrid,
  };
}

/**
 * Checks names of microgrids in the options.
 * @throws InputError where the case does not have them, or where two entries of `membership` have the same
 */
export function checkNames({ membership, silent }: Options, microgrids: readonly Microgrid[]): void {
  const names = microgrids.map(({ name }) => name);
  const parties = ['aggregator', 'dso', ...names];
  const problems = [
    ...membership.flatMap(({ microgrid }, i) => unknown(`membership[${i}].microgrid`, microgrid, names)),
    ...membership.flatMap(({ microgrid }, i) => repeated(i, microgrid, membership)),
    ...silent.flatMap(({ party }, i) => unknown(`silent[${i}].party`, party, parties)),
  ];
  if (problems.length > 0) throw new InputError('case.yaml', problems);
}

function unknown(where: string, found: string, known: readonly string[]): Problem[] {
  if (known.includes(found)) return [];
  const near = nearest(found, known);
  const expected = `one of ${known.slice(0, 12).join(', ')}${known.length > 12 ? ', …' : ''}`;
  return [{ where: `controllers, ${where}`, found, expected, ...(near && { hint: `did you mean ${near}?` }) }];
}

function repeated(i: number, found: string, membership: Options['membership']): Problem[] {
  if (membership.findIndex(({ microgrid }) => microgrid === found) === i) return [];
  return [{ where: `controllers, membership[${i}].microgrid`, found, expected: 'one entry for each microgrid' }];
}
