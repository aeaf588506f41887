import { describe, expect, it } from 'vitest';
import { readRun } from '../../src/results/read/index.ts';
import { writeRun } from '../../src/results/testing/run.ts';
import { BlockSeries } from '../blocks.ts';
import { deviceStacks } from './stacks.ts';

const run = await readRun((await writeRun({ failing: false })).dir);

/** A series with this value in every step. */
const constant = (kw: number) => {
  const series = new BlockSeries(run.blocks);
  for (let k = 0; k < run.manifest.steps; k++) series.add(k, kw);
  return series;
};
const kind = (name: string, drawn: number, fed: number) => ({
  ...run.kinds[0]!,
  kind: name,
  drawn_kw: constant(drawn),
  fed_kw: constant(fed),
});

/** Fields of the areas, each with the kinds that have one. */
function areas(...kinds: ReturnType<typeof kind>[]) {
  type Layer = { mark: { type: string }; encoding: { y: { field: string } }; data: { values: { kind: string }[] } };
  const { layer } = deviceStacks.draw({ ...run, kinds }, {}) as unknown as { layer: Layer[] };
  return layer
    .filter(({ mark, data }) => mark.type === 'area' && data.values.some((d) => 'kind' in d))
    .map(({ encoding, data }) => [encoding.y.field, [...new Set(data.values.map((d) => d.kind))].length]);
}

describe('the power of the devices', () => {
  it('has an area of what a kind draws where it draws, and of what it feeds where it feeds', () => {
    expect(areas(kind('load', 5, 0), kind('pv', 0, -2), kind('battery', 1, -1))).toEqual([
      ['drawn', 2],
      ['fed', 2],
    ]);
    expect(areas(kind('load', 5, 0))).toEqual([['drawn', 1]]);
    expect(areas(kind('pv', 0, -2))).toEqual([['fed', 1]]);
  });
});
