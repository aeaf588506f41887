// What the plots of a sweep have in common.
import { frame, type Spec, textWidth, WIDTH, wrapped } from '../../../record/index.ts';
import { type Groups, groupsOf } from '../measures/groups.ts';
import type { Shown } from '../measures/shown.ts';
import type { Parameter, SweepTable } from '../model.ts';

export interface About {
  readonly table: SweepTable;
  readonly shown: readonly Shown[];
  /** Line below the titles: the sweep, and how many runs have no values. */
  readonly subtitle: readonly string[];
}

/** Bins of drawn numbers on an axis. */
const BINS = 6;

export interface Grouped extends Groups {
  readonly parameter: Parameter;
  /** Runs of the plan in each group. */
  readonly planned: readonly number[];
}

/** A parameter as an axis with its values, or bins of them. */
export function groupedOf({ parameters, values }: SweepTable, p: number): Grouped {
  const groups = groupsOf(parameters[p]!, values[p]!, BINS);
  const planned = groups.labels.map((_, g) => groups.of.reduce((n, own) => n + (own === g ? 1 : 0), 0));
  return { ...groups, parameter: parameters[p]!, planned };
}

/** The parameters that have several values; seeds only where there is nothing else. */
export function variedOf({ parameters, values }: SweepTable): readonly number[] {
  const varied = [...parameters.keys()].filter((p) => new Set(values[p]).size > 1);
  const chosen = varied.filter((p) => parameters[p]!.seeds !== true);
  return chosen.length > 0 ? chosen : varied;
}

/** `1000 runs` with what is not in the pictures. */
export function countsOf({ size, status }: SweepTable): string {
  const count = (of: SweepTable['status'][number]) => status.filter((one) => one === of).length;
  const lost = (['failed', 'refused', 'missing'] as const).flatMap((of) =>
    count(of) > 0 ? [`${count(of)} ${of}`] : [],
  );
  return lost.length === 0 ? `${size} runs` : `${count('done')} of ${size} runs; not shown: ${lost.join(', ')}`;
}

/** A figure of panels in the dress of all plots, the lines below its title broken to its width. */
export const sweepFigure = (title: string, subtitle: readonly string[], parts: Spec): Spec =>
  frame(
    title,
    subtitle.flatMap((text) => wrapped(text, WIDTH)),
    parts,
  );

/** Title of a panel, in lines that fit it. */
export const panelTitle = (text: string, width: number): Spec => ({
  text: wrapped(text, width),
  fontSize: 12,
  fontWeight: 400,
  anchor: 'start',
  offset: 6,
});

/** Labels of an axis of that length: upright where they do not fit next to each other. */
export function labelsOf(labels: readonly string[], length: number): Spec {
  const widest = Math.max(...labels.map((label) => Math.max(...label.split('\n').map((line) => textWidth(line, 11)))));
  const fits = widest + 6 <= length / labels.length;
  return { labelExpr: "split(datum.label, '\\n')", labelAngle: fits ? 0 : -90, labelLimit: 140, labelLineHeight: 12 };
}
