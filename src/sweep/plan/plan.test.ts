// Sweep files of a small case: their runs, their faults with places, and what is worth doubting about them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../base/index.ts';
import { contentHash, readCase } from '../../case/index.ts';
import { changed, writeFolder } from '../../case/testing/folder.ts';
import { planOf } from '../../compare/plan/plan.ts';
import { SEVEN, TINY } from '../../compare/testing/tiny.ts';
import { readSweep } from './index.ts';
import { listSweeps } from './locate.ts';

const VARIANTS = changed('case.yaml', 'controllers:', 'variants: { dear: { set: { seed: 9 } } }\ncontrollers:', TINY);
const STORE = 'set: { devices.store.p_max_kw: store }';

/** The plan of a file next to the case. */
const plan = (yaml: string, folder = VARIANTS) =>
  readSweep(join(writeFolder({ ...folder, 'try.yaml': `case: .\n${yaml}` }), 'try.yaml'));
const valuesOf = ({ size, runAt }: Awaited<ReturnType<typeof plan>>) =>
  Array.from({ length: size }, (_, index) => runAt(index).values);
const faults = async (yaml: string): Promise<string> => {
  const error = await plan(yaml).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(InputError);
  return (error as Error).message;
};

describe('the runs of a sweep', () => {
  it('are all combinations, the last name varying fastest, with the changes that they make', async () => {
    const read = await plan(`
set: { clock.step: 30 min }
over:
  store: { from: 0.1, to: 0.3, step: 0.1, unit: kW, title: power, ${STORE} }
  bus: { choices: { near: {}, far: { devices.store.e_cap_kwh: 2 } } }
  seed: { seeds: [3, 7] }`);
    expect(read.size).toBe(12);
    expect(read.parameters[0]).toEqual({ name: 'store', title: 'power', unit: 'kW', levels: [0.1, 0.2, 0.3] });
    expect(valuesOf(read).slice(0, 4)).toEqual([
      [0.1, 'near', 3],
      [0.1, 'near', 7],
      [0.1, 'far', 3],
      [0.1, 'far', 7],
    ]);
    expect(read.runAt(11).set).toEqual([
      'clock.step="30 min"',
      'devices.store.p_max_kw=0.3',
      'devices.store.e_cap_kwh=2',
      'seed=7',
    ]);
  });

  it('are zipped as a whole, or within groups that are crossed', async () => {
    const over = (n: number) => `
over:
  store: { values: [1, 2], ${STORE} }
  cap: { values: [5, 6], set: { devices.store.e_cap_kwh: cap * 2 } }
  seed: { seeds: ${n} }`;
    expect(valuesOf(await plan(`combine: zip${over(2)}`))).toEqual([
      [1, 5, 1],
      [2, 6, 2],
    ]);
    const grouped = valuesOf(await plan(`combine: [[store, cap]]${over(3)}`));
    expect(grouped).toHaveLength(6);
    expect(grouped.slice(2, 4)).toEqual([
      [1, 5, 3],
      [2, 6, 1],
    ]);
    expect(await faults(`combine: zip${over(3)}`)).toContain('3 values');
  });

  it('draw all distributions together, crossed with the lists, and do not change with another name', async () => {
    const drawn = `
sample: { runs: 6, seed: 4 }
over:
  seed: { seeds: 2 }
  store: { uniform: [1, 2], ${STORE} }`;
    const [alone, two] = [
      await plan(drawn),
      await plan(`${drawn}
  cap: { choose: [4, 6], weights: [3, 1], set: { devices.store.e_cap_kwh: cap } }`),
    ];
    const draws = valuesOf(alone).map(([, store]) => store);
    expect(draws.slice(0, 6)).toEqual(draws.slice(6));
    expect(new Set(draws).size).toBe(6);
    expect(valuesOf(two).map(([, store]) => store)).toEqual(draws);
    expect(alone.parameters[1]!.levels).toBeUndefined();
    const more = await plan(drawn.replace('runs: 6', 'method: monte-carlo, runs: 6'));
    const most = await plan(drawn.replace('runs: 6', 'method: monte-carlo, runs: 60'));
    expect(valuesOf(most).slice(0, 6)).toEqual(valuesOf(more).slice(0, 6));
  });

  it('leave out those that violate an inequality, and are counted', async () => {
    const read = await plan(`
over:
  store: { values: [1, 2, 3], ${STORE} }
  cap: { values: [4, 6, 9], set: { devices.store.e_cap_kwh: cap } }
subject_to: [store + cap <= 7]`);
    expect(valuesOf(read)).toEqual([
      [1, 4],
      [1, 6],
      [2, 4],
      [3, 4],
    ]);
    expect([read.size, read.combinations]).toEqual([4, 9]);
    expect(read.remarks).toEqual(['no run that satisfies subject_to has cap = 9']);
  });

  it('with many seeds are checked with three of them, and a seed that no run has is found', async () => {
    const read = await plan(`
over: { seed: { seeds: 500 } }
subject_to: [seed != 7]`);
    expect(read.size).toBe(499);
    expect(read.remarks.filter((text) => !text.includes('drawn'))).toEqual([
      'no run that satisfies subject_to has seed = 7',
    ]);
  });

  it('have variants, one of them none', async () => {
    const read = await plan('over: { variant: { variants: [~, dear] } }');
    expect([read.runAt(0), read.runAt(1)]).toEqual([
      { values: ['none'], set: [] },
      { values: ['dear'], set: [], variant: 'dear' },
    ]);
  });

  it('keep their identity until the file or the case changes', async () => {
    const over = 'over: { store: { values: [1, 2], set: { devices.store.p_max_kw: store } } }';
    const { identity } = await plan(over);
    expect((await plan(over)).identity).toBe(identity);
    expect((await plan(over.replace('2]', '3]'))).identity).not.toBe(identity);
    expect((await plan(over, changed('shapes.csv', '0.4', '0.5', VARIANTS))).identity).not.toBe(identity);
  });
});

describe('a sweep over controllers', () => {
  it('has the runs of a comparison: the same inputs for every controller and seed', async () => {
    const folder = writeFolder({
      ...SEVEN,
      'try.yaml': `case: .
over:
  seed: { seeds: [7, 8] }
  controller: { controllers: [uncontrolled, cla, dt, dt-srp, tfm, transactive, central] }
  cap: { values: [2, 3], set: { controllers.tfm.price_max_per_kwh: cap } }`,
    });
    const sweep = await readSweep(join(folder, 'try.yaml'));
    const identityOf = async (set: readonly string[]) => contentHash((await readCase(folder, { set })).resolved);
    const swept = new Map<string, string>();
    for (let index = 0; index < sweep.size; index++) {
      const { values, set } = sweep.runAt(index);
      const [seed, controller, cap] = values;
      if (cap === 2) swept.set(`${controller} ${seed}`, await identityOf(set));
    }
    const { runs, readingOf } = await planOf(folder, { seeds: [7, 8], scenarios: ['forecast'] });
    const compared = runs.filter(({ mechanism }) => mechanism.name !== 'central (exact forecasts)');
    expect(compared).toHaveLength(14);
    for (const run of compared)
      expect(swept.get(`${run.mechanism.name} ${run.seed}`)).toBe(await identityOf(readingOf(run).set!));
    // the cap is an option of one of the seven: the others repeat their runs
    expect(sweep.remarks).toEqual([
      expect.stringMatching(/^12 of 28 runs repeat another one and are made once: run 2 /),
    ]);
  });
});

describe('remarks', () => {
  it.each([
    ['one run', 'over: {}', 'nothing varies: the sweep is one run'],
    ['equal runs', `over: { store: { values: [1, 2, 1], ${STORE} } }`, '1 of 3 runs repeat another one'],
    ['a name without effect', 'over: { a: { values: [1, 2], set: { title: a } } }', 'a has no effect on the case'],
    [
      'values that give the same case',
      'over: { n: { values: [1, 1.2, 2], set: { populations.home.count: round(n) } } }',
      'n = 1, 1.2 give the same case',
    ],
    [
      'values that are not checked',
      `over: { store: { from: 1, to: 5, step: 0.01, ${STORE} } }`,
      '200 of the 401 values of store are checked',
    ],
  ])('say of %s', async (_what, yaml, says) => {
    const { remarks } = await plan(yaml);
    expect(remarks.join('\n')).toContain(says);
  });
});

describe('a controller that cannot run the case', () => {
  it('is a remark with the reason: its runs are refused, the others are made', async () => {
    const without = changed('case.yaml', /market: .*\n/, '', changed('case.yaml', /, \{ kind: tfm.*\}/, '', TINY));
    const { remarks, size } = await plan('over: { controller: { controllers: [uncontrolled, tfm] } }', without);
    expect(remarks).toEqual([expect.stringMatching(/^runs of tfm are refused: .*market/)]);
    expect(size).toBe(2);
  });
});

describe('a sweep file', () => {
  const good = `over:\n  store: { values: [1, 2], ${STORE} }\n`;
  it.each([
    [
      'a value that the case refuses',
      good.replace('1,', '-1,'),
      'try.yaml:3:60, over.store.set.devices.store.p_max_kw  found -1',
    ],
    [
      'a path without target',
      good.replace('devices.store.p', 'devices.stor.p'),
      'over.store.set.devices.stor.p_max_kw',
    ],
    ['a name that nothing uses', good.replace('_kw: store', '_kw: 2'), 'try.yaml:3:3, over.store'],
    [
      'a name of a column',
      good.replaceAll('store: {', 'status: {').replace('kw: store', 'kw: status'),
      'a name that is not taken',
    ],
    ['a fault of an inequality', `${good}subject_to: [stor < 3]`, 'try.yaml:4:14, subject_to.0'],
    ['a sum for an inequality', `${good}subject_to: [store + 3]`, 'expected an inequality'],
    ['a limit that excludes all', `${good}subject_to: [store < 0]`, '2 combinations, none of which satisfies it'],
    ['a case that is not there', `${good}`, undefined],
    ['an unknown variant', `${good}variant: derr`, 'try.yaml:4:10, variant'],
    [
      'a controller that is not there',
      `${good}  c: { controllers: [dt, tfn+dt] }`,
      'try.yaml:4:26, over.c.controllers.1',
    ],
    [
      'an option that no controller has',
      `${good}  c: { controllers: [dt] }\nset: { controllers.tfm.clearing: central }`,
      'set.controllers.tfm.clearing',
    ],
    [
      'a path that is set twice',
      `${good}  s: { values: [1], set: { devices.store.p_max_kw: s } }`,
      'each path set once',
    ],
    ['two forms of values', good.replace('values', 'seeds: 2, values'), 'over.store.seeds'],
    ['a distribution without sample', good.replace('values', 'uniform'), 'a section sample'],
    ['a sample without distribution', `${good}sample: { runs: 3 }`, 'a name of over with a distribution'],
    [
      'weights without number',
      `${good.replace('values: [1, 2]', 'choose: [1, 2], weights: [1]')}sample: { runs: 3 }`,
      '2 weights',
    ],
    [
      'bounds far from the mean',
      `${good.replace('values: [1, 2]', 'normal: [1, 0.1], within: [3, 4]')}sample: { runs: 3 }`,
      'within four standard',
    ],
    ['a range upside down', good.replace('values: [1, 2]', 'from: 2, to: 1, step: 1'), 'at least from, 2'],
    ['a range without step', good.replace('values: [1, 2]', 'from: 1, to: 2'), 'from, to and step together'],
    [
      'a range of too many values',
      good.replace('values: [1, 2]', 'from: 0, to: 1, step: 1e-300'),
      'at most 1000000 values',
    ],
    ['a value that is no number', `${good.replace('kw: store', 'kw: 1 / (store - 2)')}`, 'found "Infinity"'],
    ['too many runs', `${good}max_runs: 1`, '2 = 2 runs'],
    ['a group of unknown names', `${good}combine: [[stor]]`, 'combine.0.0'],
    [
      'a share without range',
      `${good}hosting_capacity: { share: store, limits: [vm_min_pu > 0.9] }`,
      'a name with from and to',
    ],
  ])('with %s is refused with the place', async (_what, yaml, says) => {
    if (says === undefined) {
      const path = join(writeFolder({ 'try.yaml': `case: nowhere\n${yaml}` }), 'try.yaml');
      await expect(readSweep(path)).rejects.toThrow(/try.yaml:1:7, case +found "nowhere"/);
    } else expect(await faults(yaml)).toContain(says);
  });

  it('reports all faults at once', async () => {
    const text = await faults(`${good}  c: { controllers: [nn] }\nsubject_to: [x < 1]\ncombine: [[y]]`);
    expect(text).toMatch(/: 3 problems/);
  });

  it('with more combinations than can be listed is refused at once', async () => {
    const names = ['a', 'b', 'c', 'd'].map(
      (n) => `  ${n}: { from: 0, to: 999, step: 1, set: { labels.${n}: ${n} } }\n`,
    );
    const begin = performance.now();
    const text = await faults(`over:\n${names.join('')}subject_to: [a < b]`);
    expect(performance.now() - begin).toBeLessThan(5000);
    expect(text).toContain('1000 · 1000 · 1000 · 1000 = 1000000000000 combinations');
  });

  it('of a million runs has each of them at once', async () => {
    const read = await plan(`max_runs: 1000000
over:
  store: { from: 1, to: 1000, step: 1, ${STORE} }
  seed: { seeds: 1000 }`);
    expect(read.size).toBe(1e6);
    expect(read.runAt(999_999).set).toEqual(['devices.store.p_max_kw=1000', 'seed=1000']);
  });
});

describe('a study of hosting capacity', () => {
  it('lists both ends of the share for every seed, and plans runs between them', async () => {
    const { size, parameters, hosting, runAt } = await plan(`
over:
  store: { from: 0.5, to: 4, ${STORE} }
  cap: { values: [4, 6], set: { devices.store.e_cap_kwh: cap } }
hosting_capacity: { share: store, limits: [vm_min_pu >= 0.95, energy_loss_kwh < 3], seeds: [5, 8] }`);
    expect(parameters.map(({ levels }) => levels)).toEqual([
      [0.5, 4],
      [4, 6],
      [5, 8],
    ]);
    expect([size, hosting!.settings, hosting!.tolerance]).toEqual([8, 2, 0.01]);
    expect(hosting!.runAt(1, 4, 8)).toEqual(runAt(7));
    expect(hosting!.runAt(0, 2.25, 5).values).toEqual([2.25, 4, 5]);
    expect(hosting!.broken({ vm_min_pu: 0.96, energy_loss_kwh: 1 })).toEqual([]);
    expect(hosting!.broken({ vm_min_pu: 0.96, energy_loss_kwh: 4 })).toEqual(['energy_loss_kwh < 3']);
    expect(() => hosting!.broken({ energy_loss_kwh: 4 })).toThrow(/limits.0 +found "vm_min_pu"/);
  });
});

describe('sweeps by name', () => {
  it('lie in the folder sweeps of the cases', async () => {
    const root = writeFolder({ 'sweeps/tiny.yaml': 'title: T\ncase: tiny\nover: { seed: { seeds: 2 } }\n' });
    mkdirSync(join(root, 'tiny'));
    for (const [name, text] of Object.entries(TINY)) writeFileSync(join(root, 'tiny', name), text);
    expect(listSweeps([root])).toEqual([{ name: 'tiny', title: 'T', file: join(root, 'sweeps/tiny.yaml') }]);
    expect(await readSweep('tiny', { roots: [root] })).toMatchObject({
      name: 'tiny',
      size: 2,
      folder: join(root, 'tiny'),
    });
    await expect(readSweep('tny', { roots: [root] })).rejects.toThrow(/did you mean tiny/);
  });
});
