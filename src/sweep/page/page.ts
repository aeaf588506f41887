// report.html: a sweep as a self-contained page, in the style of the run reports. What failed comes first.

import type { Picture } from '../../results/draw/pictures.ts';
import { type Html, html, join, raw } from '../../results/report/html.ts';
import { readable } from '../../results/report/numbers.ts';
import { type Figure, figure, policyOf, scriptsOf } from '../../results/report/report.ts';
import { style } from '../../results/report/style.ts';
import { type Shown, withUnit } from '../measures/shown.ts';
import type { Parameter, SweepTable } from '../model.ts';
import type { Sensitivity } from '../sensitivity/sensitivity.ts';
import type { Summary } from '../summary.ts';

const own = `
body { max-width: 68rem; }
.scroll { overflow-x: auto; margin: 0 0 1rem; }
table.swept, table.effects { width: auto; min-width: 50%; }
`;

export interface PageOptions {
  readonly figures: readonly Figure[];
  /** What figures and drawing leave out. */
  readonly omitted: readonly string[];
  readonly sensitivity: readonly Sensitivity[];
  readonly shown: readonly Shown[];
  /** Files next to the page. */
  readonly files: readonly string[];
  readonly study: Study | undefined;
}

/** What the runs of a sweep were made for, where that is more than their table. */
export interface Study {
  readonly title: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Its figures come first. */
  readonly pictures: readonly Picture[];
  /** What limits its numbers. */
  readonly remarks: readonly string[];
}

export function pageOf(table: SweepTable, summary: Summary, options: PageOptions): string {
  const { figures, omitted, sensitivity, shown, files, study } = options;
  const isOfStudy = ({ id }: Figure) => study?.pictures.some((one) => one.id === id) ?? false;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${policyOf(figures)}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sweep – ${table.name}</title>
<style>${raw(style)}${raw(own)}</style>
</head>
<body>
<header>
<p class="kicker">feederlab · ${table.name} · sweep</p>
<h1>${table.title}</h1>
<p class="lead">${leadOf(table, summary)}</p>
</header>
${listed('alarm', 'Runs without values', failuresOf(summary))}
${listed('remarks', 'What limits these numbers', [...(study?.remarks ?? []), ...omitted, ...summary.torn])}
${study ? studySection(study, figures.filter(isOfStudy)) : raw('')}<section><h2>What was varied</h2>${parametersTable(table)}</section>
<section><h2>Figures</h2>${join(figures.filter((one) => !isOfStudy(one)).map(figure))}</section>
<section><h2>First-order effects</h2>${effectsTable(shown, sensitivity)}</section>
${listed(
  'remarks',
  'Remarks of the runs',
  summary.remarks.map(({ text, runs, first }) => `${counted(runs)}, first run ${first}: ${text}`),
)}
<section><h2>Files</h2><p class="quiet">${join(files.map((path) => html`<a href="${path}">${path}</a> `))}</p></section>
${scriptsOf(figures)}</body>
</html>
`.text;
}

function studySection({ title, heads, rows }: Study, figures: readonly Figure[]): Html {
  const cells = (row: readonly string[]) => join(row.map((text) => html`<td>${text}</td>`));
  return html`<section><h2>${title}</h2>
<div class="scroll"><table class="swept"><thead><tr>${join(heads.map((head) => html`<th>${head}</th>`))}</tr></thead><tbody>
${join(rows.map((row) => html`<tr>${cells(row)}</tr>\n`))}</tbody></table></div>
${join(figures.map(figure))}</section>
`;
}

const counted = (runs: number): string => `${runs} run${runs === 1 ? '' : 's'}`;

function leadOf({ size }: SweepTable, { done, failed, refused, missing, remarked }: Summary): string {
  return `${done} of ${size} runs are done, ${failed} failed, ${refused} were refused, ${missing} are missing; ${remarked} have remarks.`;
}

const failuresOf = ({ failures, missing }: Summary): string[] => [
  ...failures.map(({ text, runs, first }) => `${counted(runs)}, first run ${first}: ${text}`),
  ...(missing > 0 ? [`${counted(missing)} missing: they were not made, or their shard is not merged.`] : []),
];

function listed(look: 'alarm' | 'remarks', title: string, lines: readonly string[]): Html {
  if (lines.length === 0) return raw('');
  return html`<section class="${look}"><h2>${title}</h2><ul>${join(lines.map((text) => html`<li>${text}</li>`))}</ul></section>`;
}

/** Levels that a table lists. */
const LISTED = 12;

function parametersTable({ parameters, values }: SweepTable): Html {
  const rows = parameters.map(
    (
      parameter,
      p,
    ) => html`<tr><td>${parameter.name}</td><td>${withUnit(parameter)}</td><td>${valuesOf(parameter, values[p]!)}</td></tr>
`,
  );
  return html`<div class="scroll"><table class="swept"><thead><tr><th>Name</th><th>Parameter</th><th>Values</th></tr></thead><tbody>
${join(rows)}</tbody></table></div>`;
}

function valuesOf({ levels, seeds, searched }: Parameter, values: readonly unknown[]): string {
  if (seeds) return `${levels!.length} seeds`;
  if (levels && levels.length <= LISTED) return levels.map(String).join(', ');
  if (levels) return `${levels.length} values, ${String(levels[0])} … ${String(levels.at(-1))}`;
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length < values.length) return `drawn: ${[...new Set(values)].map(String).join(', ')}`;
  const [low, high] = [numbers.reduce((a, b) => Math.min(a, b)), numbers.reduce((a, b) => Math.max(a, b))];
  return `${searched ? 'searched' : 'drawn'}, ${readable(low)} … ${readable(high)}`;
}

function effectsTable(shown: readonly Shown[], sensitivity: readonly Sensitivity[]): Html {
  if (sensitivity.every(({ index }) => index === undefined)) {
    const why = [...new Set(sensitivity.map(({ parameter, note }) => `of ${parameter}: ${note}`))];
    return html`<p>There are none${why.length === 0 ? '' : ` (${why.join('; ')})`}.</p>`;
  }
  const rows = shown.flatMap((indicator) =>
    sensitivity
      .filter((row) => row.indicator === indicator.id)
      .map(({ parameter, index, interval, low, high, method, runs, note }) => {
        const around = interval ? interval.map(readable).join(' … ') : '–';
        const means = low === undefined ? '–' : `${readable(low)} … ${readable(high!)}`;
        return html`<tr><td title="${indicator.id}">${withUnit(indicator)}</td><td>${parameter}</td><td class="n">${index === undefined ? '–' : readable(index)}</td><td class="n">${around}</td><td class="n">${means}</td><td class="n">${runs}</td><td>${[method, note].filter((text) => text !== '').join('; ')}</td></tr>
`;
      }),
  );
  return html`<p class="quiet">S = Var(E[Y | X]) / Var(Y), the share of the variance of the indicator that the means for each value of the parameter explain; an estimate below 0 is one of 0. Interval: 95 %, bootstrap over draws or seeds; none where all combinations were run.</p>
<div class="scroll"><table class="effects"><thead><tr><th>Indicator</th><th>Parameter</th><th class="n">S</th><th class="n">Interval</th><th class="n">Means</th><th class="n">Runs</th><th>Method</th></tr></thead><tbody>
${join(rows)}</tbody></table></div>`;
}
