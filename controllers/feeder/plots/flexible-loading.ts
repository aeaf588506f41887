// Branches that the baseline overloads: their flow by baseline and final schedule, with the limit.
import { alarm, averaging, held, holding, inPairs, panel, plot, short } from '../../../record/drawing/index.ts';
import type { BlockSeries, Plot, Reading, Run, Series, Spec } from '../../../record/index.ts';

/** Branches shown, those furthest beyond their limit first. */
const MAX_SHOWN = 6;

interface Data {
  readonly branches: ReadonlyMap<string, Series<'limit_kw' | 'baseline_kw' | 'final_kw'>>;
}

/** @param branches by name */
export const flexibleLoading = (branches: Reading<Data['branches']>): Plot<Data> => ({
  id: 'flexible-loading',
  reads: { branches },
  caption: () => 'Active power of branches that the baseline overloads, by AC power flow. Orange: the limit.',
  draw(run, { branches }) {
    const all = overloaded(branches, 'baseline_kw');
    const worst = all.slice(0, MAX_SHOWN);
    if (worst.length === 0) return undefined;
    const panels = worst.map(({ branch, of, side }) => {
      const flows = { baseline: of.baseline_kw, final: of.final_kw };
      return panel(run, branch, flows, { title: 'Active power [kW]', more: [limitOf(run, of, side)] });
    });
    const remark = 'By AC power flow. Orange: the limit.';
    return plot(
      run,
      'Overloaded branches, baseline and final schedule',
      inPairs(panels),
      remark,
      ofAll(worst, all),
      averaging(run),
    );
  },
});

/** That only the worst are shown, where there are more. */
export const ofAll = (shown: readonly unknown[], all: readonly unknown[]): string | undefined =>
  shown.length === all.length ? undefined : `The ${shown.length} worst of ${all.length}.`;

/** Branches beyond their limit, along the branch (side 1) or against it (side −1), those furthest beyond it first. */
export const overloaded = <K extends string, S extends Series<K | 'limit_kw'>>(
  branches: ReadonlyMap<string, S>,
  baseline: K,
) =>
  [...branches]
    .flatMap(([branch, of]) =>
      [1, -1].map((side) => ({ branch, of, side, excess: excess(of.limit_kw, of[baseline], side) })),
    )
    .filter(({ excess }) => excess > 0)
    .sort((a, b) => b.excess - a.excess);

/** The limit of a branch at that side, as a layer. */
export const limitOf = (run: Run, { limit_kw }: Series<'limit_kw'>, side: number): Spec => ({
  data: { values: held(run, (b) => ({ value: short(side * limit_kw.mean(b)) })) },
  mark: { type: 'line', ...holding(run), color: alarm, strokeWidth: 1.2 },
});

/** How far the baseline is beyond the limit at most [kW]. */
function excess(limit: BlockSeries, baseline: BlockSeries, side: number): number {
  const max = side > 0 ? baseline.max : baseline.min;
  return limit.min.reduce((worst, kw, b) => Math.max(worst, side * max[b]! - kw || 0), 0);
}
