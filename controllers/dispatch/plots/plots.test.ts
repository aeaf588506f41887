import { beforeAll, describe, expect, it } from 'vitest';
import { type Run, readRun } from '../../../src/results/read/index.ts';
import { writeRun } from '../../../src/results/testing/run.ts';
import { dataOf, specOf } from '../../../src/results/testing/spec.ts';
import { storedPoints } from './stored-energy.ts';
import { dispatch } from './testing.ts';

let run: Run;
beforeAll(async () => {
  run = await readRun((await writeRun({ controllers: ['central'], published: [dispatch], failing: false })).dir);
});

/** What a plot has read. */
const read = (id: string) => run.plots.find(({ plot }) => plot.id === id)!.data!;

describe('the plots of a dispatch', () => {
  it('show prices in the currency of the tables, and the planned import', () => {
    const load = run.kinds[0]!;
    const spec = specOf({ ...run, kinds: [...run.kinds, { ...load, kind: 'load' }] }, 'load-price');
    expect(JSON.stringify(spec)).toContain('Price [EUR/MWh]');
    expect(
      dataOf(spec)
        .slice(-8)
        .map(({ value }) => value),
    ).toEqual([100, 100, 200, 200, 300, 300, 400, 400]);
    const planned = dataOf(specOf(run, 'supply-import')).filter(({ series }) => series === 'planned');
    expect(new Set(planned.map(({ value }) => value))).toEqual(new Set([10]));
  });

  it('show the energy of the batteries added up: before the first step, and at the end of each', () => {
    const battery = { kind: 'battery', count: 2, channels: [], e_start_kwh: 2 };
    const known = { ...run, manifest: { ...run.manifest, devices: [battery] } };
    const data = read('stored-energy') as unknown as Parameters<typeof storedPoints>[1];
    const start = run.blockTime(run.blocks, 0);
    expect(storedPoints(known, data)).toEqual(
      [2, 3, 4, 5, 6].map((value, k) => ({ t: start + k * 30 * 60_000, value })),
    );
    const coarse = { ...known, blocks: { ...run.blocks, length: 2 } }; // means over two steps: the start is no part of them
    expect(storedPoints(coarse, data)!.map(({ value }) => value)).not.toContain(2);
  });

  it('are not drawn where nothing was traded', async () => {
    const without = await readRun((await writeRun({ controllers: ['central'] })).dir);
    for (const id of ['load-price', 'supply-import', 'stored-energy']) expect(specOf(without, id)).toBeUndefined();
  });
});
