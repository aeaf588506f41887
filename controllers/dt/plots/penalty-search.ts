// How the penalty of neutral profit was found: the best trial so far, generation by generation of a swarm, trial by trial of a
// bracket.
import { alarm, line, plot, short, WIDTH } from '../../../record/drawing/index.ts';
import { type Longest, longestOf, type Plot, type RowOf, type Spec } from '../../../record/index.ts';
import { search } from '../record/tables.ts';

const DAY_MIN = 1440;

type Trial = Pick<RowOf<typeof search>, 'trial' | 'generation' | 'best_penalty' | 'best_profit'>;

interface Data {
  readonly trials: Longest<Trial>;
}

export const penaltySearch: Plot<Data> = {
  id: 'penalty-search',
  reads: {
    trials: longestOf(search, ['trial', 'generation', 'best_penalty', 'best_profit'], ({ trial }) => trial === 1),
  },
  caption: () =>
    'Search of the penalty at which the revenue of the tariff pays the re-profiling: the objective |revenue − cost| of the best trial so far, and revenue less cost there.',
  draw(run, { trials: { longest: trials } }) {
    const { currency } = run;
    if (trials.length === 0) return undefined;
    const found = trials.at(-1)!;
    const swarm = found.generation < found.trial;
    const values = byGeneration(trials).map(({ generation, best_profit }) => ({
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
    const problems = swarm ? `${found.generation} generations, ${trials.length} problems` : `${trials.length} problems`;
    const { steps, step_min } = run.manifest.clock;
    const which = steps * step_min > DAY_MIN ? 'The longest search of all days. ' : '';
    const remark = `${which}Best of ${problems}: ${penaltyOf(found)} ${currency}/kWh, where revenue − cost is ${found.best_profit.toPrecision(2)} ${currency}.`;
    return plot(run, 'Search of the penalty of neutral profit', { vconcat: panels, spacing: 24 }, remark);
  },
};

/** The last trial of every generation. */
const byGeneration = (trials: readonly Trial[]): Trial[] =>
  trials.filter(({ generation }, i) => trials[i + 1]?.generation !== generation);

const penaltyOf = ({ best_penalty }: Trial): string => String(Number(best_penalty.toPrecision(5)));
