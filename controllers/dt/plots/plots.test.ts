import { beforeAll, describe, expect, it } from 'vitest';
import { BlockSeries, blocksOf } from '../../../record/index.ts';
import { type Run, readRun } from '../../../src/results/read/index.ts';
import { writeRun } from '../../../src/results/testing/run.ts';
import { dataOf, specOf, titlesOf } from '../../../src/results/testing/spec.ts';
import { penaltySearch } from './penalty-search.ts';
import { type Bought, reprofiling } from './reprofiling.ts';
import { tariffLoading } from './tariff-loading.ts';
import { tariff } from './testing.ts';

const OF_A_TARIFF = ['dynamic-tariff', 'tariff-loading', 'reprofiling', 'penalty-search'];

let run: Run;
let hour: (k: number) => number;

/** What a plot has read. */
const read = <P extends { draw(run: Run, data: never): unknown }>(id: string) =>
  run.plots.find(({ plot }) => plot.id === id)!.data as unknown as Parameters<P['draw']>[1];
beforeAll(async () => {
  run = await readRun((await writeRun({ controllers: ['dt'], published: [tariff], failing: false })).dir);
  hour = (k) => run.blockTime(run.blocks, k);
});

describe('a dynamic tariff', () => {
  it('is drawn with the spot price beside it, not with what is paid at a bus', () => {
    expect(run.currency).toBe('DKK');
    const drawn = dataOf(specOf(run, 'energy-price')).map(({ value }) => value);
    expect(new Set(drawn)).toEqual(new Set([0.2, 0.3, 0.4, 0.5]));
  });

  it('is a cell for each load point and step that has one, also below 0', () => {
    const cells = dataOf(specOf(run, 'dynamic-tariff')).filter(({ u }) => u !== undefined);
    expect(new Set(cells.map(({ load_point, t, tariff }) => `${load_point} ${t} ${tariff}`))).toEqual(
      new Set([`B ${hour(1)} 2`, `B ${hour(2)} 0.25`, `C ${hour(1)} -0.5`]),
    );
  });

  it('has every load point in its place, without a tariff too', () => {
    const spec = specOf(run, 'dynamic-tariff') as { encoding: { y: { scale: { domain: string[] } } } };
    expect(spec.encoding.y.scale.domain).toEqual(['B', 'C', 'D']);
  });

  it('is told with three stages of the branches that the spot price overloads, the worst first', () => {
    expect(titlesOf(specOf(run, 'tariff-loading'))).toEqual(['T-D', 'S-A']);
    const congested = dataOf(specOf(run, 'tariff-loading')).filter(({ t }) => t === hour(1));
    const values = (stage: string) => new Set(congested.filter((d) => d['stage'] === stage).map(({ value }) => value));
    expect(values('by the spot price alone')).toEqual(new Set([900, 1100, -900, -1200]));
    expect(values('after the tariff')).toEqual(new Set([900, 1050, -900, -1000]));
    expect(values('after tariff and re-profiling')).toEqual(new Set([900, 1000, -900, -1000]));
  });

  it('has two stages where nothing was bought beside it', () => {
    const none = new Map<string, Bought>();
    const { branches } = read<typeof tariffLoading>('tariff-loading');
    const stages = dataOf(tariffLoading.draw(run, { branches, bought: none })).flatMap(({ stage }) => stage ?? []);
    expect(new Set(stages)).toEqual(new Set(['by the spot price alone', 'after the tariff']));
    expect(reprofiling.draw(run, { bought: none })).toBeUndefined();
  });
});

describe('re-profiling', () => {
  it('is drawn where it was bought, and its cost summed', () => {
    const spec = specOf(run, 'reprofiling');
    expect(dataOf(spec).map(({ t, value }) => [t, value])).toEqual([
      [hour(1), 50],
      [hour(2), 8],
      [hour(1), 3],
      [hour(2), 3],
    ]);
    expect(JSON.stringify(spec)).toContain('Cost: 300.00 DKK.');
  });
});

describe('re-profiling in blocks of two steps', () => {
  const blocks = blocksOf(4, 48, 2);
  const bought = (...amounts: readonly (readonly [number, number])[]): Bought => {
    const of: Bought = { amount: new BlockSeries(blocks), price: new BlockSeries(blocks), cost: 1 };
    for (const [step, kw] of amounts) {
      of.amount.add(step, kw);
      of.price.add(step, 0.25 * Math.abs(kw));
    }
    return of;
  };
  const drawn = (of: ReadonlyMap<string, Bought>) => reprofiling.draw({ ...run, blocks }, { bought: of });

  it('counts a step in which nothing is bought as nothing', () => {
    const spec = drawn(new Map([['S-A', bought([1, 50], [2, 8], [3, -4])]]));
    expect(dataOf(spec).map(({ value }) => value)).toEqual([25, 2, 6.25, 1.5]);
  });

  it('is drawn for what is bought most first, be it drawn more', () => {
    const all = { little: bought([1, 10]), much: bought([1, -90]), some: bought([0, 1], [2, 40]) };
    expect(titlesOf(drawn(new Map(Object.entries(all))))).toEqual(['much', 'some', 'little']);
  });
});

describe('the search of a neutral penalty', () => {
  it('is the longest of the run, drawn by generation; an objective of 0 is left out where the axis is logarithmic', () => {
    const drawn = dataOf(specOf(run, 'penalty-search')).filter(({ generation }) => generation !== undefined);
    expect(drawn.map(({ generation, objective, difference }) => [generation, objective, difference])).toEqual([
      [1, 50, -50],
      [2, 1, 1],
      [1, 50, -50],
      [2, 1, 1],
      [3, 0, 0],
    ]);
    expect(JSON.stringify(specOf(run, 'penalty-search'))).toContain('Best of 3 generations, 6 problems: 0.41 DKK/kWh');
    const clock = { ...run.manifest.clock, step_min: 60, steps: 48 };
    const twoDays = JSON.stringify(specOf({ ...run, manifest: { ...run.manifest, clock } }, 'penalty-search'));
    expect(twoDays).toContain('The longest search of all days. Best of 3');
  });

  it('is drawn by trial where a bracket made it', () => {
    const { trials } = read<typeof penaltySearch>('penalty-search');
    const longest = trials.longest.map((trial) => ({ ...trial, generation: trial.trial }));
    const spec = penaltySearch.draw(run, { trials: { ...trials, longest } });
    expect(JSON.stringify(spec)).toContain('"title":"Trial"');
    expect(
      dataOf(spec)
        .filter(({ difference }) => difference === 0)
        .map(({ generation }) => generation),
    ).toEqual([6]);
  });
});

describe('a run without a tariff', () => {
  it('has nothing of this', async () => {
    const without = await readRun((await writeRun({ controllers: ['dt'] })).dir);
    for (const id of OF_A_TARIFF) expect(specOf(without, id)).toBeUndefined();
  });

  it('has nothing of this either where no step has rows', async () => {
    const rows = tariff.rows!.map((some) => ({ ...some, cells: [] }));
    const none = await readRun((await writeRun({ controllers: ['dt'], published: [{ rows }] })).dir);
    for (const id of OF_A_TARIFF) expect(specOf(none, id)).toBeUndefined();
  });
});
