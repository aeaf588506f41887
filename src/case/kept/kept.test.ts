// A reader that keeps what it has read gives what `readCase` gives, for any sequence of changes, good and bad.
import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../base/index.ts';
import { caseReader, readCase } from '../index.ts';
import { changed, GOOD, writeFolder } from '../testing/folder.ts';

const FORECAST = changed(
  'case.yaml',
  'controllers:',
  'forecast: { load: { error: 10 %, correlation: 3 h } }\ncontrollers:',
);

/** A case, and changes of it: of every section, of the same value again, and faulty ones. */
const cases: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'two homes',
    writeFolder(FORECAST),
    [
      ...['seed=1', 'seed=2', 'clock.step=1 h', 'clock.step=30 min', 'clock.days=2', 'forecast=null'],
      ...['populations.home.count=3', 'populations.home.devices.ev.share=0.5', 'populations.home.buses=[b]'],
      ...['devices.pv-b.p_peak=7 kW', 'devices.pv-b.profile=home', 'network.loads=null', 'units.furlong=100 m'],
      ...[
        'network.base_mva=1',
        'devices.pv-b.p_peak=5000 W',
        'units={}',
        'controllers=[volt-var]',
        'outputs.devices=[pv-*]',
      ],
      ...[
        'devices.pv-b.bus=nowhere',
        'populations.home.devices.ev.p_max_kw=wide',
        'network.lines=other.csv',
        'seed=-1',
      ],
      ...['devices.nothing.p=1', 'profiles.0.repeat=span', 'populations.home.devices.ev.soc_min=20 kW', 'nothing=3'],
    ],
  ],
  [
    'ieee33-microgrid',
    'ieee33-microgrid',
    ['clock.step=1 h', 'seed=3', 'devices.*.bus=7', 'network.base_mva=5', 'market=null'],
  ],
  [
    'ieee33-day',
    'ieee33-day',
    [
      ...['clock.step=1 h', 'seed=3', 'seed=4', 'populations.home.devices.ev.share=0.3'],
      ...['populations.solar-home.devices.heat-pump.cop=0', 'network.loads=homes.csv'],
    ],
  ],
];

/** A case as plain data, or its problems. */
async function read(reader: typeof readCase, folder: string, set: readonly string[]): Promise<unknown> {
  try {
    const { kinds: _, ...study } = await reader(folder, { set });
    return study;
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
}

describe('a reader that keeps what it has read', () => {
  it.each(cases)('reads the same cases and finds the same problems: %s', async (_, folder, changes) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.subarray([...changes], { maxLength: 3 }), { minLength: 2, maxLength: 5 }),
        async (readings) => {
          const reader = caseReader();
          for (const set of readings)
            expect(await read(reader, folder, set)).toEqual(await read(readCase, folder, set));
        },
      ),
      { numRuns: folder === 'ieee33-day' ? 4 : 25 },
    );
  });

  it('reads a file again that has changed, and another case', async () => {
    const reader = caseReader();
    const folder = writeFolder(GOOD);
    const other = writeFolder(changed('case.yaml', 'title: Two homes', 'title: Others'));
    const capacity = (study: unknown) =>
      (study as { devices: { id: string; params: object }[] }).devices.find(({ id }) => id === 'bat-c');
    const before = capacity(await read(reader, folder, []));
    const file = join(folder, 'batteries.csv');
    writeFileSync(file, 'id,bus,p_max_kw,e_cap_kwh,labels.owner\nbat-c,c,5,99,coop\n');
    utimesSync(file, 0, 0);
    const after = capacity(await read(reader, folder, []));
    expect(after).not.toEqual(before);
    expect(await read(reader, folder, [])).toEqual(await read(readCase, folder, []));
    expect(await read(reader, other, [])).toMatchObject({ title: 'Others' });
    expect(await read(reader, folder, [])).toMatchObject({ title: 'Two homes' });
  });

  it('takes over what has not changed', async () => {
    const reader = caseReader();
    const [one, two] = [
      await reader('ieee33-day', { set: ['seed=1'] }),
      await reader('ieee33-day', { set: ['seed=2'] }),
    ];
    expect(two.network).toBe(one.network);
    expect(two.profiles).toBe(one.profiles);
    expect(two.devices).not.toEqual(one.devices);
    expect(two.devices[0]).toBe(one.devices[0]);
  });
});
