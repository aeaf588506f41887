// How market operator and DSO came to agree: the residuals of the ADMM, round by round.
import { ink, type Longest, line, longestOf, type Plot, plot, strokeLegend, WIDTH } from '../../../record/index.ts';
import { admmTable } from '../record/market.ts';

const PRIMAL = 'primal: operator less DSO';
const DUAL = 'dual: change of the DSO';

interface Data {
  readonly rounds: Longest<{ readonly round: number; readonly primal_kw: number; readonly dual_kw: number }>;
}

export const admmResiduals: Plot<Data> = {
  id: 'admm-residuals',
  reads: {
    rounds: longestOf(admmTable, ['round', 'primal_kw', 'dual_kw'], (row, previous) => row.step !== previous.step),
  },
  caption: () =>
    'Largest difference between what the operator proposes and the DSO can carry, and largest change of the latter, over the rounds of their exchange.',
  draw(run, { rounds: { longest: rounds } }) {
    if (rounds.length === 0) return undefined;
    const values = rounds.flatMap(({ round, primal_kw, dual_kw }) =>
      [
        { residual: PRIMAL, round, value: primal_kw },
        { residual: DUAL, round, value: dual_kw },
      ].filter(({ value }) => value > 0),
    );
    const parts = {
      width: WIDTH,
      height: 260,
      data: { values },
      mark: { type: 'line', strokeWidth: 1.6 },
      encoding: {
        x: { field: 'round', type: 'quantitative', axis: { title: 'Round', grid: false }, scale: { nice: false } },
        y: {
          field: 'value',
          type: 'quantitative',
          scale: { type: 'log' },
          axis: { title: 'Residual [kW]', format: '~e', tickCount: 6 },
        },
        color: {
          field: 'residual',
          type: 'nominal',
          scale: { domain: [PRIMAL, DUAL], range: [line, ink] },
          legend: strokeLegend('Residual', { orient: 'top-right' }),
        },
      },
    };
    return plot(run, 'Residuals of the exchange between market operator and DSO', parts, `${rounds.length} rounds.`);
  },
};
