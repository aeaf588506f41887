import { beforeAll, describe, expect, it } from 'vitest';
import { BlockSeries, blocksOf } from '../../../record/index.ts';
import { type Bought, type Run, readRun } from '../read/index.ts';
import { writeRun } from '../testing/run.ts';
import { dataOf, titlesOf } from '../testing/spec.ts';
import { dynamicTariff } from './dynamic-tariff.ts';
import { energyPrice } from './energy-price.ts';
import { plots } from './index.ts';
import { penaltySearch } from './penalty-search.ts';
import { reprofiling } from './reprofiling.ts';
import { tariffLoading } from './tariff-loading.ts';

const OF_A_TARIFF = ['dynamic-tariff', 'tariff-loading', 'reprofiling', 'penalty-search'];

let run: Run;
let hour: (k: number) => number;
beforeAll(async () => {
  run = await readRun((await writeRun({ tariffed: true, failing: false })).dir);
  hour = (k) => run.blockTime(run.blocks, k);
});

describe('a dynamic tariff', () => {
  it('is drawn with the spot price beside it, not with what is paid at a bus', () => {
    expect(run.flexibility.price!.currency).toBe('DKK');
    const drawn = dataOf(energyPrice.draw(run)).map(({ value }) => value);
    expect(new Set(drawn)).toEqual(new Set([0.2, 0.3, 0.4, 0.5]));
  });

  it('is a cell for each load point and step that has one, also below 0', () => {
    const cells = dataOf(dynamicTariff.draw(run)).filter(({ u }) => u !== undefined);
    expect(new Set(cells.map(({ load_point, t, tariff }) => `${load_point} ${t} ${tariff}`))).toEqual(
      new Set([`B ${hour(1)} 2`, `B ${hour(2)} 0.25`, `C ${hour(1)} -0.5`]),
    );
  });

  it('has every load point in its place, without a tariff too', () => {
    const spec = dynamicTariff.draw(run) as { encoding: { y: { scale: { domain: string[] } } } };
    expect(spec.encoding.y.scale.domain).toEqual(['B', 'C', 'D']);
  });

  it('is told with three stages of the branches that the spot price overloads, the worst first', () => {
    expect(titlesOf(tariffLoading.draw(run))).toEqual(['T-D', 'S-A']);
    const congested = dataOf(tariffLoading.draw(run)).filter(({ t }) => t === hour(1));
    const values = (stage: string) => new Set(congested.filter((d) => d['stage'] === stage).map(({ value }) => value));
    expect(values('by the spot price alone')).toEqual(new Set([900, 1100, -900, -1200]));
    expect(values('after the tariff')).toEqual(new Set([900, 1050, -900, -1000]));
    expect(values('after tariff and re-profiling')).toEqual(new Set([900, 1000, -900, -1000]));
  });

  it('has two stages where nothing was bought beside it', () => {
    const alone = { ...run, tariff: { ...run.tariff!, bought: new Map() } };
    const stages = dataOf(tariffLoading.draw(alone)).flatMap(({ stage }) => stage ?? []);
    expect(new Set(stages)).toEqual(new Set(['by the spot price alone', 'after the tariff']));
    expect(reprofiling.draw(alone)).toBeUndefined();
  });
});

describe('re-profiling', () => {
  it('is drawn where it was bought, and its cost summed', () => {
    const spec = reprofiling.draw(run);
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
  const drawn = (of: ReadonlyMap<string, Bought>) =>
    reprofiling.draw({ ...run, blocks, tariff: { ...run.tariff!, bought: of } });

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
    const drawn = dataOf(penaltySearch.draw(run)).filter(({ generation }) => generation !== undefined);
    expect(drawn.map(({ generation, objective, difference }) => [generation, objective, difference])).toEqual([
      [1, 50, -50],
      [2, 1, 1],
      [1, 50, -50],
      [2, 1, 1],
      [3, 0, 0],
    ]);
    expect(JSON.stringify(penaltySearch.draw(run))).toContain('Best of 3 generations, 6 problems: 0.41 DKK/kWh');
    const clock = { ...run.manifest.clock, step_min: 60, steps: 48 };
    const twoDays = JSON.stringify(penaltySearch.draw({ ...run, manifest: { ...run.manifest, clock } }));
    expect(twoDays).toContain('The longest search of all days. Best of 3');
  });

  it('is drawn by trial where a bracket made it', () => {
    const search = run.tariff!.search.map((trial) => ({ ...trial, generation: trial.trial }));
    const spec = penaltySearch.draw({ ...run, tariff: { ...run.tariff!, search } });
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
    const without = await readRun((await writeRun({ flexible: true })).dir);
    expect(without.tariff).toBeUndefined();
    expect(plots.filter(({ id, draw }) => OF_A_TARIFF.includes(id) && draw(without))).toEqual([]);
  });

  it('has nothing of this either where no hour had one', () => {
    const { currency } = run.tariff!;
    const none = { currency, tariffs: new Map(), stages: new Map(), bought: new Map(), search: [] };
    const drawn = plots.filter(({ id, draw }) => OF_A_TARIFF.includes(id) && draw({ ...run, tariff: none }));
    expect(drawn).toEqual([]);
  });
});
