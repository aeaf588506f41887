// Tariff and re-profiling together, where customers and lines are not as tidy as in the report.
import { describe, expect, it } from 'vitest';
import type { Collector } from '../../cosim/observers.ts';
import { indicator, recordsUnder, type Study, table } from '../testing/microgrid.ts';
import { street } from '../testing/street.ts';
import { dt } from './dt.ts';

const TIGHT = { A: 60, B: 120 };
const srp = { reprofiling: { elasticity_kw_per_price: 0.5, rebound: 0.15 } };
const held = (study: Study, options: object = {}) => recordsUnder(dt, study, options);
const total = (records: Collector, name: string, field: string): number =>
  table(records, name).reduce((sum, row) => sum + (row[field] as number), 0);

type Labels = Readonly<Record<string, string>>;

/** A street whose devices get other labels. */
function labelled(study: Study, change: (id: string, labels: Labels) => Labels): Study {
  const entries = study.entries.map((entry) =>
    entry.labels ? { ...entry, labels: change(entry.id, entry.labels) } : entry,
  );
  return { ...study, entries };
}

/** Every second pair of homes answers to incentives. */
const mixed = (study: Study) =>
  labelled(study, (id, labels) =>
    Math.floor(Number(id.split('-').at(-1)) / 2) % 2 === 0 ? labels : { ...labels, contract: 'srp' },
  );

describe('congestion that no one under contract for re-profiling stands behind', () => {
  it.each([
    ['nobody is', street({ homes: 8, limits_kw: TIGHT })],
    [
      'those who are live elsewhere',
      labelled(street({ homes: 8, limits_kw: { A: 60 } }), (id, labels) =>
        id.includes('-2-') ? { ...labels, contract: 'srp' } : labels,
      ),
    ],
  ])('is left to the tariff alone, which then keeps the branch: %s', async (_what, study) => {
    const records = await held(study, srp);
    expect(indicator(records, 'dt_neutral')).toBe(0);
    expect(indicator(records, 'dt_penalty')).toBe(100);
    expect(indicator(records, 'dt_reprofiling_cost')).toBe(0);
    expect(indicator(records, 'dt_overload_tariff_kwh')).toBeLessThan(0.01); // of 70: a watt for each hour and branch
  });
});

describe('a home whose devices have different aggregators', () => {
  it('is bought of once', async () => {
    const study = labelled(mixed(street({ homes: 8, limits_kw: TIGHT })), (id, labels) =>
      id.startsWith('car') ? { ...labels, aggregator: labels['aggregator'] === 'ag1' ? 'ag2' : 'ag1' } : labels,
    );
    const records = await held(study, { ...srp, penalty: 1e-4 });
    const bought = total(records, 'reprofiling', 'cost_dkk');
    expect(bought).toBeGreaterThan(1);
    expect(total(records, 'reprofiling-split', 'payment_dkk')).toBeCloseTo(bought, 9);
  });
});

describe('a line of a mesh', () => {
  it('has re-profiling bought in kW drawn, as the radial line it could be', async () => {
    const radial = mixed(street({ homes: 8, limits_kw: { B: 110 } }));
    const { branches } = radial.network;
    const meshed: Study = {
      ...radial,
      network: {
        ...radial.network,
        branches: branches.flatMap((branch) => {
          if (branch.branch !== 'B') return [branch];
          const half = { ...branch, r_pu: 2 * branch.r_pu, x_pu: 2 * branch.x_pu };
          return [
            { ...half, branch: 'B1', s_max_mva: 0.055 },
            { ...half, branch: 'B2', s_max_mva: 1 },
          ];
        }),
      },
    };
    const [one, two] = [await held(radial, { ...srp, penalty: 1e-4 }), await held(meshed, { ...srp, penalty: 1e-4 })];
    expect(total(one, 'reprofiling', 'amount_kw')).toBeGreaterThan(10);
    for (const field of ['amount_kw', 'cost_dkk'])
      expect(total(two, 'reprofiling', field)).toBeCloseTo(total(one, 'reprofiling', field), 4);
  });
});

describe('days one after the other', () => {
  it('begin where the last left the cars, full to the last digit or not', async () => {
    const price = Array.from({ length: 192 }, (_, k) => {
      const t = (k % 48) / 2;
      return t >= 20 ? -0.02 * (t - 19) : 0.2 + 0.01 * t;
    });
    const study = street({ homes: 8, limits_kw: TIGHT, days: 4, step_min: 30, price });
    const records = await held(study, { penalty: 1 });
    expect(records.final).toMatchObject({ steps: 192, failed: [] });
  });
});

describe('limits that shall hold', () => {
  it('may look out of reach around the baseline, whose losses are higher, and be kept after all', async () => {
    const records = await held(street({ homes: 8, limits_kw: { A: 11.1 } }), { penalty: 'none' });
    expect(indicator(records, 'dt_overload_ac_kwh')).toBeLessThan(0.01);
  });
});

describe('what only feeds', () => {
  it('is not held back where nothing is congested, however large it is', async () => {
    const homes = street({ homes: 8 });
    const roof = { id: 'roof', kind: 'pv', bus: '1', params: { p_peak_kw: 400, profile: 'load' } };
    const fed = { ...homes, entries: [...homes.entries, roof] };
    const [without, with_] = [await held(homes), await held(fed)];
    const drawn = (records: Collector) => total(records, 'load-points', 'baseline_kw');
    const sun = homes.profiles['load']!.reduce((sum, share) => sum + share, 0);
    expect(drawn(without) - drawn(with_)).toBeCloseTo(400 * sun, 4);
  });
});
