// Start states by level of load: solutions at multiples of the loads of the network's table. The nearest one to the total load of a power
// flow saves rounds. It depends on the network and that load alone, so results do not depend on other power flows.

/** Levels per multiple of the loads of the table. */
export type Spacing = number;
/** Newton's method needs the same number of rounds from anywhere near. */
export const COARSE: Spacing = 4;
/** The chord method converges by a factor in proportion to the distance from its level. */
export const FINE: Spacing = 16;
/** As FINE in a small network, whose levels cost little time and memory. */
export const FINEST: Spacing = 64;

/** The range of multiples. */
const RANGE = { from: -1, to: 1.5 };

/** The nearest level to a total load, relative to that of the table; 0 is no load. */
export const levelOf = (load: number, table: number, spacing: Spacing): number => {
  const share = table > 0 && Number.isFinite(load) ? load / table : 0;
  return Math.round(spacing * Math.min(RANGE.to, Math.max(RANGE.from, share)));
};

/** Multiple of the loads of the table. */
export const shareOf = (level: number, spacing: Spacing): number => level / spacing;

/** What belongs to a level, created when it is first needed; that of the next level towards no load where there is none. */
export function atLevels<T>(create: (level: number) => T | undefined): (level: number) => T | undefined {
  const known = new Map<number, T | undefined>();
  const at = (level: number): T | undefined => {
    if (!known.has(level)) known.set(level, create(level) ?? (level === 0 ? undefined : at(level - Math.sign(level))));
    return known.get(level);
  };
  return at;
}
