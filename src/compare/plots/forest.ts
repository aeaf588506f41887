// Forest plot: paired differences of every mechanism to reference and yardstick, with their confidence intervals.
import { ink, quiet, type Spec, short, wrapped } from '../../../record/index.ts';
import { type Comparison, costOf, differenceOf, indicatorsOf, othersOf } from '../comparison.ts';
import { CONFIDENCE } from '../statistics/paired.ts';
import { BROKEN_LABELS, COLUMN, colourBy, figureOf, panelTitle } from './looks.ts';
import type { About } from './over-time.ts';

/** Indicators with a panel, after the cost. */
const SHOWN = [
  'overload_kvah',
  'voltage_violation_puh',
  'power_import_max_kw',
  'energy_loss_kwh',
  'comfort_below_kh',
  'comfort_above_kh',
];
const ROW = 16;
/** Between the panels of one indicator [px]. */
const GAP = 24;

export interface Difference {
  readonly mechanism: string;
  readonly other: string;
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Undefined with one seed: a single difference has no interval. */
export function drawForest(slice: Comparison, { subtitle, looks }: About): Spec | undefined {
  const others = othersOf(slice);
  if (slice.seeds.length < 2 || others.length === 0) return undefined;
  const all = indicatorsOf(slice);
  const ids = [costOf(slice)?.id, ...SHOWN];
  const shown = ids
    .flatMap((id) => all.filter((indicator) => indicator.id === id))
    .flatMap((indicator) => {
      const values = differencesOf(slice, indicator.id);
      return values.some(({ mean }) => mean !== 0) ? [{ indicator, values }] : [];
    });
  if (shown.length === 0) return undefined;
  const names = slice.mechanisms.filter((name) =>
    shown.some(({ values }) => values.some(({ mechanism }) => mechanism === name)),
  );
  const panels = shown.map(({ indicator, values }, i) => ({
    title: panelTitle(indicator.title.split(':')[0]!),
    spacing: GAP,
    hconcat: others.map((other, k) =>
      panelOf(
        values.filter((value) => value.other === other),
        { names, looks, width: (COLUMN - GAP * (others.length - 1)) / others.length, labelled: k === 0 },
        `${i === shown.length - 1 ? `less ${other} ` : ''}[${indicator.unit}]`,
      ),
    ),
  }));
  const how = `Paired differences to ${others.join(' and ')} over ${slice.seeds.length} seeds: mean and ${100 * CONFIDENCE} % confidence interval.`;
  return figureOf('Differences with intervals', [...subtitle, how], { vconcat: panels, spacing: 16 });
}

interface PanelOptions {
  readonly names: readonly string[];
  readonly looks: About['looks'];
  readonly width: number;
  /** Whether it has the names of the mechanisms. */
  readonly labelled: boolean;
}

function panelOf(values: readonly Difference[], { names, looks, width, labelled }: PanelOptions, title: string): Spec {
  const axis = {
    title: null,
    ticks: false,
    domain: false,
    labelColor: ink,
    labelLimit: 120,
    labels: labelled,
    ...BROKEN_LABELS,
  };
  const y = { field: 'mechanism', type: 'nominal', sort: null, scale: { domain: names }, axis };
  const x = (field: string) => ({
    field,
    type: 'quantitative',
    scale: { zero: true, padding: 8 },
    axis: { title: wrapped(title, width), tickCount: 3 },
  });
  const color = colourBy(names, looks);
  return {
    width,
    height: ROW * names.length,
    data: { values },
    layer: [
      {
        data: { values: [{ zero: 0 }] },
        mark: { type: 'rule', color: quiet, strokeWidth: 1 },
        encoding: { x: x('zero') },
      },
      { mark: { type: 'rule', strokeWidth: 1.4 }, encoding: { y, x: x('low'), x2: { field: 'high' }, color } },
      { mark: { type: 'point', filled: true, size: 40, opacity: 1 }, encoding: { y, x: x('mean'), color } },
    ],
  };
}

/** Of every mechanism to reference and yardstick, where the pair shares at least two seeds. */
export const differencesOf = (slice: Comparison, id: string): Difference[] =>
  slice.mechanisms.flatMap((mechanism) =>
    othersOf(slice).flatMap((other) => {
      const found = mechanism === other ? undefined : differenceOf(slice, mechanism, other, id);
      if (!found?.interval) return [];
      const [low, high] = found.interval;
      return [{ mechanism, other, mean: short(found.mean), low: short(low), high: short(high) }];
    }),
  );
