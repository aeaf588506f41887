// How the control unit finds the bonus: the bonus and the answers to it, announcement by announcement.
import { DASHED, plot, short, strokeLegend, treeColour, unitOf, WIDTH } from '../../../record/drawing/index.ts';
import { type Plot, type Run, readingOf, type Spec } from '../../../record/index.ts';
import { roundsTable } from '../record/tables.ts';

/** Steps in a plot. */
const MAX_SHOWN = 3;

interface Search {
  readonly step: number;
  readonly rounds: { readonly bonus: number; readonly response_kw: number; readonly need_kw: number }[];
}

/** The steps with most announcements, of equal ones those with the largest need; the last is still being read. */
interface Searches {
  most: Search[];
}

const need = ({ rounds }: Search): number => rounds.at(-1)?.need_kw ?? 0;
const longestFirst = (a: Search, b: Search): number => b.rounds.length - a.rounds.length || need(b) - need(a);
const longest = (of: readonly Search[]): Search[] => [...of].sort(longestFirst).slice(0, MAX_SHOWN);

export const transactiveConvergence: Plot<{ readonly searches: Searches }> = {
  id: 'transactive-convergence',
  reads: {
    searches: readingOf(
      roundsTable,
      ['bonus', 'response_kw', 'need_kw'],
      (): Searches => ({ most: [] }),
      (kept, { step, bonus, response_kw, need_kw }) => {
        if (kept.most.at(-1)?.step !== step) kept.most = [...longest(kept.most), { step, rounds: [] }];
        kept.most.at(-1)!.rounds.push({ bonus, response_kw, need_kw });
      },
    ),
  },
  caption: () =>
    'Bonuses that the control unit announces in a step, and the sum of the answers, in the direction of the need. Dashed: the need. An answer that jumps over the need is accepted in part, or in full by the rule of the paper.',
  draw(run, { searches }) {
    const shown = longest(searches.most).sort((a, b) => a.step - b.step);
    if (shown.length === 0) return undefined;
    const { title, scale } = unitOf(run);
    const answers = title.replace('Power', 'Answers');
    const looks = { domain: shown.map((of) => labelOf(run, of)), range: shown.map((_, i) => treeColour(i)) };
    const rows = shown.flatMap((of) =>
      of.rounds.map(({ bonus, response_kw, need_kw }, i) => ({
        step: labelOf(run, of),
        round: i + 1,
        bonus: short(bonus),
        response: short(scale * response_kw),
        need: short(scale * need_kw),
      })),
    );
    const last = Math.max(...rows.map(({ round }) => round));
    const parts = {
      data: { values: rows },
      vconcat: [
        panel(last, looks, [curve('bonus', `Bonus [${run.currency}/kWh]`)], 150, false),
        panel(last, looks, [curve('need', answers, DASHED), curve('response', answers)], 190, true),
      ],
      spacing: 20,
    };
    const count = 'The steps with most announcements. Dashed: the need.';
    return plot(run, 'Search for the bonus', parts, count);
  },
};

function labelOf({ clock }: Run, { step }: Search): string {
  const minutes = Math.round(60 * clock.hour(step));
  const time = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return clock.day(step) > 0 ? `day ${clock.day(step) + 1}, ${time}` : time;
}

const curve = (field: string, title: string, dash?: readonly number[]): Spec => ({
  mark: {
    ...{ type: 'line', strokeWidth: dash ? 1.2 : 1.6, point: dash ? false : { size: 22 } },
    ...(dash ? { strokeDash: dash } : {}),
  },
  encoding: { y: { field, type: 'quantitative', axis: { title, tickCount: 5 } } },
});

const panel = (last: number, looks: Spec, layer: readonly Spec[], height: number, labelled: boolean): Spec => ({
  ...{ width: WIDTH, height, layer },
  encoding: {
    x: {
      ...{ field: 'round', type: 'quantitative', scale: { domain: [1, Math.max(2, last)], nice: false } },
      axis: { title: labelled ? 'Announcement' : null, labels: labelled, grid: false, tickMinStep: 1 },
    },
    color: { field: 'step', type: 'nominal', scale: looks, legend: strokeLegend('Step that begins at') },
  },
});
