// `share` of a template: the part of the members that have the device.
//   Members are ordered by a draw of the device, and the first ones have it: those with a share of 20 % are among those with 30 %.
import * as z from 'zod';
import { stream } from '../../../base/index.ts';
import { type Reader, readFields } from '../fields.ts';
import { fillColumns, placeAt, type Site } from '../network/sites.ts';
import type { Place } from '../text/place.ts';

export const shareSchema = z.strictObject({
  share: z
    .number()
    .min(0)
    .max(1)
    .describe('Part of the members that have the device, all of them when not given; a larger share adds members'),
});

interface Member {
  readonly id: string;
}

/** Whether a member has the device. */
export type Has = (member: Member) => boolean;

const all: Has = () => true;

/**
 * The members that have a device: of n members with one share, round(share · n). Which ones depends on the seed, and on the ids of
 * member and device only.
 * @param template with its `share`, which may be a column of the table of buses: the members of all rows with one value are then n
 */
export function havingOf(
  template: object,
  suffix: string,
  sites: readonly Site[],
  members: readonly (readonly Member[])[],
  seed: number,
  place: Place,
  reader: Reader,
): Has {
  if (!('share' in template)) return all;
  const { share } = template;
  const groups = new Map<number, Member[]>();
  for (const [s, site] of sites.entries()) {
    const given = { share: fillColumns(share, site) };
    const read = readFields(shareSchema, given, placeAt({ share }, place, site), reader);
    if (!read) return all;
    groups.set(read.share, [...(groups.get(read.share) ?? []), ...members[s]!]);
    if (typeof share !== 'object') {
      groups.set(read.share, members.flat());
      break;
    }
  }
  const having = new Set([...groups].flatMap(([part, group]) => first(part, group, suffix, seed)));
  return (member) => having.has(member);
}

function first(share: number, members: readonly Member[], suffix: string, seed: number): Member[] {
  const drawn = members.map((member) => ({ member, at: stream(seed, `${member.id}-${suffix}`, 'share').unit() }));
  drawn.sort((a, b) => a.at - b.at || (a.member.id < b.member.id ? -1 : 1));
  const count = Math.round(Number((share * members.length).toPrecision(12))); // 0.145 · 100 is 14.499999999999998
  return drawn.slice(0, count).map(({ member }) => member);
}
