// The places that figures show: the worst ones of every mechanism.
import type { Run } from '../../results/read/index.ts';

/** Panels of a figure. */
const PANELS = 4;

interface Place {
  readonly name: string;
  /** The higher, the worse. */
  readonly badness: number;
}

const byBadness = (a: Place, b: Place): number => b.badness - a.badness || (a.name < b.name ? -1 : 1);

/** The most loaded branch of every mechanism, then the most loaded of the others until there are enough. */
export function worstBranches(runs: readonly Run[]): string[] {
  const ranked = runs.map(({ branchRange }) => Array.from(branchRange, ([name, { max }]) => ({ name, badness: max })));
  return chosenOf(ranked, true);
}

/** The bus of every mechanism that is nearest to one of its limits, or furthest beyond; the lowest where no bus has limits. */
export const worstBuses = (runs: readonly Run[]): string[] => chosenOf(runs.map(busesOf), false);

function busesOf({ network, busRange }: Run): Place[] {
  const free = network.buses.filter(({ bus, kind }) => kind === 'pq' && busRange.has(bus));
  return free.map(({ bus, v_min_pu = 0, v_max_pu = Number.POSITIVE_INFINITY }) => {
    const { min, max } = busRange.get(bus)!;
    return { name: bus, badness: Math.max(v_min_pu - min, max - v_max_pu) };
  });
}

/** Names of the worst place of each list, the worst first. */
function chosenOf(lists: readonly (readonly Place[])[], fill: boolean): string[] {
  const worst = (places: readonly Place[]) => [...places].sort(byBadness);
  const first = distinct(worst(lists.flatMap((places) => worst(places).slice(0, 1)))).slice(0, PANELS);
  if (!fill) return first;
  const all = distinct(worst(lists.flat()));
  const chosen = new Set([...first, ...all.filter((name) => !first.includes(name))].slice(0, PANELS));
  return all.filter((name) => chosen.has(name));
}

const distinct = (places: readonly Place[]): string[] => [...new Set(places.map(({ name }) => name))];
