// Loading, voltage and import over time: a panel for a place, a line for a mechanism.
import {
  alarm,
  averaging,
  BlockSeries,
  extentOf,
  lines,
  overSteps,
  type Spec,
  timeAxis,
  unitOf,
  type VoltageLimits,
  valueAxis,
  voltageScale,
} from '../../../record/index.ts';
import type { Run } from '../../results/read/index.ts';
import { COLUMN, figureOf, type Looks, panelTitle, strokeBy } from './looks.ts';
import type { Shown, Values } from './runs.ts';

/** One place under all mechanisms. */
export interface PlaceSeries {
  readonly name: string;
  /** Values of each step by mechanism. */
  readonly of: ReadonlyMap<string, Float64Array>;
}

/** A place as the figures take it, from the values of every run. */
export const placeSeries = (name: string, values: ReadonlyMap<string, Values>): PlaceSeries => ({
  name,
  of: new Map(
    Array.from(values, ([mechanism, places]) => [mechanism, places.get(name)] as const).filter(
      (entry): entry is readonly [string, Float64Array] => entry[1]?.some((value) => !Number.isNaN(value)) === true,
    ),
  ),
});

export const namesIn = ({ runs }: Shown): string[] => runs.map(({ mechanism }) => mechanism);

/** Share of the span of a panel below which two lines coincide to the eye. */
const VISIBLE = 0.005;

/** Mechanisms whose lines coincide in all places: one of them hides the others. */
export function coincidence(places: readonly PlaceSeries[], names: readonly string[]): string | undefined {
  const spans = places.map(({ of }) => {
    const [low, high] = extentOf([...of.values()].flatMap((values) => extentOf(known(values))));
    return high - low;
  });
  const isSame = (a: string, b: string) =>
    places.every(({ of }, i) => isClose(of.get(a), of.get(b), VISIBLE * spans[i]!));
  const groups: string[][] = [];
  for (const name of names) {
    const group = groups.find(([first]) => isSame(first!, name));
    if (group) group.push(name);
    else groups.push([name]);
  }
  const same = groups.filter(({ length }) => length > 1).map((of) => of.join(' and '));
  return same.length === 0 ? undefined : `Lines that coincide: ${same.join('; ')}.`;
}

const isClose = (a: Float64Array | undefined, b: Float64Array | undefined, tolerance: number): boolean =>
  a !== undefined &&
  b !== undefined &&
  a.every((value, k) => Math.abs(value - b[k]!) <= tolerance || (Number.isNaN(value) && Number.isNaN(b[k]!)));

interface OnePanel {
  readonly place: PlaceSeries;
  readonly title?: string | undefined;
  readonly axis: Spec;
  readonly height: number;
  readonly labelled: boolean;
  readonly scale?: number;
  /** Layers below the lines. */
  readonly below: readonly Spec[];
}

function panelOf(
  { runs }: Shown,
  looks: Looks,
  { place, title, axis, height, labelled, scale = 1, below }: OnePanel,
): Spec {
  const { run } = runs[0]!;
  const values = runs.flatMap(({ mechanism }) => {
    const own = place.of.get(mechanism);
    return own ? overSteps(run, seriesOf(run, own), { mechanism }, scale) : [];
  });
  const names = runs.map(({ mechanism }) => mechanism);
  const encoding = {
    x: timeAxis(run, labelled ? {} : { title: null, labels: false }),
    y: axis,
    ...strokeBy(names, looks),
  };
  return {
    ...(title === undefined ? {} : { title: panelTitle(title) }),
    width: COLUMN,
    height,
    layer: [...below, ...lines(run, { data: { values }, mark: { type: 'line' }, encoding }, ['mechanism'])],
  };
}

function seriesOf(run: Run, values: Float64Array): BlockSeries {
  const series = new BlockSeries(run.blocks);
  values.forEach((value, k) => {
    series.add(k, value);
  });
  return series;
}

/** Dashed rules at limits; the title of a panel has their values. */
export const rulesAt = (limits: readonly number[]): Spec[] =>
  limits.length === 0
    ? []
    : [
        {
          data: { values: limits.map((limit) => ({ limit })) },
          mark: { type: 'rule', color: alarm, strokeDash: [5, 4], strokeWidth: 1.2 },
          encoding: { y: { field: 'limit', type: 'quantitative' } },
        },
      ];

/** The name of a branch with its rating. */
export function branchTitle({ network }: Run, name: string): string {
  const branch = network.branches.find((one) => one.branch === name);
  if (branch?.s_max_kva !== undefined) return `${name} (${branch.s_max_kva} kVA)`;
  return branch?.i_max_a === undefined ? name : `${name} (${branch.i_max_a} A)`;
}

const stacked = (panels: readonly Spec[]): Spec => ({ vconcat: panels, spacing: 14 });

export interface About {
  /** Lines below the title: case, scenario, seed. */
  readonly subtitle: readonly string[];
  readonly looks: Looks;
}

/** A panel for each branch. */
export function drawLoading(
  shown: Shown,
  places: readonly PlaceSeries[],
  { subtitle, looks }: About,
): Spec | undefined {
  const { run } = shown.runs[0]!;
  if (places.length === 0) return undefined;
  const { measure } = run;
  const rated = measure.column === 'loading_percent';
  const panels = places.map((place, i) =>
    panelOf(shown, looks, {
      place,
      title: branchTitle(run, place.name),
      axis: valueAxis(`${measure.title} [${measure.unit}]`, 4, { scale: { zero: true } }),
      height: 84,
      labelled: i === places.length - 1,
      below: rulesAt(rated ? [100] : []),
    }),
  );
  const more = [rated ? 'Dashed: the rating.' : undefined, coincidence(places, namesIn(shown)), averaging(run)];
  return figureOf(`${measure.title} of the most loaded lines`, [...subtitle, ...more], stacked(panels));
}

/** A panel for each bus, with its limits. */
export function drawVoltage(
  shown: Shown,
  places: readonly PlaceSeries[],
  { subtitle, looks }: About,
): Spec | undefined {
  const { run } = shown.runs[0]!;
  if (places.length === 0) return undefined;
  const panels = places.map((place, i) => {
    const limits = limitsAt(shown, place.name);
    const scale = voltageScale(
      [...place.of.values()].flatMap((values) => extentOf(known(values))),
      limits,
    );
    return panelOf(shown, looks, {
      place,
      title: busTitle(place.name, limits),
      axis: valueAxis('Voltage [p.u.]', 5, { scale }),
      height: 110,
      labelled: i === places.length - 1,
      below: rulesAt([...limits.lower, ...limits.upper].filter((v) => v > scale.domain[0] && v < scale.domain[1])),
    });
  });
  const more = ['Dashed: the limits.', coincidence(places, namesIn(shown)), averaging(run)];
  return figureOf('Voltage at the worst buses', [...subtitle, ...more], stacked(panels));
}

/** Limits of a bus; a mechanism whose changes give it others adds its own. */
function limitsAt({ runs }: Shown, name: string): VoltageLimits {
  const buses = runs.flatMap(({ run }) => run.network.buses.filter(({ bus }) => bus === name));
  const distinct = (values: readonly (number | undefined)[]) =>
    [...new Set(values)].filter((v) => v !== undefined).sort((a, b) => a - b);
  return { lower: distinct(buses.map((b) => b.v_min_pu)), upper: distinct(buses.map((b) => b.v_max_pu)) };
}

function busTitle(name: string, { lower, upper }: VoltageLimits): string {
  const parts = [...lower.map((v) => `at least ${v}`), ...upper.map((v) => `at most ${v}`)];
  return parts.length === 0 ? `Bus ${name}` : `Bus ${name} (${parts.join(', ')} p.u.)`;
}

const known = (values: Float64Array): Float64Array => values.filter((value) => !Number.isNaN(value));

/** Import at the connection, losses included. */
export function drawImport(shown: Shown, { subtitle, looks }: About): Spec | undefined {
  const { runs } = shown;
  const { run } = runs[0]!;
  const place: PlaceSeries = {
    name: 'import',
    of: new Map(runs.map(({ mechanism, run }) => [mechanism, run.import_of])),
  };
  const { title, scale } = unitOf(...runs.map((one) => one.run));
  const panel = panelOf(shown, looks, {
    place,
    axis: valueAxis(title.replace('Power', 'Import'), 5, { scale: { zero: true } }),
    height: 190,
    labelled: true,
    scale,
    below: [],
  });
  const more = [coincidence([place], namesIn(shown)), averaging(run)];
  return figureOf('Import at the connection', [...subtitle, ...more], panel);
}
