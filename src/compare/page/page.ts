// comparison.html: a comparison as a self-contained page, in the style of the run reports. What limits the numbers comes first.
import { type Html, html, join, raw } from '../../results/report/html.ts';
import { readable } from '../../results/report/numbers.ts';
import { type Figure, figure, policyOf, scriptsOf } from '../../results/report/report.ts';
import { style } from '../../results/report/style.ts';
import type { ComparedRun } from '../compared-run.ts';
import { type Comparison, costOf, slicesOf } from '../comparison.ts';
import { doubtsOf, faultsOf, remarksOf, violatorsOf } from '../doubts.ts';
import { RUNS } from '../runs.ts';
import { keptInWords, standingsOf } from '../text.ts';
import { indicatorTables } from './table.ts';

const own = `
body { max-width: 90rem; }
.scroll { overflow-x: auto; margin: 0 0 1rem; }
.compared { width: auto; min-width: 60%; }
.compared th[scope="rowgroup"] { padding-top: 1rem; font-weight: 600; }
.compared td:first-child { min-width: 16rem; }
.compared .unit { white-space: nowrap; }
.standings { width: auto; min-width: 40%; margin-bottom: 1rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(27rem, 100%), 1fr)); gap: 1.2rem; align-items: start; }
.figures figure { margin: 0; min-width: 0; }
.figures .still svg { width: auto; max-width: 100%; }
`;

export interface PageOptions {
  /** The figures of each scenario, drawn in plots/ next to the page. */
  readonly figures: readonly (readonly Figure[])[];
  /** What the drawing omits. */
  readonly omitted: readonly string[];
  /** The tables next to the page. */
  readonly tables: readonly string[];
}

export function pageOf(comparison: Comparison, { figures, omitted, tables }: PageOptions): string {
  const { title } = comparison;
  const all = figures.flat();
  const slices = slicesOf(comparison);
  const faults = faultsOf(comparison);
  const doubts = [
    ...slices.flatMap((slice) => violatorsOf(slice) ?? []),
    ...doubtsOf(comparison).filter((text) => !faults.includes(text)),
    ...omitted,
  ];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${policyOf(all)}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Comparison – ${comparison.case}</title>
<style>${raw(style)}${raw(own)}</style>
</head>
<body>
<header>
<p class="kicker">feederlab · ${comparison.case}${comparison.variant === undefined ? '' : ` · ${comparison.variant}`} · comparison</p>
<h1>${title}</h1>
<p class="lead">${leadOf(comparison)}</p>
</header>
${listed('alarm', 'Without values', faults)}
${listed('remarks', 'What limits these numbers', doubts)}
${join(slices.map((slice, i) => sectionOf(slice, figures[i]!)))}
${listed('remarks', 'Remarks of the runs', remarksOf(comparison))}
<section>
<h2>The runs</h2>
${runsTable(comparison)}
<p class="quiet">Each is an ordinary run folder; its manifest has the command and all inputs, and <code>feederlab plot</code> with the folder draws its report. Tables of the comparison: ${join(tables.map((path) => html`<a href="${path}">${path}</a> `))}</p>
</section>
${scriptsOf(all)}</body>
</html>
`.text;
}

function leadOf({ mechanisms, seeds, scenarios, reference, yardstick }: Comparison): string {
  const numbers = seeds.length === 1 ? `seed ${seeds[0]}` : `${seeds.length} seeds (${seeds.join(', ')})`;
  const in_ =
    scenarios.length === 0
      ? ''
      : `, in the ${scenarios.length === 1 ? 'scenario' : 'scenarios'} ${scenarios.join(', ')}`;
  const to = [
    ...(reference === undefined ? [] : [`Reference: ${reference}.`]),
    ...(yardstick === undefined ? [] : [`Yardstick: ${yardstick}.`]),
  ];
  return [
    `The same case under ${mechanisms.join(', ')}, with ${numbers}${in_}. All indicators are from the AC power flow and the accounts of each run.`,
    ...to,
  ].join(' ');
}

function listed(style: 'alarm' | 'remarks', title: string, lines: readonly string[]): Html {
  if (lines.length === 0) return raw('');
  return html`<section class="${style}"><h2>${title}</h2><ul>${join(lines.map((line) => html`<li>${line}</li>`))}</ul></section>`;
}

/** The numbers and figures of one scenario. */
function sectionOf(slice: Comparison, figures: readonly Figure[]): Html {
  const { seeds, scenarios } = slice;
  const name = scenarios.map((scenario) => `Scenario ${scenario}: `).join('');
  const means = seeds.length > 1 ? ` Means over ${seeds.length} seeds.` : '';
  return html`<section>
<h2>${name}${name === '' ? 'Mechanisms' : 'mechanisms'}</h2>
${standings(slice)}
<h2>${name}${name === '' ? 'Indicators' : 'indicators'}</h2>
<p class="quiet">Bold: the best value among the mechanisms that keep all limits with every seed, the yardstick left out. A value that a violation of limits makes possible is not marked.${means}</p>
${indicatorTables(slice)}
</section>
<section>
<h2>${name}${name === '' ? 'Figures' : 'figures'}</h2>
<div class="figures">${join(figures.map(figure))}</div>
</section>
`;
}

/** Runs, limits and distance to the yardstick of every mechanism. */
function standings(slice: Comparison): Html {
  const { seeds, yardstick } = slice;
  const cost = costOf(slice);
  const hasDistance = yardstick !== undefined && cost !== undefined;
  const heads = hasDistance
    ? html`<th class="n">${cost.title.split(':')[0]!} less that of ${yardstick} [${cost.unit}]</th><th class="n">95 % interval</th>`
    : raw('');
  const rows = standingsOf(slice).map(({ mechanism, finished, kept, distance }) => {
    const interval = distance?.interval ? distance.interval.map(readable).join(' … ') : '–';
    const cells = hasDistance
      ? html`<td class="n">${distance ? readable(distance.mean) : '–'}</td><td class="n">${interval}</td>`
      : raw('');
    return html`<tr><td>${mechanism}</td><td class="n">${finished} of ${seeds.length}</td><td>${keptInWords(kept)}</td>${cells}</tr>
`;
  });
  return html`<div class="scroll"><table class="standings"><thead><tr><th>Mechanism</th><th class="n">Runs</th><th>All limits</th>${heads}</tr></thead><tbody>
${join(rows)}</tbody></table></div>
`;
}

/** Every run with its folder. */
function runsTable({ runs, scenarios }: Comparison): Html {
  const hasScenario = scenarios.length > 0;
  const rows = runs.map(
    ({
      scenario,
      controller,
      seed,
      status,
      run,
    }) => html`<tr>${hasScenario ? html`<td>${scenario ?? ''}</td>` : raw('')}<td>${controller}</td><td class="n">${seed}</td><td>${status}</td><td>${linkOf(run)}</td></tr>
`,
  );
  return html`<details><summary>${runs.length} runs</summary><table class="files"><thead><tr>${hasScenario ? raw('<th>Scenario</th>') : raw('')}<th>Mechanism</th><th class="n">Seed</th><th>Status</th><th>Folder</th></tr></thead><tbody>
${join(rows)}</tbody></table></details>
`;
}

function linkOf(run: ComparedRun['run']): Html {
  if (run === undefined) return raw('–');
  const path = `${RUNS}/${run}`;
  return html`<a href="${RUNS}/${encodeURIComponent(run)}/manifest.json">${path}</a>`;
}
