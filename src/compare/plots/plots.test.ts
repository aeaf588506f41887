import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderSvg } from '../../results/draw/svg.ts';
import { dataOf } from '../../results/testing/spec.ts';
import type { ComparedRun } from '../compared-run.ts';
import type { Comparison } from '../comparison.ts';
import { drawBenefits } from './benefits.ts';
import { differencesOf, drawForest } from './forest.ts';
import { placeLabels } from './labels.ts';
import { looksOf } from './looks.ts';
import { dominates, paretoOptimal } from './pareto.ts';
import { drawTradeOff, tradeOffs } from './trade-off.ts';

const UNITS: Readonly<Record<string, string>> = { energy_cost: 'EUR', overload_kvah: 'kVA h', messages_disclosed: '1' };

type Values = readonly [cost: number, overload: number, disclosed: number];

const run = (
  controller: string,
  seed: number,
  [energy_cost, overload_kvah, messages_disclosed]: Values,
): ComparedRun => ({
  controller,
  seed,
  status: 'finished',
  run: `${controller}-${seed}`,
  indicators: Object.entries({ energy_cost, overload_kvah, messages_disclosed }).map(([id, value]) => {
    return { id, value, unit: UNITS[id]!, title: id, where: '', time: '' };
  }),
  bills: { currency: 'EUR', of: new Map([1, 2, 3].map((c) => [`c${c}`, energy_cost * c])) },
  remarks: [],
});

const comparison = (of: Readonly<Record<string, readonly Values[]>>, yardstick?: string): Comparison => {
  const mechanisms = Object.keys(of);
  const seeds = Object.values(of)[0]!.map((_, i) => i + 1);
  return {
    case: 'x',
    title: 'A feeder',
    scenarios: [],
    mechanisms,
    seeds,
    reference: mechanisms[0]!,
    ...(yardstick === undefined ? {} : { yardstick }),
    runs: mechanisms.flatMap((name) => of[name]!.map((values, i) => run(name, i + 1, values))),
  };
};

const FOUR = comparison(
  {
    none: [
      [10, 5, 0],
      [12, 7, 0],
    ],
    cheap: [
      [6, 2, 9],
      [8, 3, 9],
    ],
    both: [
      [7, 0, 4],
      [9, 0, 4],
    ],
    worse: [
      [11, 6, 9],
      [13, 7, 9],
    ],
    best: [
      [5, 0, 0],
      [7, 0, 0],
    ],
  },
  'best',
);
const about = { subtitle: ['A feeder'], looks: looksOf(FOUR) };

describe('the trade-off', () => {
  it('has the means of the mechanisms', () => {
    const [point] = dataOf(drawTradeOff(FOUR, about)).filter(({ mechanism, text }) => mechanism === 'both' && text);
    expect(point).toMatchObject({ x: 8, y: 0, disclosed: 4, optimal: true });
  });

  it('marks what no mechanism but the yardstick dominates', () => {
    const optimal = tradeOffs(FOUR)
      .filter((point) => point.optimal)
      .map(({ mechanism }) => mechanism);
    expect(optimal).toEqual(['none', 'cheap', 'both']);
  });

  it('is not drawn without a cost', () => {
    const free = { ...FOUR, runs: FOUR.runs.map((one) => ({ ...one, indicators: one.indicators.slice(1) })) };
    expect(drawTradeOff(free, about)).toBeUndefined();
  });
});

describe('the Pareto front', () => {
  const points = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), { minLength: 1 });

  it('has a point that dominates each point outside it, and none that another dominates', () => {
    fc.assert(
      fc.property(points, (all) => {
        const front = all.filter((_, i) => paretoOptimal(all)[i]);
        expect(front.length).toBeGreaterThan(0);
        for (const point of all)
          expect(front.includes(point) !== front.some((other) => dominates(other, point))).toBe(true);
      }),
    );
  });
});

describe('labels', () => {
  it('of points at one place cover neither each other nor leave the frame', () => {
    const anchors = Array.from({ length: 7 }, () => ({ x: 40, y: 90, r: 6, width: 70 }));
    const placed = placeLabels(anchors, { width: 300, height: 190, lines: [] });
    for (const [i, { x, y }] of placed.entries()) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + 70).toBeLessThanOrEqual(300);
      for (const other of placed.slice(i + 1))
        expect(Math.abs(other.x - x) >= 70 || Math.abs(other.y - y) >= 12).toBe(true);
    }
  });
});

describe('a label', () => {
  it('is not next to another point, where there is room elsewhere', () => {
    // the text of the first point would end just before the second one, on either side of it
    const anchors = [
      { x: 100, y: 90, r: 5, width: 60 },
      { x: 172, y: 90, r: 3, width: 40 },
      { x: 28, y: 90, r: 3, width: 20 },
    ];
    const { y } = placeLabels(anchors, { width: 300, height: 190, lines: [] })[0]!;
    expect(Math.abs(y - 90)).toBeGreaterThan(6);
  });
});

describe('benefits and differences', () => {
  it('show the quantiles of the customers', () => {
    const boxes = dataOf(drawBenefits(FOUR, about)).filter(({ p50 }) => p50 !== undefined);
    // bills fall by 4, 8 and 12 with every seed
    expect(boxes.find(({ mechanism }) => mechanism === 'cheap')).toMatchObject({ n: 3, p25: 6, p50: 8, p75: 10 });
    expect(boxes.some(({ mechanism }) => mechanism === 'none')).toBe(false);
  });

  it('show paired differences, and nothing with one seed', () => {
    const [cheap] = differencesOf(FOUR, 'energy_cost').filter(
      ({ mechanism, other }) => mechanism === 'cheap' && other === 'none',
    );
    expect(cheap).toMatchObject({ mean: -4, low: -4, high: -4 });
    expect(drawForest({ ...FOUR, seeds: [1] }, about)).toBeUndefined();
  });
});

describe('the colour of a mechanism', () => {
  it('does not depend on the scenario, and differs from that of the others', () => {
    const looks = looksOf(FOUR);
    expect(new Set([...looks.values()].map(({ colour }) => colour)).size).toBe(5);
    expect(looksOf({ ...FOUR, runs: [] })).toEqual(looks);
  });
});

it.each([
  ['trade-off', drawTradeOff],
  ['benefits', drawBenefits],
  ['differences', drawForest],
] as const)('%s compiles and renders without a warning', async (_, draw) => {
  const { svg, warnings } = await renderSvg(draw(FOUR, about)!);
  expect(warnings).toEqual([]);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
});
