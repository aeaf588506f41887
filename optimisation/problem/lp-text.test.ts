import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadHighs } from '../highs/load.ts';
import { formulate, lpText, solve } from '../index.ts';
import { randomProblem } from '../testing/problems.ts';

describe('LP text', () => {
  it('is what one would write', () => {
    const m = formulate('two rows');
    const p = m.variables('p', [['ev-1', 'pv'], 1], { min: 0, max: (i) => 5 + i, cost: 2 });
    const e = m.variable('e', { cost: -1, quadratic: 3 });
    const on = m.variable('on', { type: 'binary' });
    m.row('balance', (row) => row.term(1, p(0, 0)).term(-1, p(1, 0)).equals(4));
    m.row('band', (row) => row.term(2.5, e).term(-5, on).atLeast(-1).atMost(1));
    m.constant(-7);
    expect(lpText(m.build())).toBe(`\\ two rows
Minimize
 objective:
  + 2 p(ev_1,0) + 2 p(pv,0) - 1 _e - 7
  + [
  + 3 _e ^ 2
  ] / 2
Subject To
 balance:
  + 1 p(ev_1,0) - 1 p(pv,0)
  = 4
 band.min:
  + 2.5 _e - 5 on
  >= -1
 band.max:
  + 2.5 _e - 5 on
  <= 1
Bounds
 0 <= p(ev_1,0) <= 5
 0 <= p(pv,0) <= 6
 -inf <= _e <= +inf
 0 <= on <= 1
Generals
  on
End
`);
  });

  it('gives names that would become one another a number', () => {
    const m = formulate('alike');
    m.variable('a-b', { min: 0 });
    m.variable('a_b', { min: 0 });
    expect(lpText(m.build())).toContain('0 <= a_b~1 <= +inf');
  });

  it('is read by HiGHS as the same problem', async () => {
    const highs = await loadHighs();
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          columns: fc.integer({ min: 1, max: 8 }),
          rows: fc.integer({ min: 0, max: 6 }),
          seed: fc.nat(),
          integers: fc.boolean(),
        }),
        async (shape) => {
          const problem = randomProblem(shape);
          const { objective } = await solve(problem);
          const read = highs.withModel({ format: 'lp', data: lpText(problem) }, (model) => {
            model.options.set('output_flag', false);
            model.run();
            return model.getObjectiveValue();
          });
          expect(Math.abs(read - objective) / (1 + Math.abs(objective))).toBeLessThan(1e-6);
        },
      ),
      { seed: 31, numRuns: 40 },
    );
  });
});
