// The tables of the study as its paper prints them.
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
  const number = heads.map((_, c) => rows.some((row) => isNumber(row[c]!)));
  const align = (c: number) => raw(number[c] ? ' class="n"' : '');
  const groups = heads.flatMap(({ group }, c) => {
    if (c > 0 && group !== '' && heads[c - 1]!.group === group) return [];
    let width = 1;
    while (group !== '' && heads[c + width]?.group === group) width++;
    return [html`<th colspan="${width}"${align(c)}>${group}</th>`];
  });
  const cells = heads.map(({ head }, c) => html`<th${align(c)}>${head}</th>`);
  const lines = rows.map((row) => {
    const line = row.map((text, c) => html`<td${align(c)}>${readable(text, digits)}</td>`);
    return html`<tr>${join(line)}</tr>`;
  });
  return html`<div class="card"><h3>${title}</h3><table><thead><tr>${join(groups)}</tr><tr>${join(cells)}</tr></thead>
<tbody>${join(lines)}</tbody></table><p class="quiet"><a href="tables/${name}.csv">tables/${name}.csv</a></p></div>`;
}

const isNumber = (text: string): boolean => text !== '' && Number.isFinite(Number(text));

function readable(text: string, digits: number): string {
  if (text === '') return '–';
  if (!isNumber(text)) return text;
  const fixed = Number(text).toFixed(digits);
  return Number(fixed) === 0 ? fixed.replace('-', '') : fixed;
}
