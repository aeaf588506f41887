// A report as a page for the terminal.
import { cutTable, fixed } from '../text-table.ts';
import type { LimitRow } from './limits.ts';
import type { OpfReport } from './report.ts';

/** @param rounds whether the rounds of the method are printed too */
export function pageOf(report: OpfReport, { rounds = false } = {}): string {
  const several = report.steps[0]?.step !== undefined;
  const parts = [headline(report, several), summary(report, several), ...limitTable(report, several)];
  if (several) parts.push(stepTable(report), ...batteryTable(report), ...pvTable(report));
  else parts.push(generatorTable(report), busTable(report), branchTable(report));
  if (rounds) parts.push(roundTable(report));
  if (report.notes.length > 0) parts.push(report.notes.map((note) => `Note: ${note}`).join('\n'));
  return parts.join('\n\n');
}

function headline(report: OpfReport, several: boolean): string {
  const { status, objective, rounds, steps } = report;
  const per = several ? ` over ${steps.length} steps` : ' per hour';
  const cost = `objective ${Number(objective.toPrecision(7))}${per}, ${rounds.length} rounds`;
  if (status === 'optimal') return `${report.case}: optimal, ${cost}`;
  const violated = report.limits.filter(({ violation }) => violation > 0).length;
  const limits = violated === 1 ? '1 limit is' : `${violated} limits are`;
  return `${report.case}: no plan keeps all limits; ${limits} violated at the least sum of violations, ${cost}`;
}

function summary({ steps, buses, dt_h }: OpfReport, several: boolean): string {
  const losses = dt_h * steps.reduce((sum, { loss_kw }) => sum + loss_kw, 0);
  const low = buses.reduce((a, b) => (b.vm_pu < a.vm_pu ? b : a));
  const high = buses.reduce((a, b) => (b.vm_pu > a.vm_pu ? b : a));
  const at = ({ bus, step }: typeof low) => (step === undefined ? `bus ${bus}` : `bus ${bus}, step ${step}`);
  const rows = [
    ['losses', `${fixed(losses, 3)} ${several ? 'kWh' : 'kW'}`, ''],
    ['lowest voltage', `${fixed(low.vm_pu, 6)} p.u.`, at(low)],
    ['highest voltage', `${fixed(high.vm_pu, 6)} p.u.`, at(high)],
  ];
  const width = Math.max(...rows.map((row) => row[1]!.length));
  return rows
    .map(([what, value, where]) => `${what!.padEnd(16)}${value!.padStart(width)}   ${where}`.trimEnd())
    .join('\n');
}

const DUAL = { 'p.u.': 'per p.u. h', kVA: 'per MVAh', kW: 'per MWh', kvar: 'per Mvarh' } as const;

function limitTable({ limits }: OpfReport, several: boolean): string[] {
  if (limits.length === 0) return ['No limit binds.'];
  const heads = ['limit', 'at', ...stepHead(several), 'value', 'bound', 'unit', 'violation', 'dual', ''];
  const cells = (l: LimitRow) => {
    const digits = l.unit === 'p.u.' ? 6 : 3;
    const numbers = [l.value, l.bound].map((x) => fixed(x, digits));
    const excess = l.violation > 0 ? fixed(l.violation, digits) : '';
    return [l.limit, placeOf(l), ...stepCell(l, several), ...numbers, l.unit, excess, fixed(l.dual, 6), DUAL[l.unit]];
  };
  return [cutTable(heads, limits, 'rows', cells)];
}

function placeOf({ bus, branch, generator }: LimitRow): string {
  if (bus !== undefined) return `bus ${bus}`;
  if (branch !== undefined) return `branch ${branch}`;
  return generator === undefined ? 'upstream grid' : `generator ${generator}`;
}

const stepHead = (several: boolean) => (several ? ['step'] : []);
const stepCell = ({ step }: { readonly step?: number }, several: boolean) => (several ? [String(step)] : []);

function generatorTable({ generators }: OpfReport): string {
  const heads = ['generator', 'bus', 'p_kw', 'q_kvar', 'cost_per_h', 'binds'];
  return cutTable(heads, generators, 'generators', (g) => {
    const values = [g.p_kw, g.q_kvar, g.cost_per_h].map((x) => fixed(x, 3));
    return [String(g.generator), String(g.bus), ...values, g.binds.join(', ')];
  });
}

function busTable({ buses }: OpfReport): string {
  const heads = ['bus', 'vm_pu', 'va_deg', 'price_p_per_mwh', 'price_q_per_mvarh'];
  return cutTable(heads, buses, 'buses', (b) => [
    String(b.bus),
    fixed(b.vm_pu, 6),
    fixed(b.va_deg, 4),
    fixed(b.price_p_per_mwh, 6),
    fixed(b.price_q_per_mvarh, 6),
  ]);
}

function branchTable({ branches }: OpfReport): string {
  const heads = [
    'branch',
    'from',
    'to',
    'p_from_kw',
    'q_from_kvar',
    'p_to_kw',
    'q_to_kvar',
    'loading_percent',
    'dual_per_mvah',
  ];
  return cutTable(heads, branches, 'branches', (b) => {
    const flows = [b.p_from_kw, b.q_from_kvar, b.p_to_kw, b.q_to_kvar].map((x) => fixed(x, 3));
    const state = b.in_service ? fixed(b.loading_percent, 1) : 'out of service';
    const dual = b.dual_per_mvah > 0 ? fixed(b.dual_per_mvah, 6) : '';
    return [String(b.branch), String(b.from), String(b.to), ...flows, state, dual];
  });
}

function stepTable({ steps }: OpfReport): string {
  const heads = ['step', 'import_kw', 'import_kvar', 'loss_kw', 'vm_min_pu', 'vm_max_pu'];
  return cutTable(heads, steps, 'steps', (row) => [
    String(row.step),
    ...[row.import_kw, row.import_kvar, row.loss_kw].map((x) => fixed(x, 3)),
    ...[row.vm_min_pu, row.vm_max_pu].map((x) => fixed(x, 6)),
  ]);
}

function batteryTable({ batteries }: OpfReport): string[] {
  if (batteries.length === 0) return [];
  const heads = ['step', 'battery', 'bus', 'p_kw', 'q_kvar', 'e_kwh'];
  const page = cutTable(heads, batteries, 'rows', (b) => [
    ...[b.step!, b.battery, b.bus].map(String),
    ...[b.p_kw, b.q_kvar, b.e_kwh].map((x) => fixed(x, 3)),
  ]);
  return [page];
}

function pvTable({ pv }: OpfReport): string[] {
  if (pv.length === 0) return [];
  const heads = ['step', 'pv', 'bus', 'p_kw', 'q_kvar', 'p_available_kw'];
  const page = cutTable(heads, pv, 'rows', (d) => [
    ...[d.step!, d.pv, d.bus].map(String),
    ...[d.p_kw, d.q_kvar, d.p_available_kw].map((x) => fixed(x, 3)),
  ]);
  return [page];
}

function roundTable({ rounds }: OpfReport): string {
  const heads = ['round', 'phase', 'accepted', 'objective', 'violation_pu', 'ratio', 'radius', 'step'];
  const numbered = rounds.map((round, i) => ({ ...round, number: i + 1 }));
  return cutTable(heads, numbered, 'rounds', (r) => [
    String(r.number),
    r.phase,
    r.accepted ? 'yes' : 'no',
    fixed(r.objective, 6),
    r.violation.toExponential(2),
    fixed(r.ratio, 3),
    r.radius.toExponential(2),
    r.step.toExponential(2),
  ]);
}
