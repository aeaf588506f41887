// How the penalty of neutral profit was found: the best trial so far, generation by generation of a swarm, trial by trial of a
// bracket.

import { alarm, line, plot, short, WIDTH } from '../../../record/index.ts';
import type { SearchedTrial } from '../read/index.ts';
import type { Plot, Spec } from './plot.ts';

const DAY_MIN = 1440;

export const penaltySearch: Plot = {
  id: 'penalty-search',
  caption: () =>
    'Search of the penalty at which the revenue of the tariff pays the re-profiling: the objective |revenue − cost| of the best trial so far, and revenue less cost there.',
  draw(run) {
    const { currency = '', search } = run.tariff ?? { search: [] };
    if (search.length === 0) return undefined;
    const found = search.at(-1)!;
    const swarm = found.generation < found.trial;
    const values = byGeneration(search).map(({ generation, best_profit }) => ({
      generation,
      difference: short(best_profit),
      objective: Math.abs(short(best_profit)!),
    }));
    const panel = (field: string, title: string, log: boolean, more: readonly Spec[]): Spec => ({
      width: WIDTH,
      height: 190,
      encoding: {
        x: {
          field: 'generation',
          type: 'quantitative',
          scale: { domain: [1, Math.max(2, found.generation)], nice: false },
          axis: { title: swarm ? 'Generation' : 'Trial', grid: false, tickMinStep: 1, labelFlush: false },
        },
        y: {
          field,
          type: 'quantitative',
          scale: log ? { type: 'log' } : { nice: true },
          axis: { title, tickCount: 6, ...(log ? { format: '~e' } : {}) },
        },
      },
      layer: [
        ...more,
        {
          // an objective of 0 has no place on a logarithmic axis
          data: { values: log ? values.filter(({ objective }) => objective > 0) : values },
          mark: { type: 'line', interpolate: 'step-after', point: { size: 18, color: line }, color: line },
        },
      ],
    });
    const zero: Spec = {
      data: { values: [{ zero: 0 }] },
      mark: { type: 'rule', color: alarm, strokeWidth: 1.2 },
      encoding: { x: { value: 0 }, x2: { value: WIDTH }, y: { field: 'zero', type: 'quantitative' } },
    };
    const panels = [
      panel('objective', `|Revenue − cost| [${currency}]`, true, []),
      panel('difference', `Revenue − cost [${currency}]`, false, [zero]),
    ];
    const problems = swarm ? `${found.generation} generations, ${search.length} problems` : `${search.length} problems`;
    const { steps, step_min } = run.manifest.clock;
    const which = steps * step_min > DAY_MIN ? 'The longest search of all days. ' : '';
    const remark = `${which}Best of ${problems}: ${penaltyOf(found)} ${currency}/kWh, where revenue − cost is ${found.best_profit.toPrecision(2)} ${currency}.`;
    return plot(run, 'Search of the penalty of neutral profit', { vconcat: panels, spacing: 24 }, remark);
  },
};

/** The last trial of every generation. */
const byGeneration = (search: readonly SearchedTrial[]): SearchedTrial[] =>
  search.filter(({ generation }, i) => search[i + 1]?.generation !== generation);

const penaltyOf = ({ best_penalty }: SearchedTrial): string => String(Number(best_penalty.toPrecision(5)));
