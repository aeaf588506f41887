// A document that is changed again gives what its text gives with the new changes, for any changes of single values.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kinds as builtIn } from '../../kinds.ts';
import { Report } from '../text/report.ts';
import { parseTree, treeOf } from '../text/yaml.ts';
import { changedAgain } from './again.ts';

const TEXT = `title: Anchors
clock: { start: 2024-01-01, step: 1 h, days: 1 }
devices:
  - &car { id: car, kind: ev, bus: b, p_max_kw: 11, soc: { first: &soc 0.5, last: *soc } }
  - { id: tank, kind: heat-pump, bus: c, source: *car }
  - *car
populations:
  - id: home
    devices: [*car]
variants:
  cold: { set: { devices.tank.bus: d } }
`;

/** Paths, some of them within an anchor, through an alias, or of a name by which others are found. */
const PATHS = [
  ...['title', 'clock.step', 'clock.days', 'seed', 'units.furlong', 'devices.tank.bus', 'devices.tank.id'],
  ...[
    'devices.0.p_max_kw',
    'devices.0.p_max_w',
    'devices.0.soc.first',
    'devices.0.soc.last',
    'devices.tank.source.bus',
  ],
  ...['populations.home.devices.car.p_max_kw', 'populations.home.devices.car.soc.first', 'variants.cold.set'],
];
const VALUES = ['1', '2 kW', '007', 'null', '', '"text"', '[1, 2]', '{ bus: b }', '*car', 'true'];
const kinds = builtIn();

const parse = (set: readonly string[], variant: string | undefined, report = new Report('again')) => {
  const parsed = parseTree('case.yaml', TEXT, { set, variant, kinds }, report);
  return report.count === 0 ? parsed : undefined;
};

/** What a reader sees: the values, and where each changed one comes from. */
function seen(parsed: Parameters<typeof treeOf>[0]) {
  const tree = treeOf(parsed, new Report('again'));
  const places = parsed.changed.map(({ path }) => [tree?.at(path), tree?.atKey(path), tree?.spelling(path)]);
  return { data: tree?.data, places, changed: parsed.changed };
}

describe('a document that is changed again', () => {
  it('is the text with the new changes', () => {
    const value = fc.constantFrom(...VALUES);
    const change = fc.record({ path: fc.constantFrom(...PATHS), first: value, second: value });
    let compared = 0;
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(undefined, 'cold'),
        (changes, variant) => {
          const before = parse(
            changes.map(({ path, first }) => `${path}=${first}`),
            variant,
          );
          if (!before) return;
          const shown = JSON.stringify(seen(before));
          const set = changes.map(({ path, second }) => `${path}=${second}`);
          const again = changedAgain(before, { set, variant, kinds });
          if (!again) return;
          compared++;
          const anew = parse(set, variant);
          expect(anew && seen({ ...before, ...again })).toEqual(anew && seen(anew));
          expect(anew).toBeDefined();
          expect(JSON.stringify(seen(before))).toBe(shown); // the earlier document is as it was
        },
      ),
      { numRuns: 3000 },
    );
    expect(compared).toBeGreaterThan(100); // on average 220
  });

  it.each(['seed', 'devices.tank.bus', 'devices.0.p_max_kw', 'populations.home.devices.car.p_max_kw'])(
    'is not parsed again for one value: %s',
    (path) => {
      const before = parse([`${path}=1`], undefined)!;
      expect(changedAgain(before, { set: [`${path}=2`], variant: undefined, kinds })).toBeDefined();
    },
  );

  it('is parsed again where a value is in a copy of what an anchor names', () => {
    const sets = ['3', '4'].map((p) => [`devices.0.p_max_kw=${p}`, 'populations.home.devices.car.bus=d']);
    const before = parse(sets[0]!, undefined)!;
    expect(changedAgain(before, { set: sets[1]!, variant: undefined, kinds })).toBeUndefined();
  });
});
