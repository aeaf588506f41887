import { describe, expect, it } from 'vitest';
import type { PlannedCla } from './plan.ts';
import { remarksOf } from './remarks.ts';

/** Two hours with a limit of import and a branch of 10 kW; one microgrid draws these powers, and the last round violates limits in some. */
function textsOf(
  initial: readonly number[],
  final: readonly number[],
  import_max_kw: number | null = 10,
  violated: readonly number[] = [],
): Record<string, string> {
  const check = (kw: readonly number[]) => ({
    flow_kw: [Float64Array.from(kw)],
    limit_kw: [Float64Array.of(10, 10)],
    overload_kva: [Float64Array.from(kw, (of) => Math.max(0, of - 10))],
    vm_pu: [],
  });
  const plan = {
    microgrids: [{ final: { net_kw: Float64Array.from(final), missing_kw: new Float64Array(2) } }],
    periods: [0, 1].map((hour) => ({ hour, steps: [hour] })),
    limits: [0, 1].map((period) => ({ period, export_max_kw: null, import_max_kw })),
    ...{
      bids: [],
      shortfalls: [],
      rounds: [{ violated, called: [] }],
      log: [],
      before: check(initial),
      after: check(final),
    },
  };
  const network = { branches: ['L'], buses: [], data: { buses: [] } };
  const of = { plan, network, devices: [], dt_h: 1, hours: [new Date(0), new Date(3_600_000)] };
  return Object.fromEntries(remarksOf(of as unknown as PlannedCla).map(({ id, text }) => [id, text]));
}

describe('a remark', () => {
  it('names the hour and the amount by which final schedules exceed a capacity limit', () => {
    expect(textsOf([12, 4], [4, 13])['cla_beyond_limits']).toMatch(/1:00 by 3\.00 kW/);
    expect(textsOf([12, 4], [8, 8])).toEqual({});
  });

  it('says that final schedules overload branches more than the initial ones', () => {
    expect(textsOf([12, 4], [4, 13])['cla_more_overload']).toMatch(/3\.00 kWh after 2\.00 kWh/);
    expect(textsOf([13, 4], [4, 12])['cla_more_overload']).toBeUndefined();
  });

  it('says that a limit on the sum does not keep the network only where there is one', () => {
    expect(textsOf([8, 8], [8, 8], 10, [1])['cla_sum_limit']).toMatch(
      /^cla: in the hours from 1:00 the plan is within the limits/,
    );
    expect(textsOf([8, 8], [8, 8], null, [1])['cla_sum_limit']).toBeUndefined();
  });
});
