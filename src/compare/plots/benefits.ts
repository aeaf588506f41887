// Distribution of the benefits of customers: the bill under the reference less the bill under a mechanism.
import { quantile } from '../../../base/index.ts';
import { extentOf, ink, quiet, type Spec, short } from '../../../record/index.ts';
import { readable } from '../../results/report/numbers.ts';
import type { Comparison } from '../comparison.ts';
import { benefitsOf } from '../customers.ts';
import { BROKEN_LABELS, COLUMN, colourBy, figureOf } from './looks.ts';
import type { About } from './over-time.ts';

const ROW = 26;
/** Between the ends of the axis and the text there [px]. */
const GAP = 4;
/** Of the customers, those outside the whiskers, and those outside a box [%]. */
const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

export function drawBenefits(slice: Comparison, { subtitle, looks }: About): Spec | undefined {
  const { reference } = slice;
  const currency = slice.runs.find(({ bills }) => bills)?.bills?.currency;
  if (reference === undefined || currency === undefined) return undefined;
  const of = new Map(slice.mechanisms.map((mechanism) => [mechanism, benefitsOf(slice, mechanism)]));
  const names = [...of.keys()].filter((name) => of.get(name)!.size > 0);
  if (names.length === 0) return undefined;
  const boxes = names.map((mechanism) => ({ mechanism, ...boxOf([...of.get(mechanism)!.values()]) }));
  const { domain, marked } = rangesOf(boxes);
  const x = (field: string, title: string | null = null): Spec => ({
    field,
    type: 'quantitative',
    scale: { domain, nice: false, zero: false },
    axis: { title, tickCount: 5 },
  });
  const y = {
    field: 'mechanism',
    type: 'nominal',
    sort: null,
    scale: { domain: names },
    axis: { title: null, ticks: false, domain: false, labelColor: ink, labelLimit: 120, ...BROKEN_LABELS },
  };
  const color = colourBy(names, looks);
  const outside = boxes.flatMap(({ mechanism, outside: values }) => values.map((benefit) => ({ mechanism, benefit })));
  const shown = outside.filter(({ benefit }) => benefit >= marked[0] && benefit <= marked[1]);
  const beyond = boxes.flatMap((box) => beyondOf(box, marked, domain));
  const title = `Benefit against ${reference} [${currency}]`;
  const data = { values: boxes.map(({ outside: _, ...box }) => box) };
  const parts = {
    width: COLUMN,
    height: ROW * names.length,
    layer: [
      {
        data: { values: [{ zero: 0 }] },
        mark: { type: 'rule', color: quiet, strokeWidth: 1 },
        encoding: { x: x('zero', title) },
      },
      {
        data,
        mark: { type: 'rule', strokeWidth: 1.2 },
        encoding: { y, x: x('p05', title), x2: { field: 'p95' }, color },
      },
      {
        data,
        mark: { type: 'bar', height: 12, opacity: 0.55 },
        encoding: { y, x: x('p25', title), x2: { field: 'p75' }, color },
      },
      { data, mark: { type: 'tick', color: ink, thickness: 2, size: 16 }, encoding: { y, x: x('p50', title) } },
      ...(shown.length === 0
        ? []
        : [
            {
              data: { values: shown },
              mark: { type: 'point', shape: 'stroke', angle: 90, size: 30, strokeWidth: 1, opacity: 0.7 },
              encoding: { y, x: x('benefit', title), color },
            },
          ]),
      ...(['left', 'right'] as const).flatMap((align) => {
        const values = beyond.filter(({ side }) => side === align);
        const dx = align === 'left' ? GAP : -GAP;
        const mark = { type: 'text', align, dx, baseline: 'middle', color: quiet, fontSize: 9 };
        return values.length === 0
          ? []
          : [{ data: { values }, mark, encoding: { y, x: x('at', title), text: { field: 'text' } } }];
      }),
    ],
  };
  const counts = new Set(boxes.map(({ n }) => n));
  const n =
    counts.size === 1 ? `${[...counts][0]} customers.` : `${Math.min(...counts)} to ${Math.max(...counts)} customers.`;
  const how = `${n} Tick: median. Box: middle half. Line: 5 % to 95 %. Marks: customers beyond.`;
  const edges = beyond.length > 0 ? 'At the edges: how many are farther, and the farthest.' : undefined;
  return figureOf('Benefits of customers', [...subtitle, how, edges], parts);
}

type Box = ReturnType<typeof boxOf> & { readonly mechanism: string };
type Range = readonly [low: number, high: number];

/**
 * The axis, and the part of it in which customers are marked one by one: zero and every 5 % to 95 %, with room for text at both ends.
 * A few large customers would hide all others.
 */
function rangesOf(boxes: readonly Box[]): { readonly domain: Range; readonly marked: Range } {
  const [low, high] = extentOf([0, ...boxes.flatMap(({ p05, p95 }) => [p05 ?? 0, p95 ?? 0])]);
  const span = high - low || 1;
  const around = (room: number): Range => [low - room * span, high + room * span];
  return { domain: around(0.5), marked: around(0.1) };
}

const threeDigits = (x: number): number => Number(x.toPrecision(3));

/** The customers outside the marked part, as text at the ends of the axis. */
function beyondOf({ mechanism, outside }: Box, [low, high]: Range, domain: Range) {
  const ends = [
    { side: 'left', at: domain[0], values: outside.filter((benefit) => benefit < low), farthest: Math.min },
    { side: 'right', at: domain[1], values: outside.filter((benefit) => benefit > high), farthest: Math.max },
  ] as const;
  return ends.flatMap(({ side, at, values, farthest }) => {
    const text = `${values.length} to ${readable(threeDigits(farthest(...values))).replace('-', '−')}`;
    return values.length === 0 ? [] : [{ mechanism, side, at, text }];
  });
}

/** Quantiles of the benefits, and those outside the 5 % and 95 % quantiles. */
function boxOf(benefits: readonly number[]) {
  const sorted = Float64Array.from(benefits).sort();
  const [p05, p25, p50, p75, p95] = QUANTILES.map((share) => quantile(sorted, share)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const outside = [...sorted].filter((b) => b < p05 || b > p95).flatMap((b) => short(b) ?? []);
  return {
    n: sorted.length,
    p05: short(p05),
    p25: short(p25),
    p50: short(p50),
    p75: short(p75),
    p95: short(p95),
    outside,
  };
}
