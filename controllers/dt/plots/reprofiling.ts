// Re-profiling bought for what the tariff leaves of a congestion: amount and price over time, for each branch or bus.
import { durationOf, endOf, ink, line, short, timeAxis, valueAxis, WIDTH } from '../../../record/drawing/index.ts';
import { BlockSeries, entry, type Plot, plot, type Run, readingOf, type Spec } from '../../../record/index.ts';
import { reprofiling as reprofilingTable } from '../record/tables.ts';
import { extreme } from './dynamic-tariff.ts';

/** Branches and buses shown, those with the largest amounts first. */
const MAX_SHOWN = 4;
/** Columns up to which a number fits above a bar. */
const NUMBERED = 24;

/** Rows are where something is bought alone: what a block of steps comes to is its sum per step. */
export interface Bought {
  /** < 0 drawn more [kW]. */
  readonly amount: BlockSeries;
  /** [currency/kWh] */
  readonly price: BlockSeries;
  /** Over the run [currency]. */
  cost: number;
}

/** By the branch or bus that is relieved. */
export const boughtByElement = readingOf(
  reprofilingTable,
  ['element', 'amount_kw', 'price', 'cost'],
  () => new Map<string, Bought>(),
  (bought, { step, element, amount_kw, price, cost }, { blocks }) => {
    const of = entry(bought, element, () => ({
      amount: new BlockSeries(blocks),
      price: new BlockSeries(blocks),
      cost: 0,
    }));
    of.amount.add(step, amount_kw);
    of.price.add(step, price);
    of.cost += cost;
  },
);

interface Data {
  readonly bought: ReadonlyMap<string, Bought>;
}

export const reprofiling: Plot<Data> = {
  id: 'reprofiling',
  reads: { bought: boughtByElement },
  caption: () =>
    'Re-profiling bought for what the tariff leaves of a congestion: its amount, and the flexibility price.',
  draw(run, { bought }) {
    const { currency } = run;
    const largest = ({ amount: { min, max } }: Bought) =>
      max.reduce((highest, kw, b) => Math.max(highest, kw || 0, -min[b]! || 0), 0);
    const rows = [...bought].sort(([, a], [, b]) => largest(b) - largest(a)).slice(0, MAX_SHOWN);
    if (rows.length === 0) return undefined;
    const panels = rows.flatMap(([element, { amount, price }], i) => [
      { ...panel(run, amount, 'Amount [kW]', false), title: { text: element, fontSize: 12, offset: 8 } },
      panel(run, price, `Price [${currency}/kWh]`, i === rows.length - 1),
    ]);
    const cost = [...bought.values()].reduce((sum, of) => sum + of.cost, 0);
    const remark = `Cost: ${cost.toFixed(2)} ${currency}.`;
    const whole =
      rows.length === bought.size
        ? undefined
        : `The ${rows.length} of ${bought.size} branches and buses with the largest amounts.`;
    return plot(
      run,
      'Re-profiling bought: amount and flexibility price',
      { vconcat: panels, spacing: 22 },
      remark,
      whole,
      meansOf(run),
    );
  },
};

const meansOf = (run: Run): string | undefined =>
  run.blocks.length === 1
    ? undefined
    : `Bars: means over ${durationOf(run, run.blocks)} (${run.blocks.length} steps), 0 where nothing is bought. Thin: the largest of a step.`;

function panel(run: Run, of: BlockSeries, title: string, last: boolean): Spec {
  const { blocks } = run;
  const end = endOf(run);
  const values = Array.from({ length: blocks.count }, (_, b) => {
    const [t, u] = [b, b + 1].map((at) => Math.min(end, run.blockTime(blocks, at)));
    return {
      t,
      u,
      middle: (t! + u!) / 2,
      value: short(of.perStep(b, run.manifest.steps)),
      max: short(extreme(of, b)),
    };
  }).filter(({ value }) => value); // no row where nothing is bought
  const x = timeAxis(run, last ? {} : { title: null });
  const y = valueAxis(title, 4, { scale: { zero: true } });
  const largest: Spec = {
    mark: { type: 'rule', color: ink, strokeWidth: 1 },
    encoding: { x, x2: { field: 'u' }, y: { ...y, field: 'max' } },
  };
  const numbers: Spec = {
    mark: { type: 'text', baseline: 'bottom', dy: -2, fontSize: 10, color: ink },
    encoding: { x: { ...x, field: 'middle' }, y, text: { field: 'value', format: '.2f' } },
  };
  return {
    width: WIDTH,
    height: 110,
    data: { values },
    layer: [
      { mark: { type: 'rect', color: line }, encoding: { x, x2: { field: 'u' }, y, y2: { datum: 0 } } },
      ...(blocks.length > 1 ? [largest] : []),
      ...(blocks.count <= NUMBERED ? [numbers] : []),
    ],
  };
}
