// Consumption that a microgrid can move, before and after bids were accepted, as Figure 5.11 of the report.
import { averaging, inPairs, plot } from '../../../record/drawing/index.ts';
import { entry, type Plot, readingOf, StepSums } from '../../../record/index.ts';
import { flexibleConsumptionTable } from '../record/schedules.ts';
import { apart, curve, few, panelOf, SAME_KW } from './panels.ts';
import { FINAL, INITIAL } from './schedules.ts';

/** A kind of device in a microgrid, its populations together. */
interface Movable {
  readonly microgrid: string;
  readonly kind: string;
  readonly initial: StepSums;
  readonly final: StepSums;
}

interface Data {
  readonly movable: ReadonlyMap<string, Movable>;
}

const movableConsumption = readingOf(
  flexibleConsumptionTable,
  ['microgrid', 'kind', 'initial_kw', 'final_kw'],
  () => new Map<string, Movable>(),
  (all, { step, microgrid, kind, initial_kw, final_kw }, { manifest: { steps } }) => {
    const first = () => ({ microgrid, kind, initial: new StepSums(steps), final: new StepSums(steps) });
    const of = entry(all, JSON.stringify([microgrid, kind]), first);
    of.initial.add(step, initial_kw);
    of.final.add(step, final_kw);
  },
);

export const flexibleConsumption: Plot<Data> = {
  id: 'flexible-consumption',
  reads: { movable: movableConsumption },
  caption: () => 'Consumption that moves with the accepted bids, by microgrid and kind of device.',
  draw(run, { movable }) {
    const all = [...movable.values()].map((of) => ({
      ...of,
      before: of.initial.into(run.blocks),
      after: of.final.into(run.blocks),
    }));
    const { shown, remark } = few(
      all.filter(({ before, after }) => apart(before, after) > SAME_KW),
      'kinds of devices',
    );
    if (shown.length === 0) return undefined;
    const panels = shown.map(({ microgrid, kind, before, after }) =>
      panelOf(run, [INITIAL, FINAL], {
        title: `${run.kindLook(kind).title} in ${microgrid}`,
        axis: 'Power [kW]',
        curves: [curve(run, INITIAL, before), curve(run, FINAL, after)],
      }),
    );
    const title = 'Flexible consumption before and after accepted bids';
    return plot(run, title, inPairs(panels), remark, averaging(run));
  },
};
