// Hosting capacity of a small case: bisection finds what trying every share finds, with any number of workers.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '../../../base/index.ts';
import { readCase } from '../../case/index.ts';
import { changed, GOOD, writeFolder } from '../../case/testing/folder.ts';
import { outcomeOf } from '../../pool/outcome.ts';
import { readSweep } from '../plan/index.ts';
import { distributionsOf } from './distribution.ts';
import type { Capacity } from './hosting.ts';
import { studyHosting } from './index.ts';
import { type HostingPlan, placementsOf } from './placements.ts';

const root = mkdtempSync(join(tmpdir(), 'feederlab-hosting-'));
afterAll(() => rmSync(root, { recursive: true }));

/** Forty homes on two buses, some of which have a heater of 2 or 4 kW: where they are decides the voltage. */
const folder = writeFolder({
  ...changed(
    'case.yaml',
    /populations:[\s\S]*?controllers:/,
    `populations:
  - id: home
    buses: [b, c]
    count: 20
    devices: [{ id: heater, kind: load, p: { choose: [2 kW, 4 kW] } }]
controllers:`,
  ),
  'lines.csv': String(GOOD['lines.csv']).replaceAll(',200\n', ',2000\n'),
});
const sweep = (name: string, over: string, hosting: string): string => {
  const path = join(root, `${name}.yaml`);
  writeFileSync(path, `case: ${folder}\nset: { clock.step: 1 h }\nover:\n${over}\nhosting_capacity: ${hosting}\n`);
  return path;
};
const SHARE =
  '  heaters: { from: 0, to: 1, title: Homes with a heater, set: { populations.home.devices.heater.share: heaters } }';
const LIMITS = '[voltage_min_pu >= 0.985, loading_max_percent <= 100]';

async function planOf(path: string): Promise<HostingPlan> {
  const { hosting, ...plan } = await readSweep(path);
  return { ...plan, hosting: hosting! };
}

describe('hosting capacity', () => {
  const path = sweep('voltage', SHARE, `{ share: heaters, limits: ${LIMITS}, seeds: 6, tolerance: 0.05 }`);

  it('is the largest share that trying all of them finds', async () => {
    const plan = await planOf(path);
    const found = await studyHosting(plan, { out: join(root, 'one'), report: false });
    expect(found).toMatchObject({ status: 'finished', placements: 6, remarks: [] });
    for (const [i, { share, broken_at, values }] of found.capacities.entries()) {
      expect(values).toEqual([i + 1]);
      let largest = -1;
      for (let step = 0; step <= 20; step++) {
        const study = await readCase(folder, { set: placementsOf(plan).runAt(i, step).set });
        const { indicators } = (await outcomeOf(study))!;
        if (indicators.get('voltage_min_pu')! >= 0.985 && indicators.get('loading_max_percent')! <= 100) largest = step;
      }
      expect(share).toBeCloseTo(largest / 20, 9);
      expect(broken_at).toBeCloseTo((largest + 1) / 20, 9);
    }
    expect(new Set(found.capacities.map(({ share }) => share)).size).toBeGreaterThan(1);
    expect(found.runs).toBeLessThan((6 * 21) / 2);
  });

  it('has the same files with two workers, and the second time makes no run', async () => {
    const plan = await planOf(path);
    await studyHosting(plan, { out: join(root, 'two'), workers: 2 });
    const files = (name: string) =>
      ['hosting.csv', 'runs.csv'].map((file) => readFileSync(join(root, name, file), 'utf8'));
    expect(files('two')).toEqual(files('one'));
    const ledger = () => readFileSync(join(root, 'one', 'timings.csv'), 'utf8');
    const before = ledger();
    await studyHosting(plan, { out: join(root, 'one') });
    expect(ledger()).toBe(before);
    const spec = JSON.parse(readFileSync(join(root, 'one', 'plots', 'hosting-capacity.vl.json'), 'utf8')) as {
      layer?: unknown;
    };
    expect(JSON.stringify(spec)).toContain('6 placements');
  });

  it('comes first in the report, where the share is what a search chose', async () => {
    const page = readFileSync(join(root, 'one', 'report.html'), 'utf8');
    expect(page.indexOf('<figure id="hosting-capacity">')).toBeGreaterThan(page.indexOf('<h2>Hosting capacity</h2>'));
    expect(page.indexOf('<figure id="hosting-capacity">')).toBeLessThan(page.indexOf('<figure id="parallel">'));
    expect(page).toContain('voltage_min_pu &gt;= 0.985 (6)');
    expect(page).toContain('searched, 0 … 1');
    expect(page).toContain('There are none (of heaters: a search chose the values of heaters by the results before');
    const { parameters } = JSON.parse(readFileSync(join(root, 'one', 'sweep.json'), 'utf8')) as {
      parameters: { name: string; levels?: unknown; searched?: boolean }[];
    };
    expect(parameters[0]).toEqual({ name: 'heaters', title: 'Homes with a heater', unit: '', searched: true });
  });

  it('is reported where limits are broken from the beginning, or never', async () => {
    const over = `${SHARE}\n  base: { choices: { weak: { devices.pv-b.p_peak: 5 kW, network.base_mva: 1 } } }`;
    const never = sweep(
      'never',
      over,
      '{ share: heaters, limits: [voltage_min_pu >= 0.5], seeds: 2, tolerance: 0.25 }',
    );
    const always = sweep(
      'always',
      over,
      '{ share: heaters, limits: [voltage_min_pu >= 1.5], seeds: 2, tolerance: 0.25 }',
    );
    const [all, none] = [
      await studyHosting(await planOf(never), { out: join(root, 'never') }),
      await studyHosting(await planOf(always), { out: join(root, 'always') }),
    ];
    expect(all.capacities.map(({ share, broken_at }) => [share, broken_at])).toEqual([
      [1, undefined],
      [1, undefined],
    ]);
    expect(all.remarks).toEqual([
      '2 of 2 placements keep all limits at the largest share: their capacity may be larger',
    ]);
    expect(none.capacities.map(({ share, broken_at }) => [share, broken_at])).toEqual([
      [undefined, 0],
      [undefined, 0],
    ]);
    expect(none.remarks).toEqual(['2 of 2 placements break a limit at the smallest share already']);
    expect(none.distributions).toMatchObject([
      { group: ['weak'], placements: 2, below: 2, binding: [{ placements: 2 }] },
    ]);
  });

  it.each([
    [
      'a limit that names no indicator',
      SHARE,
      '{ share: heaters, limits: [voltage_mni_pu >= 0.9], seeds: 2 }',
      'voltage_mni_pu',
    ],
    ['a limit that is a number', SHARE, '{ share: heaters, limits: [voltage_min_pu], seeds: 2 }', 'an inequality'],
    [
      'an unknown share',
      SHARE.replace('to: 1,', 'to: 1, step: 0.5,'),
      '{ share: cars, limits: [voltage_min_pu >= 1], seeds: 2 }',
      'a name of over',
    ],
    [
      'a share with a step',
      SHARE.replace('to: 1,', 'to: 1, step: 0.5,'),
      '{ share: heaters, limits: [voltage_min_pu >= 1] }',
      'without step',
    ],
    [
      'seeds of its own',
      `${SHARE}\n  seed: { seeds: 3 }`,
      '{ share: heaters, limits: [voltage_min_pu >= 1] }',
      'no seeds in over',
    ],
  ])('refuses %s', async (name, over, hosting, expected) => {
    const study = async () =>
      studyHosting(await planOf(sweep(name.replaceAll(' ', '-'), over, hosting)), { out: join(root, name) });
    const error: unknown = await study().catch((e: unknown) => e);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toContain(expected);
    expect((error as InputError).message).toMatch(/\.yaml:\d+:\d+/);
  });
});

describe('its distribution', () => {
  const capacity = (share: number | undefined, seed: number): Capacity => ({
    values: ['a', seed],
    share,
    broken_at: (share ?? 0) + 0.1,
    limits: ['x'],
  });

  it('has quantiles over all placements, those below the smallest share among them', () => {
    const [one] = distributionsOf([capacity(0.1, 1), capacity(0.3, 2), capacity(0.2, 3)], 1);
    expect(one).toMatchObject({ group: ['a'], placements: 3, below: 0 });
    expect(one!.quantiles[0]).toBe(0.1);
    expect(one!.quantiles[3]).toBeCloseTo(0.2, 12);
    expect(one!.quantiles.at(-1)).toBe(0.3);
    const [two] = distributionsOf([capacity(undefined, 1), capacity(0.3, 2), capacity(0.2, 3)], 1);
    expect(two!.quantiles.slice(0, 2)).toEqual([undefined, undefined]);
    expect(two!.quantiles[3]).toBe(0.2);
  });
});
