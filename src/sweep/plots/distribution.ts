// Distribution of indicators for each value of a parameter: boxes, or points where there are few runs.
import { quantile } from '../../../base/index.ts';
import { ink, line, type Spec, short } from '../../../record/index.ts';
import { type Shown, withUnit } from '../measures/shown.ts';
import { type About, type Grouped, groupedOf, labelsOf, panelTitle, sweepFigure } from './about.ts';

const PANEL = 330;
const HEIGHT = 170;
/** With fewer runs in a group its runs are drawn one by one. */
const BOXED = 10;
const SHARES = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

export function drawDistribution({ table, shown, subtitle }: About, p: number): Spec | undefined {
  const groups = groupedOf(table, p);
  const panels = shown.map((indicator) => panelOf(indicator, groups));
  const binned = groups.binned ? ' Drawn values are in bins of equal counts.' : '';
  const lost = groups.labels.some(
    (_, g) =>
      knownIn(
        table.status.map((s) => (s === 'done' ? 0 : Number.NaN)),
        groups,
        g,
      ).length < groups.planned[g]!,
  );
  const counts = lost ? ' Below a value: its runs with results, of those planned.' : '';
  const how = `Line in a box: median. Box: 25 % to 75 %. Whiskers: 5 % to 95 %. Points instead, where a value has fewer than ${BOXED} runs.${binned}${counts}`;
  const title = `Distribution over ${groups.parameter.title}`;
  return sweepFigure(title, [...subtitle, how], { concat: panels, columns: 2, spacing: 30 });
}

const knownIn = (values: ArrayLike<number>, { of }: Grouped, g: number): number[] =>
  Array.from(values).filter((value, run) => of[run] === g && Number.isFinite(value));

export function boxesOf(values: Float64Array, groups: Grouped) {
  return groups.labels.map((_, g) => {
    const known = Float64Array.from(knownIn(values, groups, g)).sort();
    const [p05, p25, p50, p75, p95] = SHARES.map((share) => short(quantile(known, share)));
    return { g, n: known.length, known, p05, p25, p50, p75, p95 };
  });
}

function panelOf(indicator: Shown, groups: Grouped): Spec {
  const all = boxesOf(indicator.values, groups);
  const labels = groups.labels.map((label, g) => {
    const { n } = all[g]!;
    return n < groups.planned[g]! ? `${label}\n${n}/${groups.planned[g]}` : label;
  });
  const x = {
    field: 'label',
    type: 'ordinal',
    sort: null,
    scale: { domain: labels },
    axis: { title: withUnit(groups.parameter), ticks: false, grid: false, ...labelsOf(labels, PANEL) },
  };
  const y = (field: string) => ({
    field,
    type: 'quantitative',
    scale: { zero: false },
    axis: { title: null, tickCount: 5, domain: false, ticks: false },
  });
  const boxes = all.flatMap(({ known: _, ...box }) => (box.n >= BOXED ? [{ ...box, label: labels[box.g] }] : []));
  const points = all.flatMap(({ g, n, known }) =>
    n < BOXED ? [...known].map((value) => ({ label: labels[g], value: short(value) })) : [],
  );
  const data = { values: boxes };
  const size = Math.max(4, Math.min(24, (0.6 * PANEL) / labels.length));
  const ofBoxes: Spec[] = [
    { data, mark: { type: 'rule', color: line, strokeWidth: 1.2 }, encoding: { x, y: y('p05'), y2: { field: 'p95' } } },
    { data, mark: { type: 'bar', color: '#9cc3e4', size }, encoding: { x, y: y('p25'), y2: { field: 'p75' } } },
    { data, mark: { type: 'tick', color: ink, thickness: 2, size }, encoding: { x, y: y('p50') } },
  ];
  const ofPoints: Spec = {
    data: { values: points },
    mark: { type: 'point', filled: true, color: line, opacity: 0.6, size: 26 },
    encoding: { x, y: y('value') },
  };
  return {
    width: PANEL,
    height: HEIGHT,
    title: panelTitle(withUnit(indicator), PANEL),
    layer: [...(boxes.length > 0 ? ofBoxes : []), ...(points.length > 0 || boxes.length === 0 ? [ofPoints] : [])],
  };
}
