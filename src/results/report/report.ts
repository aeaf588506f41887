// report.html: one file that opens from disk without a network, on a screen of either mood and on paper.
import type { RunRemark } from '../folder/remarks.ts';
import { inWords, type Run } from '../read/index.ts';
import { type Html, html, join, raw } from './html.ts';
import { keyNumbers } from './keys.ts';
import { layoutTables } from './layouts.ts';
import { player } from './player.ts';
import { style } from './style.ts';
import { failures, indicatorTables, remarks, runFacts } from './tables.ts';

export interface Figure {
  readonly id: string;
  readonly caption: string;
  readonly svg: string;
  /** The interactive plot, as Vega JSON; absent where it would be too large. */
  readonly live?: string | undefined;
  /** Whether there is a PNG too. */
  readonly png: boolean;
}

/** `omitted`: remarks on the drawing, after those on the run. */
export function report(run: Run, figures: readonly Figure[], omitted: readonly RunRemark[] = []): string {
  const { manifest } = run;
  const first = figures.filter(({ id }) => id === feederOf(run));
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${policyOf(figures)}
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
${keyNumbers(run)}
${remarks([...manifest.remarks, ...omitted])}
${join(first.map(figure))}
<section>
<h2>Indicators</h2>
${indicatorTables(run)}
</section>
${layoutTables(run)}
<section>
<h2>Plots</h2>
${join(figures.filter((one) => !first.includes(one)).map(figure))}
</section>
<section>
<h2>The run</h2>
${runFacts(run)}
</section>
${scriptsOf(figures)}</body>
</html>
`;
  return page.text;
}

/** The picture that comes first: the feeder by voltage, or by loading where a branch is above its rating and no bus beyond its limits. */
function feederOf(run: Run): string {
  const value = (id: string) => run.indicators.find((row) => row.id === id)?.value ?? 0;
  const beyond = value('voltage_under_h') + value('voltage_over_h') > 0;
  return value('loading_over_h') > 0 && !beyond ? 'feeder-loading' : 'feeder-voltage';
}

function leadOf({ manifest: { controllers, clock, steps, devices } }: Run): string {
  const offset = clock.start.slice(19).replace('Z', '+00:00');
  const count = devices.reduce((n, d) => n + d.count, 0);
  const mechanism = controllers.length > 0 ? controllers.join(' + ') : 'no controller';
  return `${count.toLocaleString('en')} devices under ${mechanism}, ${steps.toLocaleString('en')} steps of ${clock.step_min} min from ${inWords(clock.start)} ${clock.start.slice(0, 4)} (${clock.zone}, UTC${offset}).`;
}

/** How an interactive plot is used. */
function hintOf(live: string): string {
  const hide = live.includes('indexof(hidden, datum.value)') ? 'Click a legend entry to hide its series. ' : '';
  const zoom = live.includes('zoom_') ? 'Drag to move, Ctrl and wheel to zoom, double-click to reset.' : '';
  return hide + zoom;
}

/** A picture in a page next to its folder `plots`: static, and where scripts run interactive in its place. */
export function figure({ id, caption, svg, live, png }: Figure): Html {
  const toPng = png ? html` <a href="plots/${id}.png">PNG</a>` : raw('');
  return html`<figure id="${id}">
<div class="still">${raw(ownIds(svg, id))}</div>
${live === undefined ? raw('') : html`<div class="live"></div><script type="application/json">${raw(live.replaceAll('<', '\\u003c'))}</script>`}
<figcaption>${caption} <span class="hint">${live === undefined ? '' : hintOf(live)}</span> <a href="plots/${id}.svg">SVG</a>${toPng} <a href="plots/${id}.vl.json">Vega-Lite</a></figcaption>
</figure>
`;
}

/** The scripts of a page with such pictures, for its end; nothing where none is interactive. */
export const scriptsOf = (figures: readonly Figure[]): Html =>
  isLive(figures) ? join(player().scripts.map((text) => html`<script>${raw(text)}</script>\n`)) : raw('');

/** The policy of such a page, for its head. */
export const policyOf = (figures: readonly Figure[]): Html => {
  const policy = isLive(figures) ? player().policy : "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
  return html`<meta http-equiv="Content-Security-Policy" content="${policy}">`;
};

const isLive = (figures: readonly Figure[]): boolean => figures.some(({ live }) => live !== undefined);

/** Each picture counts its clip paths and gradients from 0; side by side in one page they need names of their own. */
function ownIds(svg: string, id: string): string {
  return svg.replaceAll(/(\bid="|url\(#)/g, `$1${id}-`);
}
