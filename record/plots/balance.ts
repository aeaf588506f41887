// The network over time: what it imports, what it loses, and between which voltages it lies.

import { limitRules, limitsOf, voltageScale } from '../drawing/limits.ts';
import { overTime, valueAxis } from '../drawing/over-time.ts';
import { unitOf } from '../drawing/power-unit.ts';
import { lines, overSteps, type Points } from '../drawing/series.ts';
import { alarm, line, plot, short, WIDTH } from '../drawing/theme.ts';
import { averaging, held, holding, timeAxis } from '../drawing/time.ts';
import type { Plot } from '../plot.ts';
import type { Run } from '../run.ts';
import type { Spec } from '../spec.ts';

export const networkBalance: Plot<object> = {
  id: 'network-balance',
  reads: {},
  caption: () => 'Import, losses and the range of voltages over time. Steps that were not solved are marked in orange.',
  draw(run) {
    if (!run.worst) return undefined;
    const { import_kw, loss_kw, vm_min_pu, vm_max_pu } = run;
    const { title, scale } = unitOf(run);
    const curve = (values: Points, axis: string, height: number): Spec => {
      const drawn = { mark: { type: 'line', color: line }, encoding: { y: valueAxis(axis, 5) } };
      const panel = overTime(run, { height, values, labelled: false, line: drawn });
      return { ...panel, layer: [...unsolved(run), ...lines(run, drawn)] };
    };
    const range = held(run, (b) => ({ lo: short(vm_min_pu.min[b]!), hi: short(vm_max_pu.max[b]!) }));
    const limits = limitsOf(run);
    const voltageAxis = voltageScale([...vm_min_pu.min, ...vm_max_pu.max], limits);
    const voltages = {
      width: WIDTH,
      height: 150,
      data: { values: range },
      encoding: {
        y: {
          type: 'quantitative',
          scale: voltageAxis,
          axis: { title: 'Voltage [p.u.]', tickCount: 5 },
        },
      },
      layer: [
        ...unsolved(run),
        {
          mark: { type: 'area', ...holding(run), color: line, opacity: 0.3 },
          encoding: { x: timeAxis(run), y: { field: 'lo', title: null }, y2: { field: 'hi' } },
        },
        ...limitRules(limits, voltageAxis.domain),
      ],
    };
    const failed = run.manifest.failed_steps.length;
    const remark = failed > 0 ? `${failed} of ${run.manifest.steps} steps not solved` : undefined;
    const panels = [
      curve(overSteps(run, import_kw, {}, scale), title.replace('Power', 'Import'), 170),
      curve(overSteps(run, loss_kw, {}), 'Losses [kW]', 110),
      voltages,
    ];
    return plot(run, 'Import, losses and voltages', { vconcat: panels, spacing: 16 }, remark, averaging(run));
  },
};

function unsolved(run: Run): Spec[] {
  const { failed_steps, clock } = run.manifest;
  if (failed_steps.length === 0) return [];
  const start = run.blockTime(run.blocks, 0);
  const step = clock.step_min * 60_000;
  return [
    {
      data: { values: failed_steps.map(({ k }) => ({ t: start + k * step, u: start + (k + 1) * step })) },
      mark: { type: 'rect', color: alarm, opacity: 0.35 },
      encoding: { x: timeAxis(run), x2: { field: 'u' }, y: { value: 0 }, y2: { value: 'height' } },
    },
  ];
}
