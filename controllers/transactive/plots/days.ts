// Many days: what the renewables save in a day, and how much imbalance remains, as distributions.
import { quantile } from '../../../base/index.ts';
import { alarm, ink, line, plot, short, strokeLegend } from '../../../record/drawing/index.ts';
import { entry, type Plot, readingOf, type Spec } from '../../../record/index.ts';
import { accountTable, hoursTable } from '../record/tables.ts';
import { RENEWABLES } from '../settlement/settlement.ts';

/** A distribution of fewer days shows little. */
const LEAST_DAYS = 20;
const BINS = 40;
const PLACES = 200;
const FRAME = { width: 345, height: 220 };
/** Days with less are without imbalance [kWh]. */
const NONE_KWH = 1;

interface Day {
  before_kwh: number;
  after_kwh: number;
}

interface Data {
  /** By the day of the run. */
  readonly days: ReadonlyMap<number, Day>;
  /** What the renewables save, by day. */
  readonly savings: readonly number[];
}

export const transactiveDays: Plot<Data> = {
  id: 'transactive-days',
  reads: {
    days: readingOf(
      hoursTable,
      ['imbalance_kw', 'residual_kw'],
      () => new Map<number, Day>(),
      (days, { step, imbalance_kw, residual_kw }, { clock }) => {
        const day = entry(days, clock.day(step), () => ({ before_kwh: 0, after_kwh: 0 }));
        day.before_kwh += Math.abs(imbalance_kw || 0) * clock.dt_h;
        day.after_kwh += Math.abs(residual_kw || 0) * clock.dt_h;
      },
    ),
    savings: readingOf(
      accountTable,
      ['agent', 'profit_without', 'profit_with'],
      (): number[] => [],
      (savings, { agent, profit_without, profit_with }) => {
        if (agent === RENEWABLES) savings.push(profit_with - profit_without);
      },
    ),
  },
  caption: () =>
    'Distributions over the days. Left: what the renewables save in a day, with mean and 5 % and 95 % quantiles. Right: share of the days with at most so much imbalance.',
  draw(run, { days, savings }) {
    if (days.size < LEAST_DAYS || savings.length < LEAST_DAYS) return undefined;
    const [before, after] = [
      [...days.values()].map((of) => of.before_kwh).sort(ascending),
      [...days.values()].map((of) => of.after_kwh).sort(ascending),
    ];
    const saved = [...savings].sort(ascending);
    const left = after.filter((kwh) => kwh > NONE_KWH).length;
    const parts = { concat: [histogram(saved, run.currency), shares(before, after)], spacing: 60 };
    const money = (x: number) => x.toFixed(2);
    const [low, high] = [quantile(saved, 0.05), quantile(saved, 0.95)];
    return plot(
      run,
      'Saving and remaining imbalance by day',
      parts,
      `${savings.length} days. Saving: mean ${money(meanOf(saved))} ${run.currency}, 5 % to 95 % of the days ${money(low)} to ${money(high)} ${run.currency}. Black: the mean; orange: these quantiles.`,
      `Imbalance: mean ${meanOf(before).toFixed(0)} kWh before and ${meanOf(after).toFixed(0)} kWh after the bonuses; some remains on ${left} days.`,
    );
  },
};

const ascending = (a: number, b: number): number => a - b;
const meanOf = (of: readonly number[]): number => of.reduce((sum, x) => sum + x, 0) / of.length;

/** Days by what is saved in them. */
function histogram(sorted: readonly number[], currency: string): Spec {
  const [low, high] = [sorted[0]!, sorted.at(-1)!];
  const width = (high - low) / BINS || 1;
  const count = Array.from({ length: BINS }, () => 0);
  for (const x of sorted) count[Math.min(BINS - 1, Math.floor((x - low) / width))]! += 1;
  const values = count.flatMap((days, i) =>
    days === 0 ? [] : [{ from: short(low + i * width), to: short(low + (i + 1) * width), days }],
  );
  const marks = [
    { x: short(quantile(sorted, 0.05)), colour: alarm },
    { x: short(quantile(sorted, 0.95)), colour: alarm },
    { x: short(meanOf(sorted)), colour: ink },
  ];
  return {
    ...FRAME,
    layer: [
      {
        data: { values },
        mark: { type: 'rect', color: line, opacity: 0.55 },
        encoding: {
          x: {
            field: 'from',
            type: 'quantitative',
            scale: { zero: false },
            axis: { title: `Saving [${currency}/day]`, grid: false },
          },
          x2: { field: 'to' },
          y: { field: 'days', type: 'quantitative', axis: { title: 'Days', tickMinStep: 1 } },
          y2: { datum: 0 },
        },
      },
      {
        data: { values: marks },
        mark: { type: 'rule', strokeWidth: 1.6 },
        encoding: {
          x: { field: 'x', type: 'quantitative' },
          color: { field: 'colour', type: 'nominal', scale: null },
        },
      },
    ],
  };
}

/** Share of the days with at most so much imbalance. */
function shares(before: readonly number[], after: readonly number[]): Spec {
  const curve = (sorted: readonly number[], when: string) => {
    const count = Math.min(PLACES, sorted.length);
    const points = Array.from({ length: count }, (_, i) => {
      const at = Math.round((i * (sorted.length - 1)) / Math.max(1, count - 1));
      return { when, mwh: short(sorted[at]! / 1000), share: short((100 * (at + 1)) / sorted.length) };
    });
    return [{ ...points[0]!, share: 0 }, ...points];
  };
  const names = ['before the bonuses', 'remaining'];
  return {
    ...FRAME,
    data: { values: [...curve(before, names[0]!), ...curve(after, names[1]!)] },
    mark: { type: 'line', interpolate: 'step-after', strokeWidth: 1.8 },
    encoding: {
      x: { field: 'mwh', type: 'quantitative', axis: { title: 'Imbalance [MWh/day]', grid: false } },
      y: {
        ...{ field: 'share', type: 'quantitative', scale: { domain: [0, 100] } },
        axis: { title: 'Days with at most so much [%]' },
      },
      color: {
        ...{ field: 'when', type: 'nominal', scale: { domain: names, range: [ink, alarm] } },
        legend: strokeLegend('Imbalance'),
      },
    },
  };
}
