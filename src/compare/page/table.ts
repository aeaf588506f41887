// The table of indicators of one scenario: a row for each, under the headings of docs/indicators.md, a column for each mechanism.
import { declarations, isOf } from '../../results/indicators/index.ts';
import { type Html, html, join, raw } from '../../results/report/html.ts';
import { readable } from '../../results/report/numbers.ts';
import { type Compared, type Comparison, indicatorsOf, keepsLimits, meanOf } from '../comparison.ts';
import { fairnessDeclared } from '../statistics/fairness.ts';
import { reboundDeclared } from '../statistics/rebound.ts';
import { chosenOf } from '../text.ts';

const headings = Object.entries({
  ...declarations,
  'Benefits of customers': fairnessDeclared,
  Rebound: reboundDeclared,
});
/** Of indicators that a mechanism or a module adds. */
const OTHERS = 'Of the mechanisms';

const headingOf = ({ id }: Compared): string =>
  headings.find(([, declared]) => declared.some((one) => isOf(id, one)))?.[0] ?? OTHERS;

/** The indicators of a summary, and all others in a fold. */
export function indicatorTables(slice: Comparison): Html {
  const chosen = chosenOf(slice);
  const others = indicatorsOf(slice).filter(({ id }) => !chosen.some((one) => one.id === id));
  const more =
    others.length === 0
      ? raw('')
      : html`<details><summary>${others.length} more indicators</summary>${tableOf(slice, others)}</details>`;
  return html`${tableOf(slice, chosen)}${more}`;
}

function tableOf(slice: Comparison, indicators: readonly Compared[]): Html {
  const groups = [...headings.map(([heading]) => heading), OTHERS].flatMap((heading) => {
    const rows = indicators.filter((indicator) => headingOf(indicator) === heading);
    return rows.length === 0 ? [] : [{ heading, rows }];
  });
  const span = slice.mechanisms.length + 2;
  const bodies = groups.map(
    ({ heading, rows }) => html`<tbody><tr><th colspan="${span}" scope="rowgroup">${heading}</th></tr>
${join(rows.map((row) => rowOf(slice, row)))}</tbody>
`,
  );
  const heads = slice.mechanisms.map((name) => html`<th class="n" scope="col">${name}</th>`);
  return html`<div class="scroll"><table class="compared"><thead><tr><th scope="col">Indicator</th><th scope="col">Unit</th>${join(heads)}</tr></thead>
${join(bodies)}</table></div>
`;
}

function rowOf(slice: Comparison, indicator: Compared): Html {
  const { id, title, unit } = indicator;
  const best = bestOf(slice, indicator);
  const cells = slice.mechanisms.map((name) => {
    const text = readable(meanOf(slice, name, id));
    return best.includes(name) ? html`<td class="n"><b>${text}</b></td>` : html`<td class="n">${text}</td>`;
  });
  return html`<tr><td title="${id}">${title}</td><td class="unit">${unit === '1' ? '' : unit}</td>${join(cells)}</tr>
`;
}

/**
 * The mechanisms with the best value by the sense of the indicator, among those that keep all limits with every seed. The yardstick is
 * none of them. None where all have the same value, or only one keeps the limits.
 */
export function bestOf(slice: Comparison, { id, sense }: Compared): string[] {
  const names = slice.mechanisms.filter((name) => name !== slice.yardstick && keepsLimits(slice, name) === true);
  const values = names.map((name) => Number(meanOf(slice, name, id).toPrecision(6))).filter(Number.isFinite);
  if (sense === 'neither' || new Set(values).size < 2) return [];
  const best = sense === 'less' ? Math.min(...values) : Math.max(...values);
  return names.filter((name) => Number(meanOf(slice, name, id).toPrecision(6)) === best);
}
