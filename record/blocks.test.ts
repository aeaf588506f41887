import { describe, expect, it } from 'vitest';
import { BlockSeries, blocksOf, StepSums } from './blocks.ts';

describe('blocks of steps', () => {
  it.each([
    [96, 96, 384, 1],
    [8784, 24, 384, 24],
    [300, 24, 100, 3],
    [300, 24, 60, 6], // 5 is no part of a day of 24
    [1000, 0.5, 300, 4],
    [35_040, 96, 780, 96], // no half days: means would only alternate between day and night
  ])('%d steps, %d a day, in at most %d blocks: %d steps each', (steps, stepsPerDay, max, length) => {
    const blocks = blocksOf(steps, stepsPerDay, max);
    expect(blocks).toMatchObject({ length, count: Math.ceil(steps / length) });
    expect(blocks.of(steps - 1)).toBe(blocks.count - 1);
  });

  it('have mean, range and sum per step, the last one by the steps it really has', () => {
    const series = new BlockSeries(blocksOf(5, 1.5, 3)); // steps 0 1 | 2 3 | 4
    [1, 3, 5, Number.NaN, 9].forEach((value, step) => {
      series.add(step, value);
    });
    series.add(4, 1); // a second row of step 4
    expect([0, 1, 2].map((b) => series.mean(b))).toEqual([2, 5, 5]);
    expect([...series.min]).toEqual([1, 5, 1]);
    expect([...series.max]).toEqual([3, 5, 9]);
    expect([0, 1, 2].map((b) => series.perStep(b, 5))).toEqual([2, 2.5, 10]);
  });

  it('weigh a mean by the number of devices behind each value, and know nothing where there is none', () => {
    const series = new BlockSeries(blocksOf(2, 1.5, 2));
    series.add(0, 20, { weight: 3, low: 19, high: 22 });
    series.add(0, 24, { weight: 1 });
    expect([series.mean(0), series.min[0], series.max[0]]).toEqual([21, 19, 24]);
    expect(series.mean(1)).toBeNaN();
  });
});

describe('sums over the rows of each step', () => {
  it('give a block the mean, the lowest and the highest of its steps, not of its rows', () => {
    const sums = new StepSums(4);
    for (const [step, value] of [
      [0, 1],
      [0, 4],
      [1, 3],
      [1, Number.NaN],
    ] as const) {
      sums.add(step, value);
    }
    const series = sums.into(blocksOf(4, 48, 2));
    expect([series.mean(0), series.min[0], series.max[0]]).toEqual([4, 3, 5]);
    expect(series.mean(1)).toBeNaN();
  });
});
