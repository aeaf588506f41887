// The rows of an allowance in the problem of a microgrid (problem.ts):
//
//   least[a] − m[a] ≤ mean over t in a of Σg p[g,t] ≤ most[a] + m[a],   m[a] ≥ 0 at the penalty ρ
import type { Flexibility, Formulation } from '../../../optimisation/index.ts';
import type { Day } from '../../feeder/schedule.ts';
import type { Allowance } from '../terms.ts';

const SIDES = [
  ['allowance-least', 'least_kw', -1],
  ['allowance-most', 'most_kw', 1],
] as const;

interface Posed {
  readonly day: Pick<Day, 'hours' | 'dt_h'>;
  /** Powers are those of all devices of a group together. */
  readonly groups: readonly { readonly flexibility: Flexibility }[];
}

/** @param penalty ρ, in units of the objective per kWh */
export function keepAllowances(
  allowances: readonly Allowance[],
  { day, groups }: Posed,
  penalty: number,
  into: Formulation,
): void {
  for (const [name, side, sign] of SIDES) {
    const bounded = allowances.filter(({ [side]: bound }) => bound !== null);
    const within = [bounded.map(({ steps }) => day.hours[steps[0]!]!)] as const;
    const beyond = into.variables(`beyond-${name}`, within, {
      min: 0,
      cost: (a) => penalty * day.dt_h * bounded[a]!.steps.length,
    });
    into.rows(name, within, (row, a) => {
      const { steps, [side]: bound } = bounded[a]!;
      row.term(-1, beyond(a));
      let rest = 0;
      for (const t of steps) {
        for (const { flexibility } of groups) rest += flexibility.p_kw.write(row, sign / steps.length, t);
      }
      row.atMost(sign * bound! - rest);
    });
  }
}
