// An overlay: one quantity of several runs over the same time, a curve for each.

import type { Overlay, Panel } from '../plot.ts';
import type { Run } from '../run.ts';
import type { Spec } from '../spec.ts';
import { averaging, frame, overTime, type Points, quiet, strokeLegend, treeColour, valueAxis } from './index.ts';

/** A run, the name that identifies it among the runs, and the data read from its tables; undefined where it has none. */
export interface NamedRun<D = unknown> {
  readonly name: string;
  readonly run: Run;
  readonly data: D | undefined;
}

/** Undefined when there is nothing in which the runs differ. */
export function drawOverlay<D>({ title, panels }: Overlay<D>, runs: readonly NamedRun<D>[]): Spec | undefined {
  const all = panels(runs.map(({ run }) => run)).flatMap((panel) => {
    const curves = curvesOf(panel, runs);
    return curves.length > 0 ? [{ panel, curves }] : [];
  });
  const drawn = all.filter(({ curves }) => curves[0]!.names.length < runs.length);
  if (drawn.length === 0) return undefined;
  const same = all.filter((one) => !drawn.includes(one)).map(({ panel }) => panel.axis);
  const { run } = runs[0]!;
  const parts = drawn.map(({ panel, curves }, i) => {
    const color = {
      field: 'run',
      type: 'nominal',
      scale: { domain: curves.map(labelOf), range: curves.map(({ colour }) => colour) },
      legend: strokeLegend('Run'),
    };
    const y = valueAxis(panel.axis, 5, { scale: { zero: panel.zero } });
    return overTime(run, {
      height: panel.height,
      values: curves.flatMap((curve) => curve.points.map((point) => ({ run: labelOf(curve), ...point }))),
      line: { mark: { type: 'line' }, encoding: { y, color } },
      labelled: i === drawn.length - 1,
      more: absence(panel, curves, runs),
    });
  });
  const equal = same.length === 0 ? [] : [`The same in all runs, and not shown: ${same.join(', ')}.`];
  const means = averaging(run);
  return frame(title, [studyOf(runs), ...equal, ...(means === undefined ? [] : [means])], {
    vconcat: parts,
    spacing: 16,
    resolve: { scale: { color: 'independent' } },
  });
}

interface Curve {
  /** Of the runs that share it. */
  readonly names: readonly string[];
  readonly colour: string;
  readonly points: Points;
}

const labelOf = ({ names }: Curve): string => names.join(', ');

/** Above a panel: the runs that have no curve in it, and why. */
function absence(
  { lacking }: Pick<Panel<unknown>, 'lacking'>,
  curves: readonly Curve[],
  runs: readonly NamedRun[],
): Spec {
  const shown = new Set(curves.flatMap(({ names }) => names));
  const absent = runs.filter(({ name }) => !shown.has(name)).map(({ name }) => name);
  if (absent.length === 0) return {};
  return {
    title: {
      text: `Not shown: ${absent.join(', ')} (${lacking})`,
      fontSize: 11,
      fontWeight: 400,
      color: quiet,
      offset: 4,
    },
  };
}

/** Runs that share a curve share a line, which has all their names and the colour of the first. */
function curvesOf<D>(panel: Panel<D>, runs: readonly NamedRun<D>[]): Curve[] {
  const found = new Map<string, Curve>();
  runs.forEach(({ name, run, data }, i) => {
    const points = data && panel.curve(run, data);
    if (!points) return;
    const key = JSON.stringify(points);
    const known = found.get(key);
    found.set(key, { names: [...(known?.names ?? []), name], colour: known?.colour ?? treeColour(i), points });
  });
  return [...found.values()];
}

/** What the titles of the runs begin with in common. */
function studyOf(runs: readonly NamedRun[]): string {
  const [first = [], ...others] = runs.map(({ run }) => run.manifest.title.split(' · '));
  const differs = first.findIndex((part, i) => others.some((parts) => parts[i] !== part));
  const common = differs < 0 ? first : first.slice(0, differs);
  return common.length > 0 ? common.join(' · ') : 'several cases';
}
