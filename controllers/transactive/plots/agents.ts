// Every agent that answers: its power as planned a day ahead, and in real time.
import { againstDayAhead, averaging, inPairs, PANEL_HEIGHT, PANEL_WIDTH, plot } from '../../../record/drawing/index.ts';
import { type Plot, type Series, type Spec, seriesBy } from '../../../record/index.ts';
import { agentsTable } from '../record/tables.ts';

const KEYS = ['day_ahead_kw', 'committed_kw', 'accepted_kw'] as const;
/** Agents in a plot. */
const MAX_SHOWN = 8;
/** Smaller changes are those of the tolerance of a solver [kW]. */
const SMALL_KW = 1e-3;

interface Data {
  readonly agents: ReadonlyMap<string, Series<(typeof KEYS)[number]>>;
}

export const transactiveAgents: Plot<Data> = {
  id: 'transactive-agents',
  reads: { agents: seriesBy(agentsTable, 'agent', KEYS) },
  caption: () =>
    'Power of every agent that answers to a bonus, > 0 is drawn: as planned a day ahead, and in real time. What is shifted is paid back later.',
  draw(run, { agents }) {
    const answering = [...agents].filter(([, { accepted_kw }]) => accepted_kw.max.some((kw) => kw > SMALL_KW));
    if (answering.length === 0) return undefined;
    const shown = answering.slice(0, MAX_SHOWN);
    const panels = shown.map(([agent, { day_ahead_kw, committed_kw }]): Spec => {
      const frame = { width: PANEL_WIDTH, height: PANEL_HEIGHT, title: { text: agent, fontSize: 12, offset: 6 } };
      return againstDayAhead(run, { day_ahead_kw, real_time_kw: committed_kw }, 'Schedule', frame);
    });
    const more = shown.length < answering.length ? `${shown.length} of ${answering.length} agents.` : undefined;
    const note = 'Agents without an answer are not shown. > 0 is drawn, < 0 is fed in.';
    return plot(run, 'Agents a day ahead and in real time', inPairs(panels), note, more, averaging(run));
  },
};
