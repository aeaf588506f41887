// The report of many scenarios as a page for the terminal.
import { fixed } from '../../text-table.ts';
import type { Extreme, SeriesReport } from './series.ts';

export function seriesPage(report: SeriesReport): string {
  const { network, scenarios, failed, status, mismatch_max_pu, buses, buses_with_profiles } = report;
  const end = status === 'interrupted' ? 'interrupted after ' : '';
  const without = failed === 0 ? 'all with a solution' : `${failed} without a solution`;
  const mismatch = mismatch_max_pu === undefined ? '' : `, largest mismatch ${mismatch_max_pu.toExponential(1)} p.u.`;
  const lines = [
    `${network}: ${end}${scenarios} scenarios, ${without}${mismatch}`,
    `loads of the profiles at ${buses_with_profiles} of ${buses} buses; at the others those of the network`,
    ...[
      line('lowest voltage', report.vm_min_pu, 6, 'p.u.', 'bus'),
      line('highest voltage', report.vm_max_pu, 6, 'p.u.', 'bus'),
      line('highest loading', report.loading_max_percent, 1, '%', 'branch'),
    ].filter((text) => text !== undefined),
  ];
  const failures = report.first_failed.map((one) => `scenario ${named(one)}: ${one.diagnosis}`);
  const more = failed > failures.length ? [`and ${failed - failures.length} more`] : [];
  const notes = report.notes.map((note) => `Note: ${note}`);
  return [lines.join('\n'), [...failures, ...more].join('\n'), notes.join('\n')]
    .filter((part) => part !== '')
    .join('\n\n');
}

const named = ({ scenario, label }: { readonly scenario: number; readonly label: string }): string =>
  label === '' ? String(scenario) : `${scenario} (${label})`;

function line(
  title: string,
  found: Extreme | undefined,
  digits: number,
  unit: string,
  what: string,
): string | undefined {
  if (!found) return undefined;
  return `${title.padEnd(16)}${fixed(found.value, digits)} ${unit}   ${what} ${found.of}, scenario ${named(found)}`;
}
