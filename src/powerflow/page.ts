// A report as a page for the terminal.
import { cutTable, fixed } from '../text-table.ts';
import type { PowerflowReport } from './report.ts';
import type { StoredReport } from './stored.ts';

export function pageOf(report: PowerflowReport): string {
  const parts = [headline(report)];
  if (report.diagnosis) parts.push(report.diagnosis);
  if (report.converged) parts.push(summary(report), busTable(report), branchTable(report), ...generatorTable(report));
  if (report.stored) parts.push(storedPart(report.stored));
  if (report.notes.length > 0) parts.push(report.notes.map((note) => `Note: ${note}`).join('\n'));
  return parts.join('\n\n');
}

function headline({ network, converged, iterations, mismatch_pu }: PowerflowReport): string {
  const end = converged
    ? `converged in ${iterations} iterations`
    : `did not converge (stopped after ${iterations} iterations)`;
  return `${network}: ${end}, largest mismatch ${mismatch_pu?.toExponential(1) ?? 'not a number'} p.u.`;
}

function summary(report: PowerflowReport): string {
  const { buses, branches } = report;
  const live = buses.filter((b) => b.vm_pu !== null);
  const low = min(live, (b) => b.vm_pu!);
  const high = min(live, (b) => -b.vm_pu!);
  const rated = branches.filter((b) => b.in_service && b.loading_percent !== null);
  const full = min(rated, (b) => -b.loading_percent!);
  const rows = [
    ['losses', `${fixed(report.loss_kw, 3)} kW`, `${fixed(report.loss_kvar, 3)} kvar`],
    ['import', `${fixed(report.import_kw, 3)} kW`, `${fixed(report.import_kvar, 3)} kvar`],
    ['lowest voltage', `${fixed(low?.vm_pu, 6)} p.u.`, `bus ${low?.bus}`],
    ['highest voltage', `${fixed(high?.vm_pu, 6)} p.u.`, `bus ${high?.bus}`],
    full
      ? ['highest loading', `${fixed(full.loading_percent, 1)} %`, `branch ${full.branch} (${full.from}–${full.to})`]
      : ['highest loading', '–', 'no branch has a rating'],
  ];
  const width = Math.max(...rows.map((row) => row[1]!.length));
  return rows.map(([what, value, where]) => `${what!.padEnd(16)}${value!.padStart(width)}   ${where}`).join('\n');
}

/** `Stored results (res_bus): 43 buses and 42 branches compared, largest differences 1.2e-10 p.u. at bus 7, …` */
function storedPart({ differs, only_angles, only_ours, only_stored, ...stored }: StoredReport): string {
  const parts = [
    [stored.vm_pu, 'p.u.', 'at bus'],
    [stored.va_deg, '°', 'at bus'],
    [stored.branch_power, 'kVA', 'at branch'],
  ] as const;
  const largest = parts.flatMap(([d, unit, at]) =>
    d ? [`${d.difference.toExponential(1)} ${unit} ${at} ${d.at}`] : [],
  );
  const sentences = [
    `${stored.buses} buses and ${stored.branches} branches compared`,
    ...(largest.length > 0 ? [`largest differences ${largest.join(', ')}`] : []),
    ...(only_ours.length > 0 ? [`without stored voltage: ${some(only_ours)}`] : []),
    ...(only_stored.length > 0 ? [`with a stored voltage and none here: ${some(only_stored)}`] : []),
  ];
  const head = `Stored results (${stored.in}): ${sentences.join('; ')}.`;
  if (only_angles)
    return `${head}\nOnly angles differ, as where a program leaves out the phase shifts of transformers; voltages are the same.`;
  return differs
    ? `${head}\nThe file's results are of another state, or of another program's rules; ours were solved anew.`
    : head;
}

const some = (names: readonly string[]): string =>
  names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');

function busTable({ buses }: PowerflowReport): string {
  const heads = ['bus', 'vm_pu', 'va_deg'];
  return cutTable(heads, buses, 'buses', (b) => [String(b.bus), fixed(b.vm_pu, 6), fixed(b.va_deg, 4)]);
}

function branchTable({ branches }: PowerflowReport): string {
  const heads = [
    'branch',
    'from',
    'to',
    'p_from_kw',
    'q_from_kvar',
    'p_to_kw',
    'q_to_kvar',
    'i_from_a',
    'loading_percent',
  ];
  return cutTable(heads, branches, 'branches', (b) => {
    const flows = [b.p_from_kw, b.q_from_kvar, b.p_to_kw, b.q_to_kvar].map((x) => fixed(x, 3));
    const last = !b.in_service ? 'out of service' : b.p_from_kw === null ? 'no supply' : fixed(b.loading_percent, 1);
    return [String(b.branch), String(b.from), String(b.to), ...flows, fixed(b.i_from_a, 2), last];
  });
}

function generatorTable({ generators }: PowerflowReport): string[] {
  if (generators.length === 0) return [];
  const heads = ['generator', 'bus', 'p_kw', 'q_kvar', 'q_min_kvar', 'q_max_kvar'];
  const page = cutTable(heads, generators, 'generators', ({ generator, bus, in_service, p_kw, q_kvar, ...limits }) => {
    const values = [p_kw, q_kvar, limits.q_min_kvar, limits.q_max_kvar].map((x) => fixed(x, 3));
    const state = in_service ? [] : ['out of service'];
    return [String(generator), String(bus), ...values, ...state];
  });
  return [page];
}

function min<T>(rows: readonly T[], of: (row: T) => number): T | undefined {
  return rows.reduce<T | undefined>((best, row) => (best === undefined || of(row) < of(best) ? row : best), undefined);
}
