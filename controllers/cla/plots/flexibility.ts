// What accepted bids change: the net power of microgrids, as Figures 5.12 and 5.13 of the report, and the part of each role in it, as
// Figure 5.10.
import { averaging, DASHED, ink, inPairs, plot } from '../../../record/drawing/index.ts';
import { BlockSeries, type Plot, type Run, type Series, seriesBy } from '../../../record/index.ts';
import { schedulesTable } from '../record/schedules.ts';
import { apart, areaBetween, changedBetween, curve, few, panelOf, SAME_KW } from './panels.ts';
import { BEFORE_AND_AFTER, FINAL, INITIAL } from './schedules.ts';

type Schedules = ReadonlyMap<string, Series<(typeof BEFORE_AND_AFTER)[number]>>;
const reads = { schedules: seriesBy(schedulesTable, 'microgrid', BEFORE_AND_AFTER) };

/** Microgrids with another net power in the end, those that change most first. */
const moved = (schedules: Schedules) =>
  [...schedules]
    .map(([name, of]) => ({ name, of, by: apart(of.initial_net_kw, of.final_net_kw) }))
    .filter(({ by }) => by > SAME_KW)
    .sort((a, b) => b.by - a.by);

export const acceptedFlexibility: Plot<{ readonly schedules: Schedules }> = {
  id: 'accepted-flexibility',
  reads,
  caption: () =>
    'Net power of the microgrids whose bids were accepted, in the hours that change. Shaded: the difference between initial and final schedule.',
  draw(run, { schedules }) {
    const { shown, remark } = few(moved(schedules), 'microgrids, those that change most');
    if (shown.length === 0) return undefined;
    const panels = shown.map(({ name, of: { initial_net_kw: before, final_net_kw: after } }) => {
      const between = changedBetween(run, [[before, after]])!;
      return panelOf(run, [INITIAL, FINAL], {
        title: name,
        axis: 'Net power [kW]',
        curves: [curve(run, INITIAL, before), curve(run, FINAL, after)],
        below: [areaBetween(run, [before, after], FINAL.colour, between)],
        between,
        zero: false,
      });
    });
    const note = 'Net power > 0 is bought, < 0 is sold.';
    return plot(run, 'Net power before and after accepted bids', inPairs(panels), note, remark, averaging(run));
  },
};

const PARTS = [
  { role: 'consumption', name: 'consumption', colour: '#cc79a7', sign: 1 },
  { role: 'generation', name: 'curtailed generation', colour: '#e69f00', sign: -1 },
  { role: 'storage', name: 'storage', colour: '#009e73', sign: 1 },
  { role: 'net', name: 'net power', colour: ink, dash: DASHED, sign: 1 },
] as const;

export const flexibilityByRole: Plot<{ readonly schedules: Schedules }> = {
  id: 'flexibility-by-role',
  reads,
  caption: () =>
    'Final less initial schedule of the microgrids whose bids were accepted: consumption that moved, generation that is not used (> 0), storage, and the net power that they make up.',
  draw(run, { schedules }) {
    const { shown, remark } = few(moved(schedules), 'microgrids, those that change most');
    if (shown.length === 0) return undefined;
    const changes = shown.map(({ name, of }) => ({ name, parts: changedParts(of) }));
    const looks = PARTS.filter((one) => changes.some(({ parts }) => parts.some(({ part }) => part === one)));
    const panels = changes.map(({ name, parts }) =>
      panelOf(run, looks, {
        title: name,
        axis: 'Change of power [kW]',
        curves: parts.map(({ part, pair }) => curve(run, part, difference(run, pair, part.sign))),
        between: changedBetween(
          run,
          parts.map(({ pair }) => pair),
        )!,
      }),
    );
    const title = 'What makes up the accepted flexibility: final less initial schedule';
    return plot(run, title, inPairs(panels), remark, averaging(run));
  },
};

const changedParts = (of: Series<(typeof BEFORE_AND_AFTER)[number]>) =>
  PARTS.flatMap((part) => {
    const pair = [of[`initial_${part.role}_kw`], of[`final_${part.role}_kw`]] as const;
    return apart(...pair) > SAME_KW ? [{ part, pair }] : [];
  });

function difference(run: Run, [before, after]: readonly [BlockSeries, BlockSeries], sign: number): BlockSeries {
  const series = new BlockSeries({ ...run.blocks, length: 1, of: (b) => b });
  for (let b = 0; b < run.blocks.count; b++) series.add(b, sign * (after.mean(b) - before.mean(b)));
  return series;
}
