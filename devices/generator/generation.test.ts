import { beforeAll, describe, expect, it } from 'vitest';
import { BlockSeries, type KindSeries, StepSums } from '../../record/index.ts';
import { type Run, readRun } from '../../src/results/read/index.ts';
import { writeRun } from '../../src/results/testing/run.ts';
import { generation } from './generation.ts';

interface Band {
  readonly name: string;
  readonly t: number;
  readonly lower: number;
  readonly upper: number;
  readonly edge: number | null;
}

let run: Run;
beforeAll(async () => {
  run = await readRun((await writeRun()).dir);
});

/** Power of one device or many [kW], step by step. */
function series(kw: readonly number[]): BlockSeries {
  const made = new BlockSeries(run.blocks);
  for (const [step, value] of kw.entries()) made.add(step, value);
  return made;
}

const kind = (name: string, fed: readonly number[], more: Partial<KindSeries> = {}): KindSeries => ({
  kind: name,
  drawn_kw: series([0, 0, 0, 0]),
  fed_kw: series(fed),
  net_kw: series(fed),
  fed_of: new StepSums(4),
  ...more,
});

function bandsOf(kinds: readonly KindSeries[]) {
  const spec = generation.draw({ ...run, kinds }, {}) as {
    data: { values: Band[] };
    layer: { encoding: { color?: { scale: { domain: string[]; range: string[] } } } }[];
  };
  const start = run.blockTime(run.blocks, 1);
  const second = spec.data.values.filter(({ t }) => t === start);
  return { ...spec.layer[0]!.encoding.color!.scale, second: second.filter((_, i) => i % 2 === 1) };
}

describe('the generation of a run', () => {
  it('stacks the units in the order of the case, each in its own colour, with the legend from top to bottom', () => {
    const members = new Map([
      ['a', series([0, -3, 0, 0])],
      ['b', series([0, 0, 0, 0])],
      ['c', series([0, -2, 0, 0])],
    ]);
    const wind = kind('wind', [-1, -4, 0, 0]);
    const { domain, range, second } = bandsOf([kind('generator', [0, -5, 0, 0], { members }), wind]);
    expect(domain).toEqual(['Wind power', 'c', 'b', 'a']);
    expect(new Set(range).size).toBe(4);
    expect(second.map(({ name, lower, upper, edge }) => [name, lower, upper, edge])).toEqual([
      ['a', 0, 3, 3],
      ['b', 3, 3, null],
      ['c', 3, 5, 5],
      ['Wind power', 5, 9, 9],
    ]);
  });

  it('omits devices that also draw, and devices that never feed', () => {
    const battery = kind('battery', [-1, 0, 0, 0], { drawn_kw: series([0, 1, 0, 0]) });
    const { domain } = bandsOf([kind('generator', [0, 0, 0, 0]), battery, kind('pv', [0, 0, 0, 0])]);
    expect(domain).toEqual(['Generator']);
  });

  it('is not drawn without generators', () => {
    expect(generation.draw({ ...run, kinds: [kind('wind', [-1, -1, -1, -1])] }, {})).toBeUndefined();
  });
});
