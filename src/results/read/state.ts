// Voltages and flows: the range of each bus and branch over the run, and everything at the worst instants.

import { BlockSeries, type Blocks, type DrawnNetwork } from '../../../record/index.ts';
import { numbers } from './csv.ts';
import type { Tables } from './rows.ts';
import type { BranchSpan, Instant, Measure, Span } from './run.ts';

export function readBuses(tables: Tables, instants: readonly Instant[]): Map<string, Span> {
  const range = new Map<string, Span>();
  tables.eachRow('buses.csv', { step: 'number', bus: 'text', vm_pu: 'number' }, (row) => {
    if (Number.isNaN(row.vm_pu)) return;
    widen(range, row.bus, row.vm_pu, () => ({ min: row.vm_pu, max: row.vm_pu }));
    for (const instant of instants) if (instant.step === row.step) instant.vm_pu.set(row.bus, row.vm_pu);
  });
  return range;
}

const LOADING: Measure = { column: 'loading_percent', title: 'Loading', unit: '%' };
const CURRENT: Measure = { column: 'i_a', title: 'Current', unit: 'A' };

export function readBranches(
  tables: Tables,
  { branches }: DrawnNetwork,
  blocks: Blocks,
  instants: readonly Instant[],
): { branchRange: Map<string, BranchSpan>; measure: Measure } {
  const inService = branches.filter((b) => b.in_service);
  const measure = inService.some((b) => b.s_max_kva !== undefined || b.i_max_a !== undefined) ? LOADING : CURRENT;
  const drawn = new Set(inService.map((b) => b.branch));
  const branchRange = new Map<string, BranchSpan>();
  const wanted = { branch: 'text', ...numbers('step', 'loading_percent', 'i_from_a', 'i_to_a') } as const;
  tables.eachRow('branches.csv', wanted, (row) => {
    const value = measure === LOADING ? row.loading_percent : Math.max(row.i_from_a, row.i_to_a);
    if (Number.isNaN(value) || !drawn.has(row.branch)) return;
    const span = widen(branchRange, row.branch, value, () => ({
      min: value,
      max: value,
      over: new BlockSeries(blocks),
    }));
    span.over.add(row.step, value);
    for (const instant of instants) if (instant.step === row.step) instant.load.set(row.branch, value);
  });
  return { branchRange, measure };
}

function widen<S extends Span>(range: Map<string, S>, id: string, value: number, first: () => S): S {
  let span = range.get(id);
  if (!span) range.set(id, (span = first()));
  if (value < span.min) span.min = value;
  if (value > span.max) span.max = value;
  return span;
}
