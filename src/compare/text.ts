// The chosen indicators by mechanism and the distances to the yardstick, and both as text for a terminal.
import { table } from '../text-table.ts';
import {
  type Compared,
  type Comparison,
  costOf,
  differenceOf,
  indicatorsOf,
  keepsLimits,
  meanOf,
  planningTimeOf,
  slicesOf,
} from './comparison.ts';
import type { Paired } from './statistics/paired.ts';

/** Indicators of the table, as far as a run has them; comparison.csv has all. */
const SHOWN = [
  'account_cost',
  'energy_cost',
  'dso_cost',
  'aggregator_profit',
  'customer_payment',
  'overload_kvah',
  'loading_max_percent',
  'loading_over_h',
  'voltage_violation_puh',
  'voltage_min_pu',
  'voltage_max_pu',
  'power_import_max_kw',
  'power_export_max_kw',
  'rebound_import_max_kw',
  'imbalance_short_kwh',
  'imbalance_surplus_kwh',
  'energy_import_kwh',
  'energy_loss_kwh',
  'energy_curtailed_kwh',
  'self_consumption_percent',
  'emission_co2_kg',
  'comfort_below_kh',
  'comfort_above_kh',
  'energy_unserved_kwh',
  'benefit_losing_percent',
  'benefit_p10',
  'benefit_p50',
  'benefit_p90',
  'benefit_jain',
  'messages_sent',
  'messages_bytes',
  'messages_disclosed',
  'linear_model_error_pu',
  'linear_model_error_kw',
];

/** The indicators that a summary shows. */
export const chosenOf = (comparison: Comparison): Compared[] => {
  const all = indicatorsOf(comparison);
  return SHOWN.flatMap((id) => all.filter((indicator) => indicator.id === id));
};

const six = (x: number): string => (Number.isFinite(x) ? String(Number(x.toPrecision(6))) : '–');

/** The table of every scenario. */
export const describeComparison = (comparison: Comparison): string =>
  slicesOf(comparison).map(describeSlice).join('\n\n');

function describeSlice(comparison: Comparison): string {
  const { mechanisms, seeds, scenarios } = comparison;
  const rows = chosenOf(comparison).map(({ id, unit }) => [
    id,
    unit,
    ...mechanisms.map((mechanism) => six(meanOf(comparison, mechanism, id))),
  ]);
  const planning = mechanisms.map((mechanism) => six(planningTimeOf(comparison, mechanism)));
  const over = seeds.length === 1 ? `seed ${seeds[0]}` : `means over ${seeds.length} seeds`;
  const head = [comparison.case, ...scenarios.map((name) => `scenario ${name}`), over].join(', ');
  return [
    head,
    table(['indicator', 'unit', ...mechanisms], [...rows, ['CPU time of planning', 's', ...planning]]),
    '',
    distances(comparison),
  ]
    .join('\n')
    .trimEnd();
}

/** How a mechanism compares with the yardstick. */
export interface Standing {
  readonly mechanism: string;
  /** Number of finished runs. */
  readonly finished: number;
  /** As `keepsLimits`. */
  readonly kept: boolean | undefined;
  /** Its cost less that of the yardstick; absent for the yardstick, and where there is no yardstick or no cost. */
  readonly distance?: Paired;
}

export function standingsOf(comparison: Comparison): Standing[] {
  const { runs, yardstick } = comparison;
  const cost = costOf(comparison);
  return comparison.mechanisms.map((mechanism) => {
    const distance =
      yardstick === undefined || yardstick === mechanism || !cost
        ? undefined
        : differenceOf(comparison, mechanism, yardstick, cost.id);
    return {
      mechanism,
      finished: runs.filter(({ controller, status }) => controller === mechanism && status === 'finished').length,
      kept: keepsLimits(comparison, mechanism),
      ...(distance ? { distance } : {}),
    };
  });
}

/** Heading of the distances; undefined where none is formed. */
function distanceHead(comparison: Comparison): string | undefined {
  const { yardstick } = comparison;
  const cost = costOf(comparison);
  return yardstick === undefined || !cost ? undefined : `${cost.id} − ${yardstick} [${cost.unit}]`;
}

export const keptInWords = (kept: boolean | undefined): string =>
  kept === undefined ? '–' : kept ? 'kept' : 'violated';

/** Of every mechanism: how many runs it has, whether it keeps the limits, and the distance of its cost to the yardstick. */
function distances(comparison: Comparison): string {
  const head = distanceHead(comparison);
  const heads = ['mechanism', 'runs', 'all limits', ...(head === undefined ? [] : [head, '95 % interval'])];
  const rows = standingsOf(comparison).map(({ mechanism, finished, kept, distance }) => [
    mechanism,
    `${finished}/${comparison.seeds.length}`,
    keptInWords(kept),
    ...(head === undefined ? [] : [distance ? six(distance.mean) : '–', intervalOf(distance)]),
  ]);
  return table(heads, rows);
}

/** The confidence interval in words. */
const intervalOf = (found: Paired | undefined): string => (found?.interval ? found.interval.map(six).join(' … ') : '–');
