// An overlay: one quantity of several runs over the same time, a curve for each.
import type { Spec } from '../plots/plot.ts';
import { frame, timeAxis, treeColour, WIDTH } from '../plots/theme.ts';
import type { Run } from '../read/index.ts';

/** A run, and the word that tells it from the others. */
export interface NamedRun {
  readonly name: string;
  readonly run: Run;
}

export type Points = readonly { readonly t: number; readonly value: number | null }[];

export interface Panel {
  readonly axis: string;
  readonly height: number;
  /** Axes of power and energy begin at zero, those of voltage do not. */
  readonly zero: boolean;
  /** Undefined for a run that has no such curve. */
  curve(run: Run): Points | undefined;
}

export interface Overlay {
  /** Name of its files: ID.vl.json, .svg, .png. */
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  /** One below the other; panels in which no two runs differ are left out. */
  panels(runs: readonly Run[]): readonly Panel[];
}

/** Undefined when there is nothing in which the runs differ. */
export function drawOverlay({ title, panels }: Overlay, runs: readonly NamedRun[]): Spec | undefined {
  const drawn = panels(runs.map(({ run }) => run)).flatMap((panel) => {
    const curves = curvesOf(panel, runs);
    return curves.length > 0 && curves[0]!.runs < runs.length ? [{ panel, curves }] : [];
  });
  if (drawn.length === 0) return undefined;
  const { run } = runs[0]!;
  const parts = drawn.map(({ panel, curves }, i) => ({
    width: WIDTH,
    height: panel.height,
    data: { values: curves.flatMap(({ names, points }) => points.map((point) => ({ run: names, ...point }))) },
    mark: 'line',
    encoding: {
      x: timeAxis(run, i === drawn.length - 1 ? {} : { title: null, labels: false }),
      y: {
        field: 'value',
        type: 'quantitative',
        scale: { zero: panel.zero },
        axis: { title: panel.axis, tickCount: 5 },
      },
      color: {
        field: 'run',
        type: 'nominal',
        scale: { domain: curves.map(({ names }) => names), range: curves.map(({ colour }) => colour) },
        legend: { title: 'Run', symbolType: 'stroke', symbolSize: 300 },
      },
    },
  }));
  return frame(title, [studyOf(runs)], { vconcat: parts, spacing: 16, resolve: { scale: { color: 'independent' } } });
}

interface Curve {
  /** How many runs share it, and what they are called. */
  readonly runs: number;
  readonly names: string;
  readonly colour: string;
  readonly points: Points;
}

/** Runs that share a curve share a line, which bears all their names and the colour of the first. */
function curvesOf(panel: Panel, runs: readonly NamedRun[]): Curve[] {
  const found = new Map<string, Curve>();
  runs.forEach(({ name, run }, i) => {
    const points = panel.curve(run);
    if (!points) return;
    const key = JSON.stringify(points);
    const known = found.get(key);
    const [count, names] = known ? [known.runs + 1, `${known.names}, ${name}`] : [1, name];
    found.set(key, { runs: count, names, colour: known?.colour ?? treeColour(i), points });
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
