// The multipliers of all parts, on the threads that there are: whole parts side by side where there are many, else the places of one
// part after the other.
import type { Coupling } from './coupling.ts';
import { maximisePart, type PartArrays } from './maximise-part.ts';
import type { Maximum } from './newton.ts';
import { itemsAt, type Parts } from './parts.ts';
import { type Join, roundsOf } from './together.ts';
import type { Workspace } from './workspace.ts';

/** Parts are solved side by side where the largest has at most this share of all links. */
const LARGEST_PART = 1 / 4;

/** @param start multipliers of a similar problem; undefined where a part has no maximum */
export function multipliersOf(
  { chains: { memory }, limits }: Coupling,
  parts: Parts,
  workspace: Workspace,
  start: Float64Array | undefined,
  join: Join | undefined,
): Maximum | undefined {
  const y = memory.floats(limits.count);
  if (start) y.set(start);
  const evaluations = memory.integers(parts.count);
  const arrays: PartArrays = { workspace, limits, parts, y, hasStart: start !== undefined, evaluations };
  const rounds = roundsOf(arrays, memory.isShared ? join : undefined);
  const all = Array.from({ length: parts.count }, (_, part) => part);
  try {
    if (hasEqualParts(arrays)) rounds.run('maximise', all);
    else
      for (const part of all) {
        maximisePart(arrays, part, rounds.run);
        if (evaluations[part]! < 0) return undefined;
      }
  } finally {
    rounds.end();
  }
  if (evaluations.includes(-1)) return undefined;
  return { y, evaluations: evaluations.reduce((sum, of) => sum + of, 0) };
}

/** No part has most of the links. */
function hasEqualParts({ parts, workspace: { links } }: PartArrays): boolean {
  let largest = 0;
  let all = 0;
  for (let part = 0; part < parts.count; part++) {
    const size = itemsAt(parts.places, part).reduce((sum, place) => sum + links[place]!, 0);
    largest = Math.max(largest, size);
    all += size;
  }
  return largest <= LARGEST_PART * all;
}
