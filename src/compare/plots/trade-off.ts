// Cost, congestion and privacy of every mechanism in one figure: cost to the right, violations upwards, private quantities as the size
// of a point. Filled points are Pareto-optimal in all of them; the dashed line is the front of the two axes of a panel.
import { ink, quiet, type Spec, short, textWidth, wrapped } from '../../../record/index.ts';
import { readable } from '../../results/report/numbers.ts';
import { type Comparison, costOf, indicatorsOf, meanOf, valuesOf } from '../comparison.ts';
import { paired } from '../statistics/paired.ts';
import { placeLabels } from './labels.ts';
import { COLUMN, colourBy, figureOf } from './looks.ts';
import type { About } from './over-time.ts';
import { paretoOptimal } from './pareto.ts';

const HEIGHT = 190;
/** Area of a point that discloses nothing, and of the one that discloses most [px²]. */
const SMALL = 40;
const LARGE = 320;

/** What is drawn upwards: the first always, the others where a mechanism has some. */
const VIOLATIONS = ['overload_kvah', 'voltage_violation_puh'];
const DISCLOSED = 'messages_disclosed';

/** Mean over the seeds with its confidence interval. */
interface Value {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface TradeOff {
  readonly mechanism: string;
  readonly cost: Value;
  readonly violations: readonly Value[];
  readonly disclosed: number | undefined;
  /** No other mechanism but the yardstick is as good in everything and better in something. */
  readonly optimal: boolean;
}

export function drawTradeOff(slice: Comparison, { subtitle, looks }: About): Spec | undefined {
  const cost = costOf(slice);
  const drawn = violationsOf(slice);
  // the large points first, so that they hide no small one
  const points = [...tradeOffs(slice)].sort((a, b) => (b.disclosed ?? 0) - (a.disclosed ?? 0));
  if (!cost || drawn.length === 0 || points.length === 0) return undefined;
  const panels = drawn.map(({ title, unit }, i) => {
    const axes = { x: `${cost.title.split(':')[0]!} [${cost.unit}]`, y: wrapped(`${title} [${unit}]`, HEIGHT) };
    return panelOf(points, i, { axes, looks, yardstick: slice.yardstick, labelled: i === drawn.length - 1 });
  });
  const size = 'In brackets, and as the size: private quantities disclosed.';
  const intervals =
    slice.seeds.length > 1 ? `Means over ${slice.seeds.length} seeds, bars: 95 % confidence intervals.` : undefined;
  const has = points.some(({ disclosed }) => disclosed !== undefined);
  const others = competing(points, slice.yardstick);
  const fronts = drawn.some((_, i) => frontOf(others, i).length > 0);
  const filled = `Filled: Pareto-optimal.${fronts ? ' Dashed: front of two axes.' : ''}`;
  const more = [has ? size : undefined, filled, intervals];
  return figureOf('Cost, congestion and privacy', [...subtitle, ...more], { vconcat: panels, spacing: 14 });
}

/** The violations with an axis. */
function violationsOf(slice: Comparison) {
  const all = indicatorsOf(slice);
  const there = VIOLATIONS.flatMap((id) => all.filter((indicator) => indicator.id === id));
  const some = there.filter(({ id }) => slice.mechanisms.some((name) => meanOf(slice, name, id) > 0));
  return some.length > 0 ? some : there.slice(0, 1);
}

/** Every mechanism that has a cost. */
export function tradeOffs(slice: Comparison): TradeOff[] {
  const cost = costOf(slice);
  if (!cost) return [];
  const violations = violationsOf(slice);
  const points = slice.mechanisms.flatMap((mechanism) => {
    const value = meanWithin(slice, mechanism, cost.id);
    const beyond = violations.flatMap(({ id }) => meanWithin(slice, mechanism, id) ?? []);
    if (!value || beyond.length < violations.length) return [];
    return [{ mechanism, cost: value, violations: beyond, disclosed: meanWithin(slice, mechanism, DISCLOSED)?.mean }];
  });
  const compared = competing(points, slice.yardstick);
  const optimal = paretoOptimal(
    compared.map((one) => [one.cost, ...one.violations].map(({ mean }) => rounded(mean)).concat(one.disclosed ?? 0)),
  );
  return points.map((point) => ({ ...point, optimal: optimal[compared.indexOf(point)] === true }));
}

/** The yardstick is in no front, because it has perfect information. */
const competing = <T extends { readonly mechanism: string }>(
  points: readonly T[],
  yardstick: string | undefined,
): T[] => points.filter(({ mechanism }) => mechanism !== yardstick);

/** Digits that a plot shows: less is no difference. */
const rounded = (x: number): number => short(x) ?? Number.NaN;

function meanWithin(slice: Comparison, mechanism: string, id: string): Value | undefined {
  const found = paired([...valuesOf(slice, mechanism, id).values()]);
  if (!found) return undefined;
  const [low, high] = found.interval ?? [found.mean, found.mean];
  return { mean: found.mean, low, high };
}

interface Axes {
  readonly axes: { readonly x: string; readonly y: string | string[] };
  readonly looks: About['looks'];
  readonly yardstick: string | undefined;
  readonly labelled: boolean;
}

function panelOf(points: readonly TradeOff[], i: number, { axes, looks, yardstick, labelled }: Axes): Spec {
  const [xs, ys] = [points.map(({ cost }) => cost), points.map(({ violations }) => violations[i]!)];
  const [x, y] = [scaleOf(xs, COLUMN), scaleOf(ys, HEIGHT, 0)];
  const most = Math.max(...points.map(({ disclosed = 0 }) => disclosed), 1e-9);
  const area = ({ disclosed = 0 }: TradeOff) => SMALL + ((LARGE - SMALL) * disclosed) / most;
  const texts = points.map(({ mechanism, disclosed }) =>
    disclosed === undefined ? mechanism : `${mechanism} (${readable(disclosed)})`,
  );
  const anchors = points.map((point, k) => ({
    x: x.pixel(xs[k]!.mean),
    y: HEIGHT - y.pixel(ys[k]!.mean),
    r: Math.sqrt(area(point) / Math.PI) + 1,
    width: textWidth(texts[k]!, 11),
  }));
  const [lengths, heights] = [xs.map(pixels(x)), ys.map(pixels(y))];
  const best = frontOf(competing(points, yardstick), i);
  const steps = stepsOf(best.map((of) => ({ x: x.pixel(of.x), y: HEIGHT - y.pixel(of.y) })));
  const intervals = anchors.flatMap((anchor, k) => [
    { left: lengths[k]![0], right: lengths[k]![1], top: anchor.y - 1, bottom: anchor.y + 1 },
    { left: anchor.x - 1, right: anchor.x + 1, top: HEIGHT - heights[k]![1], bottom: HEIGHT - heights[k]![0] },
  ]);
  const labels = placeLabels(anchors, { width: COLUMN, height: HEIGHT, lines: [...intervals, ...steps] });
  const values = points.map((point, k) => ({
    mechanism: point.mechanism,
    x: short(xs[k]!.mean),
    y: short(ys[k]!.mean),
    area: short(area(point)),
    disclosed: point.disclosed === undefined ? null : short(point.disclosed),
    optimal: point.optimal,
    ...ends(xs[k]!, ys[k]!),
    text: texts[k]!,
    lx: x.value(labels[k]!.x),
    ly: y.value(HEIGHT - labels[k]!.y),
  }));
  const quantitative = (field: string, { domain }: Scale, title: string | string[] | null, more: Spec = {}) => ({
    field,
    type: 'quantitative',
    scale: { domain, nice: false, zero: false },
    axis: { title, tickCount: 5, ...more },
  });
  const xOf = (field: string) => quantitative(field, x, labelled ? axes.x : null, labelled ? {} : { labels: false });
  const yOf = (field: string) => quantitative(field, y, axes.y);
  const names = points.map(({ mechanism }) => mechanism);
  const color = colourBy(names, looks);
  const size = { field: 'area', type: 'quantitative', scale: null, legend: null };
  const leaders = values.flatMap((value, k) => {
    const [{ x: left, y: middle }, { y: at, r, width }] = [labels[k]!, anchors[k]!];
    if (Math.abs(middle - at) <= r + 8) return [];
    const edge = middle < at ? middle + 6 : middle - 6;
    return [{ x: value.x, y: value.y, lx: x.value(left + width / 2), ly: y.value(HEIGHT - edge) }];
  });
  return {
    width: COLUMN,
    height: HEIGHT,
    data: { values },
    layer: [
      ...front(best, xOf, yOf),
      ...(leaders.length === 0
        ? []
        : [
            {
              data: { values: leaders },
              mark: { type: 'rule', color: quiet, strokeWidth: 0.6 },
              encoding: { x: xOf('x'), y: yOf('y'), x2: { field: 'lx' }, y2: { field: 'ly' } },
            },
          ]),
      ...bars(values, xOf, yOf, color),
      {
        mark: { type: 'point', strokeWidth: 1.8, fillOpacity: 1, strokeOpacity: 1, opacity: 1 },
        encoding: {
          x: xOf('x'),
          y: yOf('y'),
          stroke: color,
          size,
          fill: { condition: { test: 'datum.optimal', ...color }, value: 'white' },
        },
      },
      ...[{ stroke: 'white', strokeWidth: 3 }, {}].map((halo) => ({
        mark: { type: 'text', align: 'left', baseline: 'middle', color: ink, ...halo },
        encoding: { x: xOf('lx'), y: yOf('ly'), text: { field: 'text' } },
      })),
    ],
  };
}

const pixels =
  ({ pixel }: Scale) =>
  ({ low, high }: Value): [number, number] => [pixel(low), pixel(high)];

type AxisOf = (field: string) => Spec;

/** Ends of the intervals. */
const ends = (x: Value, y: Value) => ({
  x_low: short(x.low),
  x_high: short(x.high),
  y_low: short(y.low),
  y_high: short(y.high),
});

/** Confidence intervals, where there are some. */
function bars(values: readonly ReturnType<typeof ends>[], xOf: AxisOf, yOf: AxisOf, color: Spec): Spec[] {
  if (values.every(({ x_low, x_high }) => x_low === x_high)) return [];
  const mark = { type: 'rule', strokeWidth: 1 };
  return [
    { mark, encoding: { x: xOf('x_low'), x2: { field: 'x_high' }, y: yOf('y'), color } },
    { mark, encoding: { x: xOf('x'), y: yOf('y_low'), y2: { field: 'y_high' }, color } },
  ];
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** The Pareto front of the two axes, from the least cost on; none where it is one point. */
function frontOf(points: readonly TradeOff[], i: number): Place[] {
  const plane = points.map(({ cost, violations }) => [rounded(cost.mean), rounded(violations[i]!.mean)] as const);
  const best = plane.filter((_, k) => paretoOptimal(plane)[k]).sort((a, b) => a[0] - b[0]);
  return new Set(best.map(String)).size < 2 ? [] : best.map(([x, y]) => ({ x, y }));
}

/** The front as steps. */
const front = (values: readonly Place[], xOf: AxisOf, yOf: AxisOf): Spec[] =>
  values.length === 0
    ? []
    : [
        {
          data: { values },
          mark: { type: 'line', interpolate: 'step-after', color: quiet, strokeDash: [3, 3], strokeWidth: 1.2 },
          encoding: { x: xOf('x'), y: yOf('y') },
        },
      ];

/** What these steps cover, one pixel to each side. */
const stepsOf = (places: readonly Place[]) =>
  places.slice(1).flatMap((to, k) => {
    const from = places[k]!;
    const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)];
    return [
      { left: from.x, right: to.x, top: from.y - 1, bottom: from.y + 1 },
      { left: to.x - 1, right: to.x + 1, top, bottom },
    ];
  });

interface Scale {
  readonly domain: readonly [number, number];
  pixel(value: number): number;
  value(pixel: number): number;
}

/** A linear scale with room for points and labels; from `from` on, where it is given. */
function scaleOf(values: readonly Value[], length: number, from?: number): Scale {
  const low = Math.min(...values.map((v) => v.low), from ?? Number.POSITIVE_INFINITY);
  const high = Math.max(...values.map((v) => v.high), from ?? Number.NEGATIVE_INFINITY);
  const span = high - low || Math.max(1e-3, Math.abs(high) * 1e-3);
  const domain = [rounded(low - 0.14 * span), rounded(high + 0.14 * span)] as const;
  const width = domain[1] - domain[0];
  return {
    domain,
    pixel: (value) => ((value - domain[0]) / width) * length,
    value: (pixel) => rounded(domain[0] + (pixel / length) * width),
  };
}
