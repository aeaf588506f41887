// Limits of an AC plan in units: p.u. of voltage, kVA at nominal voltage, kW and kvar of the exchange.
import type { Remark } from '../../../base/index.ts';
import type { LimitKind } from '../../../opf/index.ts';
import type { AcPlan } from './plan.ts';

export interface Shown {
  readonly what: LimitKind;
  readonly name: string;
  readonly t: number;
  readonly unit: 'p.u.' | 'kVA' | 'kW' | 'kvar';
  readonly violation: number;
  /** What one unit more would save in an hour [currency]. */
  readonly shadow_per_h: number;
}

const UNITS: Readonly<Record<LimitKind, Shown['unit']>> = {
  'voltage-min': 'p.u.',
  'voltage-max': 'p.u.',
  'rating-from': 'kVA',
  'rating-to': 'kVA',
  'import-min': 'kW',
  'import-max': 'kW',
  'export-max': 'kW',
  'reactive-min': 'kvar',
  'reactive-max': 'kvar',
};

const WORDS: Readonly<Record<LimitKind, (name: string) => string>> = {
  'voltage-min': (bus) => `the lower voltage limit of bus ${bus}`,
  'voltage-max': (bus) => `the upper voltage limit of bus ${bus}`,
  'rating-from': (branch) => `the rating of ${branch}`,
  'rating-to': (branch) => `the rating of ${branch}`,
  'import-min': () => 'the least import',
  'import-max': () => 'the largest import',
  'export-max': () => 'the largest export',
  'reactive-min': () => 'the least reactive import',
  'reactive-max': () => 'the largest reactive import',
};

/** A violation up to this is the tolerance of the optimisation [p.u.]. */
const KEPT = 1e-7;

export const inUnits = ({ limits, base_kva }: AcPlan, dt_h: number): Shown[] =>
  limits.map(({ what, name, t, dual, violation }) => {
    const unit = UNITS[what];
    const base = unit === 'p.u.' ? 1 : base_kva;
    return {
      what,
      name,
      t,
      unit,
      violation: violation > KEPT ? base * violation : 0,
      shadow_per_h: dual / base / dt_h,
    };
  });

/** Steps named of one limit before the rest is counted. */
const NAMED = 4;

/** One remark for every limit that no plan keeps: the steps and the amounts. */
export function leastViolation(mechanism: string, limits: readonly Shown[], hours: readonly string[]): Remark[] {
  const byLimit = new Map<string, Shown[]>();
  for (const limit of limits) {
    if (limit.violation <= 0) continue;
    const key = `${limit.unit === 'kVA' ? 'rating' : limit.what} ${limit.name}`;
    byLimit.set(key, [...(byLimit.get(key) ?? []), limit]);
  }
  return Array.from(byLimit, ([key, of]) => {
    const steps = of.map(({ t, violation, unit }) => `${violation.toPrecision(3)} ${unit} at ${hours[t]}`);
    const more = steps.length > NAMED ? `; in ${steps.length - NAMED} more steps, see tables/limits.csv` : '';
    const { what, name } = of[0]!;
    const text = `${mechanism}: no plan keeps ${WORDS[what](name)}; the least violation is ${steps.slice(0, NAMED).join(', ')}${more}`;
    return { id: `${mechanism}_no_plan_keeps_${key.replaceAll(/[^A-Za-z0-9]+/g, '_')}`, text };
  });
}
