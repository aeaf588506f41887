// report.html: one file that opens from disk without a network, on a screen of either mood and on paper.
import type { Run } from '../read/index.ts';
import { type Html, html, join, raw } from './html.ts';
import { layoutTables } from './layouts.ts';
import { style } from './style.ts';
import { failures, indicatorTables, remarks, runFacts } from './tables.ts';

export interface Figure {
  readonly id: string;
  readonly caption: string;
  readonly svg: string;
}

export function report(run: Run, figures: readonly Figure[]): string {
  const { manifest } = run;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${manifest.title} – ${manifest.run}</title>
<style>${raw(style)}</style>
</head>
<body>
<header>
<p class="kicker">feederlab · ${manifest.case}</p>
<h1>${manifest.title}</h1>
<p class="lead">${leadOf(run)}</p>
</header>
${failures(run)}
${remarks(run)}
<section>
<h2>Indicators</h2>
${indicatorTables(run)}
</section>
${layoutTables(run)}
<section>
<h2>Plots</h2>
${join(figures.map(figure))}
</section>
<section>
<h2>The run</h2>
${runFacts(run)}
</section>
</body>
</html>
`;
  return page.text;
}

function leadOf({ manifest: { controllers, clock, steps, devices } }: Run): string {
  const count = devices.reduce((n, d) => n + d.count, 0);
  const mechanism = controllers.length > 0 ? controllers.join(' + ') : 'no controller';
  return `${count.toLocaleString('en')} devices under ${mechanism}, ${steps} steps of ${clock.step_min} min from ${clock.start} (${clock.zone}).`;
}

/** A picture as it stands in a page beside its folder `plots`. */
export function figure({ id, caption, svg }: Figure): Html {
  return html`<figure id="${id}">
${raw(ownIds(svg, id))}
<figcaption>${caption} <a href="plots/${id}.svg">SVG</a> <a href="plots/${id}.png">PNG</a> <a href="plots/${id}.vl.json">Vega-Lite</a></figcaption>
</figure>
`;
}

/** Each picture counts its clip paths and gradients from 0; side by side in one page they need names of their own. */
function ownIds(svg: string, id: string): string {
  return svg.replaceAll(/(\bid="|url\(#)/g, `$1${id}-`);
}
