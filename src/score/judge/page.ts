// scorecard.html: the scorecard as a self-contained page, in the style of the run reports.
import { relative } from 'node:path';
import { remarkLine } from '../../results/folder/remarks.ts';
import { type Html, html, join, raw } from '../../results/report/html.ts';
import { type Figure, figure, policyOf, scriptsOf } from '../../results/report/report.ts';
import { style } from '../../results/report/style.ts';
import type { Scorecard } from '../score.ts';
import type { ScoreRow } from './judge.ts';
import { MEANING } from './status.ts';
import { deviationInWords, inWords, summaryOf } from './words.ts';

/** Text colour and ground of each status, on a light page and a dark one. */
const colours = `
body { max-width: 84rem; }
.s { white-space: nowrap; padding-left: 0.5rem; border-left: 4px solid var(--s); }
.exact { --s: #1a7f4b; } .inferred { --s: #4f9d2f; } .pattern { --s: #2f7fb8; }
.fitted { --s: #8a8f98; } .by-construction { --s: #b3b8c0; } .contradicted { --s: #c58a00; } .missed { --s: #c0392b; }
td.id { font-size: 0.85em; overflow-wrap: anywhere; min-width: 11rem; }
td.note { font-size: 0.85em; min-width: 16rem; }
.scroll { margin-top: 1.6rem; }
.scroll { overflow-x: auto; }
`;

/** The figures are in plots/, next to the page. */
export function pageOf(card: Scorecard, figures: readonly Figure[]): string {
  const { title, rows, runs } = card;
  const grounds = [...new Set(rows.map(groundsOf))].filter((text) => text !== '');
  const lines = rows.map((row) => line(row, grounds.indexOf(groundsOf(row)) + 1));
  const links = runs.map(({ name, dir, report, remarks }) => {
    const said = remarks.map((remark) => html`<br><span class="quiet">${remarkLine(remark)}</span>`);
    return html`<li><a href="${folderName(dir)}/${report ? 'report.html' : 'manifest.json'}">${name}</a>${join(said)}</li>`;
  });
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${policyOf(figures)}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Scorecard – ${card.case}</title>
<style>${raw(style)}${raw(colours)}</style>
</head>
<body>
<header>
<p class="kicker">feederlab · ${card.case} · scorecard</p>
<h1>${title}</h1>
<p class="lead">${summaryOf(card)}. Every value of ours is computed from the tables of the runs below, by the rules of its score.yaml.</p>
</header>
<section class="scroll">
<table>
<thead><tr><th>Published number</th><th class="n">Published</th><th class="n">Ours</th><th>Unit</th><th class="n">Deviation</th><th>Status</th><th>Rests on</th><th>Note</th></tr></thead>
<tbody>
${join(lines)}</tbody>
</table>
</section>
<section>
<h2>What the numbers rest on</h2>
<dl>${join(grounds.map((text, i) => html`<dt id="inputs-${i + 1}">${i + 1}</dt><dd>${text}</dd>`))}</dl>
</section>
<section>
<h2>What the words mean</h2>
<dl>${join(Object.entries(MEANING).map(([status, text]) => html`<dt class="s ${status}">${status}</dt><dd>${text}</dd>`))}</dl>
</section>
<section>
<h2>The runs</h2>
${join(figures.map(figure))}
${card.plots === 'none' ? raw('<p class="quiet">No plots were drawn, as <code>--plots none</code> asks.</p>') : raw('')}
<ul>${join(links)}</ul>
</section>
${scriptsOf(figures)}</body>
</html>
`.text;
}

function line(row: ScoreRow, grounds: number): Html {
  const { id, published, ours, unit, status, note } = row;
  const rests = grounds === 0 ? raw('') : html`<a href="#inputs-${grounds}">${grounds}</a>`;
  return html`<tr><td class="id">${id}</td><td class="n">${inWords(published)}</td><td class="n">${inWords(ours)}</td><td class="unit">${unit}</td><td class="n">${deviationInWords(row)}</td><td class="s ${status}">${status}</td><td>${rests}</td><td class="note">${note}</td></tr>
`;
}

/** The inputs of a row in words, the least certain first; the page prints repeated ones once. */
function groundsOf({ provenance }: ScoreRow): string {
  const grounds = (['assumed', 'inferred', 'published'] as const).flatMap((word) => {
    const ids = provenance.filter((input) => input.provenance === word).map((input) => input.id);
    return ids.length === 0 ? [] : [`${word}: ${ids.join(', ')}`];
  });
  return grounds.join('; ');
}

const folderName = (dir: string): string => encodeURIComponent(relative(`${dir}/..`, dir));
