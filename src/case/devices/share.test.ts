// The part of a population that has a device.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../base/index.ts';
import { readCase } from '../index.ts';
import { changed, type Folder, writeFolder } from '../testing/folder.ts';

const population = (devices: string, buses = '[b, c]\n    count: 20'): Folder =>
  changed(
    'case.yaml',
    /populations:[\s\S]*?controllers:/,
    `populations:
  - id: home
    buses: ${buses}
    devices: [${devices}]
controllers:`,
  );

const folder = writeFolder(
  population(
    '{ kind: ev, p_max_kw: { uniform: [3, 11] }, trips: [] }, { kind: load, p_kw: 1 }, { id: more, kind: load, p_kw: 2 }',
  ),
);

/** Parameters of the devices of a template, by id. */
async function devicesOf(suffix: string, ...set: string[]): Promise<Map<string, unknown>> {
  const { devices } = await readCase(folder, { set });
  return new Map(
    devices.flatMap(({ id, params }) => (id.startsWith('home-') && id.endsWith(`-${suffix}`) ? [[id, params]] : [])),
  );
}
const ofEv = (share: number) => `populations.home.devices.ev.share=${share}`;

describe('share', () => {
  it('gives a device to round(share · n) members, those of a smaller share among those of a larger one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(1000),
        async (a, b, seed) => {
          const [less, more] = [Math.min(a, b), Math.max(a, b)];
          const some = await devicesOf('ev', ofEv(less), `seed=${seed}`);
          const others = await devicesOf('ev', ofEv(more), `seed=${seed}`, 'populations.home.devices.load.share=0.3');
          const every = await devicesOf('ev', `seed=${seed}`);
          expect(every.size).toBe(40);
          expect(some.size).toBe(Math.round(40 * less));
          expect(others.size).toBe(Math.round(40 * more));
          for (const [id, params] of some) expect(others.get(id)).toEqual(params);
          for (const [id, params] of others) expect(every.get(id)).toEqual(params);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('is drawn for each device and seed on its own', async () => {
    const half = ['ev', 'load', 'more'].map((id) => `populations.home.devices.${id}.share=50 %`);
    const sets = await Promise.all([
      ...['ev', 'load', 'more'].map((suffix) => devicesOf(suffix, ...half)),
      devicesOf('ev', ...half, 'seed=8'),
    ]);
    const members = sets.map((set) => [...set.keys()].map((id) => id.slice(0, 'home-b-001'.length)).join());
    expect(new Set(members).size).toBe(4);
    for (const set of sets) expect(set.size).toBe(20);
  });

  it('may be a column of the table of buses', async () => {
    const rows = { 'homes.csv': 'bus,count,cars\nb,10,0.2\nb,10,0.8\nc,10,20 %\n' };
    const devices = '{ kind: load, p_kw: 1, share: { column: cars } }';
    const { devices: read } = await readCase(writeFolder({ ...population(devices, '{ table: homes.csv }'), ...rows }));
    const at = (from: number, to: number, bus: string) =>
      read.filter(({ id }) => {
        const [, place, number] = /^home-(\w)-(\d+)-load$/.exec(id) ?? [];
        return place === bus && Number(number) > from && Number(number) <= to;
      }).length;
    expect(at(10, 20, 'b')).toBe(8);
    expect(at(0, 10, 'b') + at(0, 10, 'c')).toBe(4);
  });

  it.each([
    ['1.5', 'a number of at most 1'],
    ['-0.1', 'a number of at least 0'],
    ['many', 'a number'],
    ['30 kW', 'a number without a unit'],
    ['{ uniform: [0, 1] }', 'a number'],
  ])('is refused when it is %s', async (share, expected) => {
    const error: unknown = await readCase(folder, { set: [`populations.home.devices.ev.share=${share}`] }).catch(
      (e) => e,
    );
    expect(error).toBeInstanceOf(InputError);
    const { problems } = error as InputError;
    expect(problems).toHaveLength(1);
    expect(problems[0]!.where).toContain('populations.home.devices.ev.share');
    expect(problems[0]!.expected).toContain(expected);
  });
});
