// The tables of the study as its paper prints them.
import { headSpans, printed } from '../layouts/printed.ts';
import type { LaidTable, Run } from '../read/index.ts';
import { type Html, html, join, raw } from './html.ts';

export function layoutTables({ layouts }: Run): Html {
  if (layouts.length === 0) return raw('');
  return html`<section>
<h2>Tables of the study</h2>
${join(layouts.map(layoutTable))}
</section>`;
}

function layoutTable({ name, title, heads = [], problem, rows, digits }: LaidTable): Html {
  if (problem !== undefined) {
    return html`<div class="card"><h3>${title}</h3><p class="quiet">Not available from this run: ${problem}.</p></div>`;
  }
  if (rows.length === 0) {
    return html`<div class="card"><h3>${title}</h3><p class="quiet">No rows in this run.</p></div>`;
  }
  const { columns, rows: lines } = printed({ heads, rows, digits });
  const align = (c: number) => raw(columns[c]!.numeric ? ' class="n"' : '');
  const groups = headSpans(columns).map(
    ({ group, first, width }) => html`<th colspan="${width}"${align(first)}>${group}</th>`,
  );
  const cells = columns.map(({ head }, c) => html`<th${align(c)}>${head}</th>`);
  const body = lines.map((line) => html`<tr>${join(line.map((text, c) => html`<td${align(c)}>${text}</td>`))}</tr>`);
  return html`<div class="card"><h3>${title}</h3><table><thead><tr>${join(groups)}</tr><tr>${join(cells)}</tr></thead>
<tbody>${join(body)}</tbody></table><p class="quiet"><a href="tables/${name}.csv">tables/${name}.csv</a></p></div>`;
}
