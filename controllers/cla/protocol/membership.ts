// Which microgrids take part at a time, and which control agent acts for each of them.
import { InputError, nearest } from '../../../base/index.ts';
import type { Fault } from '../../needs.ts';
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

/** Names in the options that the case does not have, or that two parties would have. */
export function wrongNames({ membership, silent }: Options, microgrids: readonly Pick<Microgrid, 'name'>[]): Fault[] {
  const names = microgrids.map(({ name }) => name);
  return [
    ...membership.flatMap(({ microgrid, replaced }, i) => [
      ...unknown(['membership', i, 'microgrid'], microgrid, names),
      ...repeated(i, microgrid, membership),
      ...(replaced ? taken(i, replaced.by, membership, names) : []),
    ]),
    ...silent.flatMap(({ party }, i) => unknown(['silent', i, 'party'], party, ['aggregator', 'dso', ...names])),
  ];
}

/** @throws InputError where names in the options are wrong */
export function checkNames(options: Options, microgrids: readonly Microgrid[]): void {
  const problems = wrongNames(options, microgrids).map(({ path, found, expected, known = [] }) => {
    const [list, i, field] = path;
    const near = nearest(String(found), known);
    const where = `controllers, ${list}[${i}].${field}`;
    return { where, found, expected, ...(near && { hint: `did you mean ${near}?` }) };
  });
  if (problems.length > 0) throw new InputError('case.yaml', problems);
}

function unknown(path: Fault['path'], found: string, known: readonly string[]): Fault[] {
  if (known.includes(found)) return [];
  const expected = `one of ${known.slice(0, 12).join(', ')}${known.length > 12 ? ', …' : ''}`;
  return [{ path, found, expected, known }];
}

function repeated(i: number, found: string, membership: Options['membership']): Fault[] {
  if (membership.findIndex(({ microgrid }) => microgrid === found) === i) return [];
  return [{ path: ['membership', i, 'microgrid'], found, expected: 'one entry for each microgrid' }];
}

/** Agents are addressed by their names, so a new one has a name that no other has. */
function taken(i: number, found: string, membership: Options['membership'], names: readonly string[]): Fault[] {
  const first = membership.findIndex(({ replaced }) => replaced?.by === found);
  const has = names.includes(found)
    ? `the agent of microgrid ${found}`
    : first < i
      ? `the new agent of ${membership[first]!.microgrid}`
      : undefined;
  if (has === undefined) return [];
  return [{ path: ['membership', i, 'replaced', 'by'], found, expected: `a name of its own: ${has} has this one` }];
}
