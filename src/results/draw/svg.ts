// Vega-Lite → SVG. The same specification gives the same bytes on any machine: text is measured and drawn with the
// font feederlab brings along, and ids inside the picture start anew for each.
import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { Spec } from '../../../record/index.ts';
import { textWidth } from './font.ts';

interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: number | string;
  readonly limit?: number;
}

// Vega without a canvas takes every character for 0.8 em wide; the types leave this hook out.
const { textMetrics, resetSVGDefIds } = vega as unknown as {
  textMetrics: { width: (item: TextItem, text: unknown) => number };
  resetSVGDefIds: () => void;
};
textMetrics.width = ({ fontSize = 11, fontWeight = 400 }, text) =>
  textWidth(String(text ?? ''), fontSize, fontWeight === 'bold' || Number(fontWeight) >= 600);

export interface Picture {
  readonly svg: string;
  /** Warnings of Vega-Lite and Vega; empty for a valid specification. */
  readonly warnings: readonly string[];
}

export async function renderSvg(spec: Spec): Promise<Picture> {
  const warnings: string[] = [];
  const logger = collect(warnings);
  const compiled = compile(spec as unknown as TopLevelSpec, { logger }).spec;
  omitTooltips(compiled);
  const view = new vega.View(vega.parse(compiled), { renderer: 'none', logger });
  resetSVGDefIds();
  const svg = await view.toSVG();
  view.finalize();
  return { svg, warnings };
}

interface Marked {
  readonly encode?: { readonly update?: { tooltip?: unknown } };
  readonly marks?: readonly unknown[];
}

/** Not part of an SVG: Vega would write the text of thousands and drop it. */
function omitTooltips({ encode, marks = [] }: Marked): void {
  if (encode?.update) delete encode.update.tooltip;
  for (const mark of marks) omitTooltips(mark as Marked);
}

function collect(into: string[]): vega.LoggerInterface {
  const keep = (...args: readonly unknown[]) => {
    into.push(args.map(String).join(' '));
    return logger;
  };
  const ignore = () => logger;
  const logger = {
    level: ignore,
    error: keep,
    warn: keep,
    info: ignore,
    debug: ignore,
  } as unknown as vega.LoggerInterface;
  return logger;
}
