import { beforeAll, describe, expect, it } from 'vitest';
import { renderSvg } from '../../src/results/draw/svg.ts';
import { type Run, readRun } from '../../src/results/read/index.ts';
import { writeRun } from '../../src/results/testing/run.ts';
import { dataOf } from '../../src/results/testing/spec.ts';
import { WIDTH } from '../drawing/theme.ts';
import type { Spec } from '../spec.ts';
import { feederLoading, feederVoltage } from './one-line.ts';
import { frame, NODE, nodeSize } from './places.ts';

let run: Run;
beforeAll(async () => {
  run = await readRun((await writeRun({ failing: false })).dir);
});

/** The run at an instant at which one branch has no loading, and perhaps its bus no voltage. */
function without(branch: string, bus?: string): Run {
  const { voltage, loading } = run.worst!;
  const less = (instant: typeof voltage) => ({
    ...instant,
    load: new Map([...instant.load].filter(([id]) => id !== branch)),
    vm_pu: new Map([...instant.vm_pu].filter(([id]) => id !== bus)),
  });
  return { ...run, worst: { voltage: less(voltage), loading: less(loading) } };
}

const thinLines = (of: Run, plot = feederVoltage) => dataOf(plot.draw(of, {})).flatMap(({ line }) => line ?? []);

describe('the one-line diagram', () => {
  it('draws every branch in service, those without a rating thin and named in the legend', async () => {
    const unrated = (of: Run, plot: typeof feederVoltage) =>
      thinLines(of, plot).filter((line) => line === 'no rating').length;
    for (const plot of [feederVoltage, feederLoading]) {
      expect(unrated(without('A-B'), plot)).toBeGreaterThan(unrated(run, plot));
      const { svg, warnings } = await renderSvg(plot.draw(without('A-B'), {})!);
      expect(warnings).toEqual([]);
      expect(svg).toContain('>no rating<');
    }
  });

  it('draws symbols so small that the lines of a large feeder stay visible', () => {
    const buses = Array.from({ length: 10_000 }, (_, i) => ({
      ...run.network.buses[0]!,
      x: i % 100,
      y: Math.floor(i / 100),
    }));
    expect(nodeSize(run)).toBe(NODE);
    for (const layout of ['given', 'computed'] as const) {
      const crowded = { ...run, network: { ...run.network, buses, layout } };
      const { height } = frame(crowded) as { height: number };
      expect(buses.length * nodeSize(crowded)).toBeLessThan(0.5 * WIDTH * height);
    }
  });

  it('draws a bus without supply, and says of its branch that it has none', () => {
    const { from_bus } = run.network.branches.find(({ branch }) => branch === 'A-B')!;
    const dark = without('A-B', from_bus);
    expect(thinLines(dark)).toContain('no supply');
    const drawn = dataOf(feederVoltage.draw(dark, {})).filter(
      ({ bus, source }) => bus === from_bus && source !== undefined,
    );
    expect(drawn).toMatchObject([{ v: null }]);
  });

  it('names buses at one place once, by the shortest name', () => {
    const [first, ...others] = run.network.buses;
    const aux = { ...first!, bus: `${first!.bus}_aux` };
    const joined = { ...run, network: { ...run.network, buses: [aux, first!, ...others] } };
    const layers = (feederVoltage.draw(joined, {}) as { readonly layer: readonly Spec[] }).layer;
    const named = layers.flatMap(({ mark, data }) =>
      (mark as { readonly type?: string }).type === 'text' ? (data as { readonly values: readonly Spec[] }).values : [],
    );
    expect(named.map(({ bus }) => bus)).toContain(first!.bus);
    expect(named.map(({ bus }) => bus)).not.toContain(aux.bus);
  });

  it.each([
    [100.0002, false],
    [100.2, true],
  ])('a branch at %f % of its rating is above it: %s', (percent, isAbove) => {
    const { loading } = run.worst!;
    const [branch] = [...loading.load.keys()];
    const at = { ...loading, load: new Map([[branch!, percent]]) };
    const drawn = JSON.stringify(feederLoading.draw({ ...run, worst: { ...run.worst!, loading: at } }, {}));
    expect(drawn.includes('Orange: above the rating')).toBe(isAbove);
  });
});
