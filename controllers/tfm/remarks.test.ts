// What the market does not achieve is a remark, with the reason; a day that goes well has none.
import { expect, it } from 'vitest';
import type { Entry } from '../testing/microgrid.ts';
import { CONGESTED, market, type Street, street } from './testing/street.ts';

async function remarks(
  of: Street,
  options?: unknown,
  others: readonly Entry[] = [],
): Promise<ReadonlyMap<string, string>> {
  const study = street(of);
  const run = await market({ ...study, entries: [...study.entries, ...others] }, options);
  return new Map(run.published.flatMap(({ remarks = [] }) => remarks.map(({ id, text }) => [id, text])));
}

const bid = (changes: object = {}) => ({
  aggregator: 'ag1',
  load_point: '1',
  price_per_kwh: 0.6,
  reduction_kw: { '05:00': 2 },
  payback: '03:00',
  payback_kw: 2.2,
  ...changes,
});

it('a day without congestion has nothing to remark on', async () => {
  expect(await remarks({})).toEqual(new Map());
});

it('no bids although flexibility is required: where, and why', async () => {
  const found = await remarks(CONGESTED, { bids: [] });
  expect(found.get('tfm_nobody_bid')).toMatch(/required at 1; 2; 3, and nobody bid: no aggregator has devices/);
  expect(found.get('tfm_shortage')).toMatch(/kWh of overload remain unresolved/);
  expect(found.get('tfm_overload_after_plan')).toMatch(
    /the plan overloads .* in 1 h, by up to .* kVA and .* kVA h in all/,
  );
});

it('a payback for which no step has room: its share and the largest reduction are named', async () => {
  const found = await remarks(CONGESTED, { payback_share_max: 1000 });
  const nobody = found.get('tfm_nobody_bid')!;
  expect(nobody).toMatch(/ag1 at 1: no step has room .* at a payback_share_max of 1000/);
  const largest = (text: string, amount: RegExp) =>
    Math.max(...Array.from(text.matchAll(amount), ([, kw]) => Number(kw)));
  const overload = largest(found.get('tfm_overload_after_plan')!, /by up to ([\d.]+) kVA/g);
  expect(largest(nobody, /up to ([\d.]+) kW in a step/g)).toBe(overload);
});

it('no bid pays at a price far below the discomfort: the price is named', async () => {
  const found = await remarks(CONGESTED, { bid_price: { mean_per_kwh: 0, sd_per_kwh: 0 } });
  expect(found.get('tfm_nobody_bid')).toMatch(/ag1 at 1: no device .* at 0\.000 per kWh; .* more calls without a bid/);
});

it('what bids cannot resolve is a shortage, with what was offered and bought', async () => {
  const found = await remarks({ limits_kw: { A: 30, B: 76 } });
  expect(found.get('tfm_shortage')).toMatch(
    /^tfm: [\d.]+ kWh of overload remain unresolved: [\d.]+ of [\d.]+ kWh offered were bought/,
  );
  expect(found.get('tfm_overload_after_plan')).toContain('overloads A in 1 h');
});

it('voltages that stay below the band are named with their buses', async () => {
  const found = await remarks({ v_min_pu: 0.999 });
  expect(found.get('tfm_voltage_after_plan')).toMatch(
    /leaves the voltage band at \w+ in \d+ h, by up to 0\.\d{5} p\.u\./,
  );
});

it('an ADMM that ends at its last round gives the difference of both sides', async () => {
  const found = await remarks(CONGESTED, { rounds: 1 });
  expect(found.get('tfm_admm_not_converged')).toMatch(
    /did not agree in 1 rounds .* kW apart, the tolerance is 0\.001 kW/,
  );
  expect((await remarks(CONGESTED)).has('tfm_admm_not_converged')).toBe(false);
});

it('a bid above the cap is refused with the reason, and a bid without devices delivers nothing', async () => {
  const refused = await remarks(CONGESTED, { bids: [bid({ price_per_kwh: 2 })] });
  expect(refused.get('tfm_bids_refused')).toContain('ag1 at 1: its price of 2 is above the cap of 1.5');
  const empty = await remarks(CONGESTED, { bids: [bid({ aggregator: 'ag9' })] });
  expect(empty.get('tfm_sold_without_devices')).toContain('ag9 at 1');
});

it('an undelivered reduction gives a remark when it is metered', async () => {
  expect((await remarks(CONGESTED, { delivery: { ag1: 0.5 } })).get('tfm_not_delivered')).toContain('ag1 at');
});

const labels = { aggregator: 'ag1' };
const washer: Entry = {
  ...{ id: 'washer', kind: 'appliance', bus: '1', labels },
  params: { cycle_kw: [2, 1], earliest: '09:00', latest: '20:00' },
};
const battery: Entry = {
  ...{ id: 'store', kind: 'battery', bus: '1', labels },
  params: { p_max_kw: 3, e_cap_kwh: 10 },
};

it('devices that are not in a computed bid are named, those of a given bid are not', async () => {
  const found = await remarks(CONGESTED, undefined, [washer, battery]);
  expect(found.get('tfm_devices_not_offered')).toMatch(/leave out 2 devices .*: washer; store$/);
  expect((await remarks(CONGESTED)).has('tfm_devices_not_offered')).toBe(false);
  expect((await remarks(CONGESTED, { bids: [bid()] }, [washer])).has('tfm_devices_not_offered')).toBe(false);
});

it('a device that keeps to the baseline because whole numbers decide about it is named where a bid was bought', async () => {
  const found = await remarks(CONGESTED, { bids: [bid()] }, [washer, battery]);
  expect(found.get('tfm_devices_kept_at_baseline')).toMatch(/^tfm: 1 device behind bids .*: washer$/);
  expect((await remarks({}, undefined, [washer])).has('tfm_devices_kept_at_baseline')).toBe(false);
});

it('drawn prices above the cap are bid at the cap, with a remark', async () => {
  const found = await remarks(CONGESTED, { bid_price: { mean_per_kwh: 9, sd_per_kwh: 0 } });
  expect(found.get('tfm_bid_prices_capped')).toMatch(/above the cap of 1\.5 DKK\/kWh and bid at it: ag\d at \d/);
  expect((await remarks(CONGESTED)).has('tfm_bid_prices_capped')).toBe(false);
});

it('a clearing price that a shortage would set is cut to the cap, with place and hour', async () => {
  const found = await remarks({ limits_kw: { A: 30, B: 76 } });
  expect(found.get('tfm_clear_price_capped')).toMatch(/more than the cap of 1\.5 DKK\/kWh, .*: 1 at 05:00$/);
});
