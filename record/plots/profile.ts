// Voltage along the feeder: the worst instant as lines from bus to bus, the range of each bus over the run as a bar.

import { limitRules, limitsOf, voltageScale, worstBus } from '../drawing/limits.ts';
import { extentOf, ink, plot, short, treeColour, WIDTH } from '../drawing/theme.ts';
import type { Plot } from '../plot.ts';
import type { Run } from '../run.ts';
import type { Spec } from '../spec.ts';

export const voltageProfile: Plot<object> = {
  id: 'voltage-profile',
  reads: {},
  caption: () => 'Line: voltage at the worst instant. Bars: lowest to highest voltage of each bus over the run.',
  draw(run) {
    if (!run.worst) return undefined;
    const at = run.worst.voltage;
    const limits = limitsOf(run);
    const extremes = [...run.busRange.values()].flatMap((r) => [r.min, r.max]);
    const scale = voltageScale(extremes, limits);
    const y = {
      type: 'quantitative',
      scale,
      axis: { title: 'Voltage [p.u.]' },
    };
    return plot(
      run,
      `Voltage along the feeder, ${at.when}`,
      { width: WIDTH, height: 340, encoding: { y }, layer: [...limitRules(limits, scale.domain), ...curves(run)] },
      'Line: this instant. Bars: range of each bus over the run.',
    );
  },
};

function curves(run: Run): Spec[] {
  const { tree, busRange } = run;
  const { vm_pu } = run.worst!.voltage;
  const grown = [...tree.values()].filter((n) => vm_pu.has(n.bus) && (n.parent || n.children.length > 0));
  const sources = grown.filter((n) => !n.parent);
  const km = grown.some((n) => n.km > 0);

  const ofTree = new Map(sources.map((s) => [s.tree, s.bus]));
  const source = (n: { tree: number }) => ofTree.get(n.tree)!;
  const points = grown.map((n) => {
    const range = busRange.get(n.bus) ?? { min: Number.NaN, max: Number.NaN };
    const v = short(vm_pu.get(n.bus) ?? Number.NaN);
    return {
      bus: n.bus,
      x: km ? short(n.km) : n.hops,
      v,
      lo: short(range.min),
      hi: short(range.max),
      source: source(n),
    };
  });
  const point = new Map(points.map((p) => [p.bus, p]));
  const lines = grown.flatMap((n) => {
    if (!n.parent) return [];
    const [from, to] = [point.get(n.parent.bus)!, point.get(n.bus)!];
    return [{ x: from.x, v: from.v, x2: to.x, v2: to.v, source: to.source }];
  });
  const { bus, vm_pu: worst, side } = worstBus(run, run.worst!.voltage);
  const named = point.get(bus);
  const nearSource = (named?.x ?? 0) < extentOf(points.map((p) => p.x ?? 0))[1] / 8; // no room to the left of it

  const x = {
    field: 'x',
    type: 'quantitative',
    scale: { nice: false, padding: 14 },
    axis: { title: km ? 'Distance from the source [km]' : 'Distance from the source [branches]', grid: false },
  };
  const color = {
    field: 'source',
    type: 'nominal',
    scale: { domain: sources.map((s) => s.bus), range: sources.map((s) => treeColour(s.tree)) },
    legend: sources.length > 1 ? { title: 'Source', symbolType: 'circle', symbolOpacity: 1 } : null,
  };
  const v = { field: 'v', title: null };
  const name = (mark: Spec): Spec => ({
    data: { values: named ? [{ ...named, text: `${bus}: ${worst.toFixed(3)}` }] : [] },
    mark: {
      type: 'text',
      align: nearSource ? 'left' : 'right',
      baseline: side === 'Lowest' ? 'top' : 'bottom',
      dx: nearSource ? 6 : -6,
      dy: side === 'Lowest' ? 4 : -4,
      fontWeight: 'bold',
      ...mark,
    },
    encoding: { x, y: v, text: { field: 'text' } },
  });
  return [
    {
      data: { values: points },
      mark: { type: 'rule', strokeWidth: 5, strokeCap: 'round', opacity: 0.22 },
      encoding: { x, y: { field: 'lo', title: null }, y2: { field: 'hi' }, color },
    },
    {
      data: { values: lines },
      mark: { type: 'rule', strokeWidth: 1.8, strokeCap: 'round' },
      encoding: { x, x2: { field: 'x2' }, y: v, y2: { field: 'v2' }, color },
    },
    {
      data: { values: points },
      mark: { type: 'point', filled: true, size: 30, opacity: 1 },
      encoding: { x, y: v, color },
    },
    name({ stroke: 'white', strokeWidth: 4 }),
    name({ color: ink }),
  ];
}
