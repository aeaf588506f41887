// How the figures of a comparison look: as wide as a column of a paper, one colour for a mechanism in all of them.
import {
  DASHED,
  frame,
  ink,
  quiet,
  SOLID,
  type Spec,
  strokeLegend,
  textWidth,
  treeColour,
  wrapped,
} from '../../../record/index.ts';
import type { Comparison } from '../comparison.ts';
import { exactly } from '../plan/scenarios.ts';

/** Width of the frame of a panel [px]; with the axis a picture is about 380 px, in which 11 px are 7 pt at 88 mm. */
export const COLUMN = 300;

/** Widths of the line that is drawn first and of the one drawn last: a line below another one stays visible. */
const [WIDE, NARROW] = [3.4, 1.3];

export interface Look {
  readonly colour: string;
  readonly dash: readonly number[];
}

/** The look of every mechanism, the same in all figures and scenarios. */
export type Looks = ReadonlyMap<string, Look>;

/** Colours of the palette without grey, which is the reference, and without the colour of limits. */
const COLOURS = [0, 1, 2, 3, 4, 7].map(treeColour);

/**
 * The reference is grey, the yardstick dashed in the colour of text; where a scenario has it with forecasts too, that is the solid one.
 * A colour that returns is dashed.
 */
export function looksOf({ mechanisms, reference, yardstick }: Comparison): Looks {
  const isYardstick = (name: string) => name === yardstick || (yardstick !== undefined && name === exactly(yardstick));
  const best = mechanisms.findLast(isYardstick);
  const others = mechanisms.filter((name) => name !== reference && !isYardstick(name));
  const look = (name: string): Look => {
    if (name === reference) return { colour: quiet, dash: SOLID };
    if (isYardstick(name)) return { colour: ink, dash: name === best ? DASHED : SOLID };
    const i = others.indexOf(name);
    return { colour: COLOURS[i % COLOURS.length]!, dash: i < COLOURS.length ? SOLID : DASHED };
  };
  return new Map(mechanisms.map((name) => [name, look(name)]));
}

const scaleOf = (names: readonly string[], looks: Looks, part: keyof Look): Spec => ({
  field: 'mechanism',
  type: 'nominal',
  scale: { domain: names, range: names.map((name) => looks.get(name)![part]) },
});

/** Colour by mechanism, without a legend. */
export const colourBy = (names: readonly string[], looks: Looks): Spec => ({
  ...scaleOf(names, looks, 'colour'),
  legend: null,
});

/** Colour, dashes and width by mechanism, with a legend above the panels. */
export function strokeBy(names: readonly string[], looks: Looks): Spec {
  const columns = columnsFor(names.map((name) => textWidth(name, 11) + 34));
  const legend = strokeLegend('Mechanism', { title: null, orient: 'top', direction: 'horizontal', columns, offset: 8 });
  return {
    color: { ...scaleOf(names, looks, 'colour'), legend },
    strokeDash: { ...scaleOf(names, looks, 'dash'), legend },
    strokeWidth: {
      field: 'mechanism',
      type: 'ordinal',
      scale: { domain: names, range: widthsOf(names.length) },
      legend,
    },
  };
}

/** The most columns of a legend that fit: entries go row by row, and a column is as wide as its widest entry. */
function columnsFor(widths: readonly number[]): number {
  const fits = (columns: number) => {
    const widest = Array.from({ length: columns }, (_, c) => Math.max(...widths.filter((_, i) => i % columns === c)));
    return widest.reduce((sum, width) => sum + width, 0) <= COLUMN + 40;
  };
  return widths.map((_, i) => widths.length - i).find(fits) ?? 1;
}

const widthsOf = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => Number((WIDE - ((WIDE - NARROW) * i) / Math.max(1, count - 1)).toFixed(2)));

/** A title and lines below it that fit the width of a figure. */
export function figureOf(title: string, subtitle: readonly (string | undefined)[], parts: Spec): Spec {
  const lines = subtitle.flatMap((text) => (text === undefined ? [] : wrapped(text, COLUMN + 40)));
  const framed = frame(title, lines, parts);
  return { ...framed, title: { text: title, subtitle: lines, fontSize: 13, subtitleFontSize: 11, offset: 8 } };
}

/** The name of a panel, above its frame. */
export const panelTitle = (text: string): Spec => ({ text, fontSize: 11, fontWeight: 700, offset: 4, anchor: 'start' });

/** Height of a line of the names of an axis [px]. */
const LINE = 11;

/** Breaks the names of an axis before a bracket, so that a long name takes no width from the panels. Two lines are centred. */
export const BROKEN_LABELS: Spec = {
  labelExpr: "split(replace(datum.label, ' (', '\\n('), '\\n')",
  labelLineHeight: LINE,
  labelOffset: { condition: { test: "indexof(datum.value, ' (') > 0", value: -LINE / 2 }, value: 0 },
};
