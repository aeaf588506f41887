// Bonuses paid to each agent, step by step, as Figure 5 of the paper.
import { durationOf, plot, short, timeAxis, treeColour, WIDTH } from '../../../record/drawing/index.ts';
import { type BlockSeries, type Plot, type Run, type Series, seriesBy } from '../../../record/index.ts';
import { agentsTable } from '../record/tables.ts';

interface Data {
  readonly agents: ReadonlyMap<string, Series<'bonus'>>;
}

interface Paid {
  readonly name: string;
  readonly total: number;
  readonly of: BlockSeries;
}

export const transactiveBonuses: Plot<Data> = {
  id: 'transactive-bonuses',
  reads: { agents: seriesBy(agentsTable, 'agent', ['bonus']) },
  caption: () => 'Bonuses that the agents receive, one upon the other, and the sum of each agent over the run.',
  draw(run, { agents }) {
    const paid = [...agents].flatMap(([name, { bonus }]): Paid[] => {
      const total = totalOf(run, bonus);
      return total > 0 ? [{ name, total, of: bonus }] : [];
    });
    if (paid.length === 0) return undefined;
    const values = barsOf(run, paid);
    const many = run.blocks.length > 1;
    const parts = {
      width: WIDTH,
      height: 240,
      data: { values },
      mark: { type: 'rect', stroke: 'white', strokeWidth: many ? 0 : 0.7 },
      encoding: {
        x: timeAxis(run),
        x2: { field: 'until' },
        y: { field: 'lower', type: 'quantitative', axis: { title: `Bonuses [${run.currency}]` } },
        y2: { field: 'upper' },
        color: {
          field: 'agent',
          type: 'nominal',
          scale: { domain: paid.map(labelOf), range: paid.map((_, i) => treeColour(i)) },
          legend: { title: `Agent, ${run.currency} in all`, symbolType: 'square' },
        },
      },
    };
    const note = many ? `Sums over ${durationOf(run, run.blocks)} (${run.blocks.length} steps).` : undefined;
    return plot(run, 'Bonuses paid to the agents', parts, note);
  },
};

const labelOf = ({ name, total }: Paid): string =>
  `${name}: ${total.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

/** Sum over a block. */
function sumOf({ manifest: { steps }, blocks: { length, count } }: Run, of: BlockSeries, b: number): number {
  const width = b + 1 < count ? length : steps - b * length;
  return width * (of.perStep(b, steps) || 0);
}

const totalOf = (run: Run, of: BlockSeries): number =>
  Array.from({ length: run.blocks.count }, (_, b) => sumOf(run, of, b)).reduce((sum, x) => sum + x, 0);

function barsOf(run: Run, paid: readonly Paid[]) {
  const { blocks } = run;
  return Array.from({ length: blocks.count }, (_, b) => b).flatMap((b) => {
    let upper = 0;
    return paid.flatMap((agent) => {
      const lower = upper;
      upper += sumOf(run, agent.of, b);
      const [t, until] = [run.blockTime(blocks, b), run.blockTime(blocks, b + 1)];
      return upper > lower ? [{ t, until, agent: labelOf(agent), lower: short(lower), upper: short(upper) }] : [];
    });
  });
}
