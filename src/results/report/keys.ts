// The five numbers a reader looks for first, chosen by one rule for every run.

import { worstBus } from '../../../record/index.ts';
import { type IndicatorRow, inWords, type Run } from '../read/index.ts';
import { type Html, html, join, raw } from './html.ts';
import { readable } from './numbers.ts';

const COUNT = 5;

/** An indicator to choose, what it is called here, and what kind of thing it belongs to. */
type Choice = readonly [id: RegExp, title: string, of?: string];

/**
 * In the order of importance. From each line the first indicator that the run has is taken: load without supply, the voltage
 * nearest to a limit, the loading, the peak, the losses, the cost, the energy.
 */
const CHOICES: readonly (readonly Choice[])[] = [
  [[/^energy_not_supplied_kwh$/, 'Energy not supplied']],
  [
    [/^voltage_min_pu$/, 'Lowest voltage', 'bus'],
    [/^voltage_max_pu$/, 'Highest voltage', 'bus'],
  ],
  [[/^loading_max_percent$/, 'Highest loading', 'branch']],
  [[/^power_import_max_kw$/, 'Peak import']],
  [[/^energy_loss_percent$/, 'Losses']],
  [[/^energy_cost/, 'Cost of energy']],
  [[/_cost_total/, 'Total cost']],
  [[/^energy_import_kwh$/, 'Energy imported']],
  [[/^energy_export_kwh$/, 'Energy exported']],
  [[/^energy_loss_kwh$/, 'Energy lost']],
];

export function keyNumbers(run: Run): Html {
  const chosen = keysOf(run);
  if (chosen.length === 0) return raw('');
  const items = chosen.map(({ row: { value, unit, where, time }, title, of }) => {
    const at = [where === '' ? '' : `${of ?? ''} ${where}`.trim(), time === '' ? '' : inWords(time)];
    const place = at.filter((text) => text !== '').join(', ');
    return html`<li><b>${readable(value)} <span>${unit === '1' ? '' : unit}</span></b>${title}<br><span class="quiet">${place}</span></li>`;
  });
  return html`<ul class="keys">${join(items)}</ul>`;
}

interface Key {
  readonly row: IndicatorRow;
  readonly title: string;
  readonly of?: string | undefined;
}

function keysOf(run: Run): Key[] {
  const known = run.indicators.filter(({ value }) => Number.isFinite(value));
  const high = run.worst !== undefined && worstBus(run, run.worst.voltage).side === 'Highest';
  const keys = CHOICES.flatMap((choices) => {
    const inOrder = high ? choices.toReversed() : choices;
    const found = inOrder.flatMap(([id, title, of]): Key[] => {
      const row = known.find((indicator) => id.test(indicator.id));
      return row ? [{ row, title, of }] : [];
    });
    return found.slice(0, 1);
  });
  return keys.filter(({ row }) => row.id !== 'energy_not_supplied_kwh' || row.value > 0).slice(0, COUNT);
}
