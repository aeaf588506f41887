// The load-duration curve of a long run.

import { unitOf } from '../drawing/power-unit.ts';
import { ink, line, plot, short, WIDTH } from '../drawing/theme.ts';
import type { Plot } from '../plot.ts';
import type { Run } from '../run.ts';

const WEEK_MIN = 7 * 1440;
export const isLong = ({ manifest: { steps, clock } }: Run): boolean => steps * clock.step_min >= WEEK_MIN;

/** Places of a sorted curve that are drawn. */
const PLACES = 400;
export const importDuration: Plot<object> = {
  id: 'import-duration',
  reads: {},
  caption: () => 'Load-duration curve: the import of every solved step, the highest first.',
  draw(run) {
    const sorted = run.import_of.filter((kw) => !Number.isNaN(kw)).sort((a, b) => b - a);
    if (!isLong(run) || sorted.length === 0) return undefined;
    const { title, scale } = unitOf(run);
    const { dt_h } = run.clock;
    const count = Math.min(PLACES, sorted.length);
    const values = Array.from({ length: count }, (_, i) => {
      const at = count === 1 ? 0 : Math.round((i * (sorted.length - 1)) / (count - 1));
      return { h: short(at * dt_h), value: short(scale * sorted[at]!) };
    });
    const peak = values[0]!;
    const unsolved = run.manifest.steps - sorted.length;
    const axis = { title: title.replace('Power', 'Import') };
    const unit = scale === 1 ? 'kW' : 'MW';
    const parts = {
      width: WIDTH,
      height: 260,
      encoding: {
        x: {
          field: 'h',
          type: 'quantitative',
          scale: { domain: [0, sorted.length * dt_h], nice: false },
          axis: { title: 'Time at this import or more [h]', grid: false },
        },
        y: { field: 'value', type: 'quantitative', axis },
      },
      layer: [
        {
          data: { values: [...values, { ...values.at(-1)!, h: sorted.length * dt_h }] },
          mark: { type: 'line', color: line },
        },
        {
          data: { values: [{ ...peak, text: `peak ${peak.value!.toLocaleString('en')} ${unit}` }] },
          mark: { type: 'text', align: 'left', baseline: 'bottom', dx: 6, dy: -2, color: ink },
          encoding: { text: { field: 'text' } },
        },
      ],
    };
    const left =
      unsolved === 1
        ? '1 step that was not solved is left out.'
        : `${unsolved} steps that were not solved are left out.`;
    const remark = unsolved > 0 ? left : undefined;
    return plot(run, 'Load-duration curve of the import', parts, remark);
  },
};
