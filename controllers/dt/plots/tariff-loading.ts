// Branches that the spot price alone overloads: what the tariff makes of their flow, and what re-profiling makes of that.
import { averaging, ink, line, lines, overSteps, timeAxis, valueAxis, WIDTH } from '../../../record/drawing/index.ts';
import { type Plot, plot, type Run, type Series, type Spec, seriesBy } from '../../../record/index.ts';
import { limitOf, ofAll, overloaded } from '../../feeder/plots/flexible-loading.ts';
import { lineLoading } from '../record/tables.ts';
import { type Bought, boughtByElement } from './reprofiling.ts';

/** Branches shown, those furthest beyond their limit first. */
const MAX_SHOWN = 6;

const SERIES = [
  { key: 'baseline_lossless_kw', name: 'by the spot price alone', colour: ink, dash: [4, 3], width: 1.4 },
  { key: 'tariff_kw', name: 'after the tariff', colour: '#79c9ad', dash: [1, 0], width: 4.2 },
  { key: 'final_lossless_kw', name: 'after tariff and re-profiling', colour: line, dash: [1, 0], width: 1.8 },
] as const;

const KEYS = ['limit_kw', 'baseline_lossless_kw', 'tariff_kw', 'final_lossless_kw'] as const;

type Branch = Series<(typeof KEYS)[number]>;

interface Data {
  readonly branches: ReadonlyMap<string, Branch>;
  readonly bought: ReadonlyMap<string, Bought>;
}

export const tariffLoading: Plot<Data> = {
  id: 'tariff-loading',
  reads: { branches: seriesBy(lineLoading, 'branch', KEYS), bought: boughtByElement },
  caption: () =>
    'Active power of branches that the spot price alone overloads, without losses: by the spot price alone, after the tariff, and after tariff and re-profiling. Orange: the limit.',
  draw(run, { branches, bought }) {
    const all = overloaded(branches, 'baseline_lossless_kw');
    const worst = all.slice(0, MAX_SHOWN);
    if (worst.length === 0) return undefined;
    const shown = SERIES.filter(({ key }) => key !== 'final_lossless_kw' || bought.size > 0);
    const panels = worst.map(({ branch, of, side }, i) => {
      const both = worst.some((other) => other.branch === branch && other.side !== side);
      const title = both ? `${branch}, from its ${side > 0 ? 'first' : 'second'} bus` : branch;
      return panel(run, title, of, side, shown, i === worst.length - 1);
    });
    const heading = `Overloaded branches before and after ${bought.size > 0 ? 'tariff and re-profiling' : 'the tariff'}`;
    return plot(
      run,
      heading,
      { vconcat: panels, spacing: 26 },
      'Shown without losses. Orange: the limit.',
      ofAll(worst, all),
      averaging(run),
    );
  },
};

function panel(
  run: Run,
  title: string,
  of: Branch,
  side: number,
  shown: readonly (typeof SERIES)[number][],
  last: boolean,
): Spec {
  const byStage = (range: readonly unknown[]) => ({
    field: 'stage',
    type: 'nominal',
    scale: { domain: shown.map(({ name }) => name), range },
    legend: { title: null, orient: 'top', symbolType: 'stroke', symbolSize: 400, labelLimit: 300 },
  });
  const y = valueAxis('Active power [kW]', 5, { scale: { zero: false, padding: 6 } });
  return {
    width: WIDTH,
    height: 180,
    title: { text: title, fontSize: 12, offset: 6 },
    encoding: {
      x: timeAxis(run, last ? {} : { title: null }),
      y,
    },
    layer: [
      limitOf(run, of, side),
      // where curves coincide, the narrower lies on the wider
      ...shown
        .toSorted((a, b) => b.width - a.width)
        .flatMap(({ key, name, width }) =>
          lines(
            run,
            {
              data: { values: overSteps(run, of[key], { stage: name }) },
              mark: { type: 'line', strokeWidth: width },
              encoding: {
                y,
                color: byStage(shown.map(({ colour }) => colour)),
                strokeDash: byStage(shown.map(({ dash }) => dash)),
              },
            },
            ['stage'],
          ),
        ),
    ],
  };
}
