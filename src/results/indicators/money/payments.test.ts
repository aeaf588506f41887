// What customers pay and receive in a mechanism is in their bills, and sums to what the mechanism itself settles.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { collect, run } from '../../../../cosim/index.ts';
import { readCase } from '../../../case/index.ts';
import { homes } from '../../../case/testing/homes.ts';
import { kinds } from '../../../kinds.ts';
import { sceneOf } from '../../../scene.ts';
import { openPublished } from '../../folder/published.ts';
import { createGauges } from '../index.ts';

const spot = (h: number) => (h < 6 ? 50 : 100);
const street = homes(spot, 20);

async function settled(controllers: string, folder = street) {
  const study = await readCase(folder, { set: [`controllers=[${controllers}]`, 'clock.step=1 h'] });
  const scene = sceneOf(study, { jobs: 1 });
  const gauges = createGauges(study.kinds, scene, study.network);
  const published = openPublished('', scene.clock);
  const collected = collect();
  const onPublish = (publication: (typeof collected.published)[0]) => {
    published.onPublish({ indicators: publication.indicators ?? [] });
    gauges.onPublish(publication);
  };
  await run(scene, [collected, { onStep: gauges.onStep, onPublish }]);
  const { rows, fields } = gauges.tables().find(({ name }) => name === 'customers')!;
  const column = (name: string) => rows.map((row) => Number(row[fields.findIndex((field) => field.name === name)]));
  const all = [...gauges.indicators(), ...published.indicators()];
  return { column, value: (id: string) => all.find((row) => row.id === id)!.value };
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

it('the tariff, under dt', async () => {
  const { column, value } = await settled('dt');
  expect(value('dt_tariff_paid')).toBeGreaterThan(0);
  expect(sum(column('payments'))).toBeCloseTo(value('dt_tariff_paid'), 9);
  expect(value('customer_bill_sum')).toBeCloseTo(sum(column('energy_bill')) + sum(column('payments')), 9);
});

it('compensation of discomfort and refunds of energy, under tfm: with the energy of the market, the balance of the customers', async () => {
  const { column, value } = await settled(
    'tfm',
    fileURLToPath(new URL('../../../../cases/smart-mla-tfm', import.meta.url)),
  );
  expect(value('tfm_discomfort')).toBeGreaterThan(0);
  // the energy that customers draw in addition is in their bills and is refunded by the aggregator
  const energy = value('tfm_energy_cost');
  expect(sum(column('payments'))).toBeCloseTo(-value('tfm_discomfort') - energy, 9);
  expect(value('tfm_balance_customers')).toBeCloseTo(value('tfm_discomfort'), 9);
});

it('nothing, without a mechanism', async () => {
  const { column } = await settled('uncontrolled');
  expect(sum(column('payments'))).toBe(0);
});

describe.each([...kinds().controllers.keys()])('money by role, under %s', (kind) => {
  it('has what customers pay as the sum of their column, and accounts that sum to 0', async () => {
    const { column, value } = await settled(kind);
    expect(value('customer_payment')).toBeCloseTo(sum(column('payments')), 9);
    expect(value('customer_bill_sum')).toBeCloseTo(sum(column('energy_bill')) + value('customer_payment'), 9);
    expect(value('settlement_imbalance')).toBe(0);
  });

  it('has no cost of the DSO on a street without congestion', async () => {
    const { value } = await settled(kind, homes(spot));
    expect(value('dso_cost')).toBeCloseTo(0, 9);
  });
});

it('a cost of the DSO below 0 where a tariff earns, and one above 0 where flexibility is bought', async () => {
  const dt = await settled('dt');
  expect(dt.value('dso_cost')).toBeCloseTo(-dt.value('dt_profit_settled'), 9);
  expect(dt.value('dso_cost')).toBeLessThan(0);
  const folder = fileURLToPath(new URL('../../../../cases/smart-mla-tfm', import.meta.url));
  const tfm = await settled('tfm', folder);
  expect(tfm.value('dso_cost')).toBeCloseTo(-tfm.value('tfm_balance_dso'), 9);
  expect(tfm.value('dso_cost')).toBeGreaterThan(0);
  // the energy that the aggregators refund, the discomfort that they pay, and their profit are what the DSO pays
  expect(tfm.value('aggregator_profit') - tfm.value('customer_payment')).toBeCloseTo(tfm.value('dso_cost'), 9);
});
