import { describe, expect, it } from 'vitest';
import { createClock } from '../../cosim/index.ts';
import { shiftsOf } from '../../src/results/read/shifts.ts';
import type { Blocks } from '../blocks.ts';
import type { Run } from '../run.ts';
import { averaging, endOf, held, holding, timeAxis } from './time.ts';

/** As much of a run as its time axis needs. */
function runOf(start: string, zone: string, step_min: number, steps: number): Run {
  const clock = createClock({ start, zone, step_min, steps });
  const local = Date.parse(`${start.slice(0, 16)}Z`);
  return {
    manifest: { clock: { start, zone, step_min, steps }, steps },
    clock,
    shifts: shiftsOf(clock, steps),
    blocks: { length: 1, count: steps },
    blockTime: (_: unknown, b: number) => local + b * step_min * 60_000,
  } as unknown as Run;
}

const axisOf = (run: Run) => timeAxis(run)['axis'] as { title: string; values: number[]; labelExpr: string };

/** What the axis writes at a place, by the shifts in its expression. */
function labelAt(run: Run, t: number): string {
  const { labelExpr } = axisOf(run);
  const shift = [...labelExpr.matchAll(/datum\.value >= (\d+) \? (-?\d+) : 0/g)]
    .filter(([, at]) => t >= Number(at))
    .reduce((sum, [, , by]) => sum + Number(by), 0);
  return new Date(t + shift).toISOString().slice(11, 16);
}

describe('the time axis', () => {
  it('shows the wall clock after a change of it, on round local times, and names the change', () => {
    const run = runOf('2024-03-31T00:00+01:00', 'Europe/Copenhagen', 60, 24);
    const { title, values } = axisOf(run);
    expect(title).toBe('Local time (UTC+01:00, from 31 Mar UTC+02:00)');
    // 23 hours of 31 March and one of 1 April; 03:00 follows 02:00 at once
    expect(values.map((t) => labelAt(run, t))).toEqual([
      '00:00',
      '03:00',
      '06:00',
      '09:00',
      '12:00',
      '15:00',
      '18:00',
      '21:00',
      '00:00',
    ]);
    expect(values[1]! - values[0]!).toBe(2 * 3_600_000);
  });

  it('has ticks inside it for runs of minutes, of months and of years', () => {
    for (const [step_min, steps] of [
      [1, 10],
      [1, 45],
      [1, 120],
      [15, 35_040],
      [60, 30_000],
    ] as const) {
      const run = runOf('2024-01-01T00:00+00:00', 'UTC', step_min, steps);
      const { values } = axisOf(run);
      expect(values.length).toBeGreaterThan(1);
      expect(values.length).toBeLessThan(40);
      expect(values.every((t) => t >= run.blockTime(run.blocks, 0) && t <= endOf(run))).toBe(true);
    }
  });
});

describe('a value that holds over steps', () => {
  const values = [1, null, 3, 4];
  const datum = (b: number) => ({ value: values[b]! });
  const run = runOf('2024-01-01T00:00+00:00', 'UTC', 60, 4);
  const [start, hour] = [Date.UTC(2024, 0, 1), 3_600_000];
  const shown = (of: Run) => held(of, datum).map(({ t, value }) => [(t - start) / hour, value]);

  it('has a datum at both ends of each step', () => {
    expect(shown(run).map(([t]) => t)).toEqual([0, 1, 1, 2, 2, 3, 3, 4]);
    expect(holding(run)).toEqual({});
  });

  it('has one for each block of several, also at the end of a known one before an unknown one, and of the last', () => {
    const blocks = { ...run.blocks, length: 2, count: 4 };
    const longer = {
      ...run,
      blocks,
      manifest: { ...run.manifest, steps: 7 },
      blockTime: (_: Blocks, b: number) => start + 2 * b * hour,
    } as Run;
    expect(shown(longer)).toEqual([
      [0, 1],
      [2, 1],
      [2, null],
      [4, 3],
      [6, 4],
      [7, 4], // the last block is of one step
    ]);
    expect(holding(longer)).toEqual({ interpolate: 'step-after' });
  });
});

describe('a run of more steps than its plots show', () => {
  it('says over how many steps its lines are means', () => {
    const run = { ...runOf('2024-01-01T00:00+00:00', 'UTC', 15, 2880), blocks: { length: 4, count: 720 } } as Run;
    expect(averaging(run)).toBe('Lines: means over 1 h (4 steps). Shade: lowest to highest step in each.');
    expect(averaging({ ...run, blocks: { ...run.blocks, length: 1 } })).toBeUndefined();
  });
});
