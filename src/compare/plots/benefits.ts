// Distribution of the benefits of customers: the bill under the reference less the bill under a mechanism.
import { quantile } from '../../../base/index.ts';
import { ink, quiet, type Spec, short } from '../../../record/index.ts';
import type { Comparison } from '../comparison.ts';
import { benefitsOf } from '../customers.ts';
import { COLUMN, colourBy, figureOf } from './looks.ts';
import type { About } from './over-time.ts';

const ROW = 26;
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
  const x = (field: string, title: string | null = null): Spec => ({
    field,
    type: 'quantitative',
    scale: { zero: true, padding: 6 },
    axis: { title, tickCount: 5 },
  });
  const y = {
    field: 'mechanism',
    type: 'nominal',
    sort: null,
    scale: { domain: names },
    axis: { title: null, ticks: false, domain: false, labelColor: ink, labelLimit: 120 },
  };
  const color = colourBy(names, looks);
  const outside = boxes.flatMap(({ mechanism, outside: values }) => values.map((benefit) => ({ mechanism, benefit })));
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
      ...(outside.length === 0
        ? []
        : [
            {
              data: { values: outside },
              mark: { type: 'point', shape: 'stroke', angle: 90, size: 30, strokeWidth: 1, opacity: 0.7 },
              encoding: { y, x: x('benefit', title), color },
            },
          ]),
    ],
  };
  const counts = new Set(boxes.map(({ n }) => n));
  const n =
    counts.size === 1 ? `${[...counts][0]} customers.` : `${Math.min(...counts)} to ${Math.max(...counts)} customers.`;
  const how = `${n} Tick: median. Box: middle half. Line: 5 % to 95 %. Marks: customers beyond.`;
  return figureOf('Benefits of customers', [...subtitle, how], parts);
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
  const outside = Array.from(
    sorted.filter((b) => b < p05 || b > p95),
    short,
  );
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
