import { describe, expect, it } from 'vitest';
import { day } from '../../testing/homes.ts';
import type { Requirement } from '../terms.ts';
import { callAt } from './portfolio.ts';

describe('what the requirement table requires of a load point', () => {
  const line = (
    load_points: string[],
    steps: number[],
    payback_steps: number[],
    share = 1.5,
    max = 1.5,
  ): Requirement => ({
    service: 'overload',
    load_points,
    min_kw: day.hours.map((_, t) => (steps.includes(t) ? 10 : 0)),
    max_kw: day.hours.map((_, t) => (steps.includes(t) ? 20 : 0)),
    payback_steps,
    payback_share_max: share,
    price_max: max,
  });

  it('is all its lines: every step, and what suits each of them', () => {
    const table = [line(['A', 'B'], [5], [1, 2, 3]), line(['B'], [5, 15], [2, 3, 4], 1.2, 1), line(['C'], [7], [8])];
    expect(callAt('B', table)).toEqual({ steps: [5, 15], payback_steps: [2, 3], payback_share_max: 1.2, price_max: 1 });
    expect(callAt('A', table)).toEqual({
      steps: [5],
      payback_steps: [1, 2, 3],
      payback_share_max: 1.5,
      price_max: 1.5,
    });
    expect(callAt('D', table)).toBeUndefined();
  });
});
