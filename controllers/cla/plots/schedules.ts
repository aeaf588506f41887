// The initial schedule of each microgrid, as Figures 5.6 to 5.9 of the report.
import { averaging, DASHED, ink, inPairs, line, overSteps, plot } from '../../../record/drawing/index.ts';
import { type Plot, type Series, seriesBy } from '../../../record/index.ts';
import { schedulesTable } from '../record/schedules.ts';
import { areaBelow, curve, few, type Look, panelOf } from './panels.ts';

const SUN = '#e69f00';
const LOOKS = {
  initial_generation_kw: { name: 'generation used', colour: SUN },
  initial_consumption_kw: { name: 'consumption', colour: '#7f8c99' },
  initial_storage_kw: { name: 'storage', colour: '#009e73' },
  initial_net_kw: { name: 'net power', colour: line },
} satisfies Record<string, Look>;
const KEYS = Object.keys(LOOKS) as (keyof typeof LOOKS)[];

interface Data {
  readonly schedules: ReadonlyMap<string, Series<keyof typeof LOOKS | 'available_kw'>>;
}

export const microgridSchedules: Plot<Data> = {
  id: 'microgrid-schedules',
  reads: { schedules: seriesBy(schedulesTable, 'microgrid', [...KEYS, 'available_kw']) },
  caption: () =>
    'Schedule of each microgrid by prices alone. Shaded: generation that is forecast. Net power > 0 is bought, < 0 is sold; storage > 0 is charged.',
  draw(run, { schedules }) {
    if (schedules.size === 0) return undefined;
    const { shown, remark } = few([...schedules], 'microgrids');
    const panels = shown.map(([name, of]) =>
      panelOf(run, Object.values(LOOKS), {
        title: name,
        axis: 'Power [kW]',
        curves: KEYS.map((key) => curve(run, LOOKS[key], of[key])),
        below: [areaBelow(run, overSteps(run, of.available_kw, {}), SUN)],
      }),
    );
    const note = 'Shaded: forecast generation. Net power > 0 is bought.';
    return plot(run, 'Initial schedules of the microgrids', inPairs(panels), note, remark, averaging(run));
  },
};

/** Schedules of a microgrid before and after, by net power and by what makes it up. */
export const BEFORE_AND_AFTER = [
  'initial_net_kw',
  'final_net_kw',
  'initial_consumption_kw',
  'final_consumption_kw',
  'initial_generation_kw',
  'final_generation_kw',
  'initial_storage_kw',
  'final_storage_kw',
] as const;

export const INITIAL: Look = { name: 'initial schedule', colour: ink, dash: DASHED };
export const FINAL: Look = { name: 'final schedule', colour: line };
