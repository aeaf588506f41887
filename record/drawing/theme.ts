// How every plot looks: one font, one palette, one frame. The categorical colours are those of Okabe & Ito (2008), the
// diverging scale is ColorBrewer's RdYlBu; both are distinguishable with any colour vision.

import type { Run } from '../run.ts';
import type { Spec } from '../spec.ts';
import { FONT_FAMILY, textWidth } from './text-width.ts';

export const WIDTH = 780;

export const ink = '#1f2933';
export const quiet = '#6b7785';
const hair = '#e3e7ec';
export const alarm = '#d55e00';
export const line = '#0072b2';

const palette = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#7f8c99', '#b8a900'] as const;

/** For kinds of device that declare no colour; each differs from those of the kinds that do. */
const furtherColours = [
  '#b8a900',
  '#66a61e',
  '#e7298a',
  '#a6761d',
  '#984ea3',
  '#17a2a2',
  '#f781bf',
  '#4d4d4d',
] as const;

/** The colour of a kind that declares none: chosen by its name, the same in every plot of every run. */
export function kindColour(kind: string): string {
  let sum = 0;
  for (let i = 0; i < kind.length; i++) sum = (31 * sum + kind.charCodeAt(i)) % 65_521;
  return furtherColours[sum % furtherColours.length]!;
}

/** So many tones of a colour, from itself to a light one. */
export function shades(colour: string, count: number): string[] {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const step = Math.min(0.4, 0.65 / Math.max(1, count - 1)); // of white, from tone to tone
  return Array.from({ length: count }, (_, i) => {
    const white = step * i;
    const mixed = channels.map((c) => Math.round(c + (255 - c) * white));
    return `#${mixed.map((c) => c.toString(16).padStart(2, '0')).join('')}`;
  });
}

export const treeColour = (tree: number): string => palette[tree % palette.length]!;

/** Colours of loading from idle to the rating, all visible on a white and on a dark page; what is beyond takes the alarm colour. */
export const sequential = ['#dbe3ea', '#9cc3e4', '#4f93cf', '#1f55a5'] as const;

/** The scale of these colours up to `full`. */
export const loadingScale = (full: number): Spec => ({
  domain: sequential.map((_, i) => (full * i) / (sequential.length - 1)),
  range: sequential,
  interpolate: 'rgb',
  clamp: true,
});

/** Colours of voltage around nominal, low to high; the middle stays visible on white. */
export const diverging = ['#a50026', '#f46d43', '#fee090', '#abd9e9', '#2166ac'] as const;

const config = {
  background: 'white',
  // The page that shows a plot describes it; a label on each of a thousand marks helps nobody.
  aria: false,
  font: FONT_FAMILY,
  padding: { left: 12, right: 16, top: 12, bottom: 12 },
  title: {
    anchor: 'start',
    frame: 'group',
    color: ink,
    fontSize: 16,
    fontWeight: 700,
    subtitleColor: quiet,
    subtitleFontSize: 12,
    subtitlePadding: 5,
    offset: 14,
  },
  axis: {
    labelColor: quiet,
    labelFontSize: 11,
    titleColor: ink,
    titleFontSize: 12,
    titleFontWeight: 400,
    titlePadding: 8,
    gridColor: hair,
    domainColor: '#b6bec8',
    tickColor: '#b6bec8',
    labelOverlap: 'greedy',
  },
  legend: {
    labelColor: ink,
    labelFontSize: 11,
    titleColor: ink,
    titleFontSize: 12,
    titleFontWeight: 400,
    symbolStrokeWidth: 2,
    labelLimit: 240,
    offset: 14,
    layout: { right: { direction: 'vertical', margin: 14 } },
  },
  header: { labelColor: ink, labelFontSize: 12, labelFontWeight: 700, labelAnchor: 'start', title: null },
  view: { stroke: null },
  line: { strokeWidth: 1.8 },
};

/** The title of an axis of that length [px], in lines that fit it. */
export function wrapped(title: string, length: number): string | string[] {
  const lines: string[] = [];
  for (const word of title.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && textWidth(longer, config.axis.titleFontSize) <= length) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.length > 1 ? lines : title;
}

/** A whole plot: frame, title with the case and its controllers below, the parts given. */
export function plot(run: Run, title: string, parts: Spec, ...remarks: readonly (string | undefined)[]): Spec {
  const { title: study, controllers } = run.manifest;
  const mechanism = controllers.length > 0 ? controllers.join(' + ') : 'no controller';
  return frame(title, [`${study} · ${mechanism}`, ...remarks.filter((remark) => remark !== undefined)], parts);
}

/** Parts under a title and the lines below it, in the dress of all plots. */
export function frame(title: string, subtitle: readonly string[], parts: Spec): Spec {
  const { title: _ofPanel, ...rest } = parts; // a plot of one panel has the title of the plot
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: title, subtitle },
    ...rest,
    config,
  };
}

/** Numbers of inline data: what the eye can tell apart, and no more. */
export const short = (x: number): number | null => (Number.isFinite(x) ? Number(x.toPrecision(6)) : null);

/** Lowest and highest of the values that are known; `-Infinity` as the highest of none. */
export function extentOf(values: Iterable<number>): [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
