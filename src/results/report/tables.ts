// The parts of the report that are read, not looked at.

import { type RunRemark, remarkLine } from '../folder/remarks.ts';
import { type IndicatorRow, inWords, type Run } from '../read/index.ts';
import { type Html, html, join, raw } from './html.ts';
import { readable } from './numbers.ts';

/** Steps listed in the report; the manifest has all of them. */
const LISTED = 50;

/** What went wrong comes first and is not to be overlooked. */
export function failures({ manifest: { status, failed_steps, steps, clock } }: Run): Html {
  const cut =
    status === 'interrupted'
      ? html`<section class="alarm"><h2>Interrupted</h2><p>The run was stopped after ${steps} of ${clock.steps} steps.</p></section>`
      : raw('');
  if (failed_steps.length === 0) return cut;
  const rows = failed_steps
    .slice(0, LISTED)
    .map((f) => html`<tr><td class="n">${f.k}</td><td>${f.time}</td><td>${f.reason}</td></tr>`);
  const more = failed_steps.length - rows.length;
  return html`${cut}<section class="alarm"><h2>${failed_steps.length} of ${steps} steps were not solved</h2>
<p>Their voltages and flows are unknown, and no indicator counts them.</p>
<table><thead><tr><th class="n">Step</th><th>Time</th><th>Reason</th></tr></thead><tbody>${join(rows)}</tbody></table>
${more > 0 ? html`<p>… and ${more} more, in manifest.json.</p>` : raw('')}</section>`;
}

/** Remarks on the numbers. */
export function remarks(all: readonly RunRemark[]): Html {
  if (all.length === 0) return raw('');
  const lines = all.map((remark) => html`<li>${remarkLine(remark)}</li>`);
  return html`<section class="remarks"><h2>Remarks</h2><ul>${join(lines)}</ul></section>`;
}

const HEADINGS: Readonly<Record<string, string>> = {
  energy: 'Energy and power',
  power: 'Energy and power',
  voltage: 'Voltage',
  loading: 'Loading',
  device: 'Devices',
  band: 'Bands of the devices',
  self: 'Energy and power',
  emission: 'Energy and power',
  overload: 'Loading',
  account: 'Money',
  customer: 'Money',
  comfort: 'Bands of the devices',
  messages: 'Messages',
  imbalance: 'Forecasts',
  forecast: 'Forecasts',
  linear: 'Network model of the mechanism',
};

/** One table per group of indicators; the group is the first word of the id. */
export function indicatorTables({ indicators, controllers }: Run): Html {
  const headings: Readonly<Record<string, string>> = Object.assign(
    {},
    HEADINGS,
    ...controllers.map(({ headings }) => headings),
  );
  const heading = ({ id }: IndicatorRow) => headings[id.slice(0, id.indexOf('_'))] ?? 'Others';
  const groups = new Map<string, IndicatorRow[]>();
  for (const row of indicators) groups.set(heading(row), [...(groups.get(heading(row)) ?? []), row]);
  return html`<div class="columns">${join([...groups].map(([title, rows]) => indicatorTable(title, rows)))}</div>`;
}

/** What is 0 is folded: it is there to be looked up, not to be read past. */
function indicatorTable(title: string, rows: readonly IndicatorRow[]): Html {
  const zeros = rows.filter(({ value }) => value === 0);
  const others = rows.filter(({ value }) => value !== 0);
  const many = zeros.length === 1 ? '1 indicator is 0' : `${zeros.length} indicators are 0`;
  const folded =
    zeros.length === 0 ? raw('') : html`<details><summary>${many}</summary>${indicatorRows(zeros)}</details>`;
  return html`<div class="card"><h3>${title}</h3>${others.length === 0 ? raw('') : indicatorRows(others)}${folded}</div>`;
}

function indicatorRows(rows: readonly IndicatorRow[]): Html {
  const lines = rows.map(({ title: name, value, unit, where, time }) => {
    const place = [where, time === '' ? '' : inWords(time)].filter((text) => text !== '').join(', ');
    const hint = place === '' ? raw('') : html` <span class="quiet">${place}</span>`;
    return html`<tr><td>${name}${hint}</td><td class="n">${readable(value)}</td><td class="unit">${unit === '1' ? '' : unit}</td></tr>`;
  });
  return html`<table><tbody>${join(lines)}</tbody></table>`;
}

export function runFacts({ manifest, controllers, kindLook }: Run): Html {
  const { run, source, seed, status, inputs, versions, devices, files, foresight = '' } = manifest;
  const facts: (readonly [string, string])[] = [
    ['Run', run],
    ['Status', status],
    ['Controllers', controllers.map(({ kind, title }) => `${kind} (${title})`).join('; ')],
    ['Plans', foresight],
    ['Seed', String(seed)],
    ['Inputs', `sha256 ${inputs.sha256}`],
    ...Object.entries(source).map(([key, value]) => [`Source: ${key}`, inText(value)] as const),
    ['Devices', devices.map((d) => `${d.count.toLocaleString('en')} × ${kindLook(d.kind).title}`).join(', ')],
    ['Modules', (inputs.resolved.modules ?? []).map(({ use, sha256 }) => `${use} (sha256 ${sha256})`).join('; ')],
    [
      'Versions',
      Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    ],
  ];
  const terms = facts.filter(([, text]) => text !== '').map(([term, text]) => html`<dt>${term}</dt><dd>${text}</dd>`);
  const tables = files.map(
    (f) => html`<tr><td><a href="${f.path}">${f.path}</a></td><td class="n">${f.rows.toLocaleString('en')}</td></tr>`,
  );
  return html`<dl>${join(terms)}</dl>
<table class="files"><thead><tr><th>Table</th><th class="n">Rows</th></tr></thead><tbody>${join(tables)}</tbody></table>
<p class="quiet">Columns, types and units of the tables are in <a href="datapackage.json">datapackage.json</a>, all inputs of the run in <a href="manifest.json">manifest.json</a>.</p>`;
}

function inText(value: unknown): string {
  if (Array.isArray(value)) return value.map(inText).join('; ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
