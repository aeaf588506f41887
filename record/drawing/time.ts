// The time axis of the plots: elapsed time to the right, labelled with the wall clock of the zone, its changes included.
import type { Blocks } from '../blocks.ts';
import type { Run } from '../run.ts';
import type { Spec } from '../spec.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** End of the last step, on the time axis. */
export const endOf = (run: Run): number =>
  run.blockTime(run.blocks, 0) + run.manifest.steps * run.manifest.clock.step_min * MINUTE;

/** Stretches of one offset, on the time axis. */
const stretches = ({ shifts, manifest, blocks, blockTime }: Run) =>
  shifts.map(({ step, by_ms, offset }) => {
    return { at: blockTime(blocks, 0) + step * manifest.clock.step_min * MINUTE, by: by_ms, offset };
  });

type Stretch = ReturnType<typeof stretches>[number];

/** Local time to the right. Data give it as `blockTime` does, so that it never runs back when the zone changes its offset. */
export function timeAxis(run: Run, axis: Spec = {}): Spec {
  const [start, end] = [run.blockTime(run.blocks, 0), endOf(run)];
  const shifts = stretches(run);
  const { every, format } = ticksOf(end - start);
  const values = shifts.flatMap(({ at, by }, i) => {
    const until = shifts[i + 1]?.at ?? end + 1;
    return every(at + by, until + by).map((local) => local - by);
  });
  const local = shifts.slice(1).reduce((text, { at, by }, i) => {
    return `${text} + (datum.value >= ${at} ? ${by - shifts[i]!.by} : 0)`;
  }, 'datum.value');
  return {
    field: 't',
    type: 'quantitative',
    scale: { domain: [start, end], nice: false, zero: false },
    axis: { title: titleOf(shifts), values, labelExpr: format(local), labelFlush: false, grid: false, ...axis },
  };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Names the offset, and each change of it with its day; where there are many changes, only that they are followed. */
function titleOf(shifts: readonly Stretch[]): string {
  const [first, ...changes] = shifts.map(({ at, by, offset }) => {
    const date = new Date(at + by);
    return { offset, day: `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}` };
  });
  if (changes.length > 2) return 'Local time, clock changes included';
  return `Local time (UTC${first!.offset}${changes.map(({ offset, day }) => `, from ${day} UTC${offset}`).join('')})`;
}

/** Ticks on round minutes, hours, days, months or years of the wall clock, and the Vega expression that writes them. */
function ticksOf(span: number): {
  every(from: number, until: number): number[];
  format(local: string): string;
} {
  const steps = (step: number) => (from: number, until: number) => {
    const first = Math.ceil(from / step) * step;
    return Array.from({ length: Math.max(0, Math.ceil((until - first) / step)) }, (_, i) => first + i * step);
  };
  const starts = (months: number) => (from: number, until: number) =>
    steps(DAY)(from, until).filter((t) => {
      const date = new Date(t);
      return date.getUTCDate() === 1 && date.getUTCMonth() % months === 0;
    });
  const written = (format: string) => (local: string) => `utcFormat(${local}, '${format}')`;
  const hours = span / HOUR;
  if (hours <= 0.75) return { every: steps(5 * MINUTE), format: written('%H:%M') };
  if (hours <= 3) return { every: steps(15 * MINUTE), format: written('%H:%M') };
  if (hours <= 12) return { every: steps(HOUR), format: written('%H:%M') };
  if (hours <= 36) return { every: steps(3 * HOUR), format: written('%H:%M') };
  if (hours <= 96) {
    const format = (local: string) => `utcFormat(${local}, utchours(${local}) === 0 ? '%-d %b' : '%H:%M')`;
    return { every: steps(12 * HOUR), format };
  }
  if (hours <= 24 * 45) return { every: steps(DAY), format: written('%-d %b') };
  if (hours <= 24 * 800) return { every: starts(1), format: written('%b %Y') };
  return { every: starts(12), format: written('%Y') };
}

/** `15 min`, `6 h`, `2 days`. */
export function durationOf({ manifest: { clock } }: Run, { length }: Blocks): string {
  const minutes = length * clock.step_min;
  if (minutes < 60 || minutes % 60 !== 0) return `${minutes} min`;
  return minutes % 1440 === 0 && minutes > 1440 ? `${minutes / 1440} days` : `${minutes / 60} h`;
}

/** What a line shows of a run of more steps than can be drawn; nothing where each step is drawn. */
export const averaging = (run: Run): string | undefined =>
  run.blocks.length === 1
    ? undefined
    : `Lines: means over ${durationOf(run, run.blocks)} (${run.blocks.length} steps). Shade: lowest to highest step in each.`;

/**
 * Each datum at the start and at the end of its block: a step is drawn whole, also next to one that is unknown. Of blocks of several
 * steps the end is where the next one begins, unless a value becomes unknown there; their marks are those of `holding`.
 */
export function held<D extends Spec>(run: Run, datum: (b: number) => D): (D & { t: number })[] {
  const last = endOf(run);
  const data = Array.from({ length: run.blocks.count }, (_, b) => datum(b));
  return data.flatMap((d, b) => {
    const start = { ...d, t: run.blockTime(run.blocks, b) };
    const next = data[b + 1];
    if (run.blocks.length > 1 && next && !Object.keys(d).some((key) => next[key] === null && d[key] !== null))
      return start;
    return [start, { ...d, t: Math.min(last, run.blockTime(run.blocks, b + 1)) }];
  });
}

/** Of the marks of data that are `held`, or `after` steps. */
export const holding = ({ blocks }: Run): Spec => (blocks.length === 1 ? {} : { interpolate: 'step-after' });

/** What is there after a step, at its end; a block of several steps is drawn whole, with its mean. */
export function after<D extends Spec>(run: Run, datum: (b: number) => D): (D & { t: number })[] {
  if (run.blocks.length > 1) return held(run, datum);
  const last = endOf(run);
  return Array.from({ length: run.blocks.count }, (_, b) => ({
    ...datum(b),
    t: Math.min(last, run.blockTime(run.blocks, b + 1)),
  }));
}
