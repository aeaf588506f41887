import { describe, expect, it } from 'vitest';
import type { Collector } from '../../cosim/observers.ts';
import { sceneOf, table } from '../testing/microgrid.ts';
import { cla } from './cla.ts';
import { schema } from './options.ts';
import { dayOf, SUNNY, village } from './testing/village.ts';

const HOURLY = Array.from({ length: 24 }, (_, h) => h);
const MIXED = [2, 3];
const NOON = 12;

const of = ({ messages }: Collector, name: string) =>
  messages.filter(({ from, to }) => from.endsWith(`:${name}`) || to.endsWith(`:${name}`));
const drawn = ({ steps }: Collector, without: readonly number[]) =>
  steps.map(({ p_kw }) => Array.from(p_kw).filter((_, d) => !without.includes(d)));
const events = (day: Collector) =>
  table(day, 'protocol-events')
    .map(({ k, event, party }) => [k, event, party])
    .filter(([, event]) => event === 'joins' || event === 'leaves' || event === 'replaced');

describe('a microgrid', () => {
  it('leaves at noon, and nothing else changes', async () => {
    const everywhere = { intraday_h: HOURLY };
    const all = await dayOf(everywhere);
    const left = await dayOf(everywhere, { membership: [{ microgrid: 'mixed', leaves: '12:00' }] });
    expect(drawn(left, MIXED)).toEqual(drawn(all, MIXED));
    expect(left.messages.filter(({ step }) => step < NOON)).toEqual(all.messages.filter(({ step }) => step < NOON));
    expect(of(left, 'mixed').filter(({ step }) => step >= NOON)).toEqual([]);
    expect(events(left)).toEqual([[NOON, 'leaves', 'mixed']]);
    const others = (day: Collector) => of(day, 'sunny').concat(of(day, 'homes'));
    expect(others(left)).toEqual(others(all));
  });

  it('leaves without an intraday stage: its devices have their default behaviour from then on', async () => {
    const all = await dayOf(SUNNY);
    const left = await dayOf(SUNNY, { membership: [{ microgrid: 'sunny', leaves: '11:00' }], real_time: false });
    expect(drawn(left, [0, 1])).toEqual(drawn(all, [0, 1]));
    expect(left.steps[12]!.p_kw[0]).toBe(-76);
    expect(left.steps[12]!.p_kw[1]).toBe(0);
    const paid = table(left, 'settlement').filter(({ purpose }) => purpose === 'flexibility');
    expect(paid.filter(({ k, to }) => k >= 11 && to === 'microgrid:sunny')).toEqual([]);
  });

  it('joins at an intraday stage, with prices, schedule and bids for the rest of the day', async () => {
    const day = await dayOf({ ...SUNNY, intraday_h: [6] }, { membership: [{ microgrid: 'mixed', joins: '06:00' }] });
    expect(of(day, 'mixed').every(({ stage, step }) => stage === 'intraday' && step === 6)).toBe(true);
    expect(new Set(of(day, 'mixed').map(({ kind }) => kind))).toContain('final-schedule');
    expect(events(day)).toEqual([[6, 'joins', 'mixed']]);
    expect(Math.max(...day.steps.map(({ flow }) => flow!.loading_percent[0]!))).toBeLessThan(100.01);
  });

  it('is replaced by another control agent, which has the schedule in force', async () => {
    const open = { intraday_h: HOURLY };
    const replaced = { at: '12:00', by: 'newcomer' };
    const day = await dayOf(open, { membership: [{ microgrid: 'mixed', replaced }] });
    expect(drawn(day, [])).toEqual(drawn(await dayOf(open), []));
    expect(events(day)).toEqual([[NOON, 'replaced', 'mixed']]);
    const senders = day.messages.flatMap(({ from, step }) => (step >= NOON ? [from] : []));
    expect(senders).toContain('microgrid-control-unit:newcomer');
    expect(senders).not.toContain('microgrid-control-unit:mixed');
  });

  it('has to be one of the case', async () => {
    const unknown = dayOf(SUNNY, { membership: [{ microgrid: 'suny' }], silent: [{ party: 'mixd' }] });
    await expect(unknown).rejects.toThrow(/membership\[0\].microgrid.*suny.*did you mean sunny/s);
    await expect(unknown).rejects.toThrow(/silent\[0\].party.*did you mean mixed/s);
  });

  it('has one entry', async () => {
    const twice = dayOf(SUNNY, {
      membership: [
        { microgrid: 'sunny', joins: '06:00' },
        { microgrid: 'sunny', leaves: '18:00' },
      ],
    });
    await expect(twice).rejects.toThrow(/membership\[1\].microgrid.*sunny.*one entry for each microgrid/s);
  });

  it.each([{ joins: '14:00', leaves: '12:00' }, { joins: '12:00', leaves: '12:00' }, { leaves: '00:00' }])(
    'has to leave after it joins: %o',
    (times) => {
      const { error } = schema.safeParse({ membership: [{ microgrid: 'sunny', ...times }] });
      expect(error?.issues).toMatchObject([
        { path: ['membership', 0, 'leaves'], message: expect.stringContaining('after `joins`') },
      ]);
      expect(schema.safeParse({ membership: [{ microgrid: 'sunny', joins: '12:00', leaves: '14:00' }] }).success).toBe(
        true,
      );
    },
  );

  it.each([
    [{ joins: '06:00', replaced: { at: '05:00', by: 'new' } }, 'after `joins`'],
    [{ joins: '06:00', replaced: { at: '06:00', by: 'new' } }, 'after `joins`'],
    [{ leaves: '18:00', replaced: { at: '18:00', by: 'new' } }, 'before `leaves`'],
    [{ leaves: '18:00', replaced: { at: '19:00', by: 'new' } }, 'before `leaves`'],
  ])('is replaced while it takes part: %o', (times, message) => {
    const { error } = schema.safeParse({ membership: [{ microgrid: 'sunny', ...times }] });
    expect(error?.issues).toMatchObject([
      { path: ['membership', 0, 'replaced', 'at'], message: expect.stringContaining(message) },
    ]);
  });

  it('is replaced by an agent with a name of its own', async () => {
    const replaced = (microgrid: string, by: string) => ({ microgrid, replaced: { at: '12:00', by } });
    const another = dayOf(SUNNY, { membership: [replaced('mixed', 'sunny')] });
    await expect(another).rejects.toThrow(
      /membership\[0\]\.replaced.*sunny.*the agent of microgrid sunny has this one/s,
    );
    const same = dayOf(SUNNY, { membership: [replaced('mixed', 'new'), replaced('sunny', 'new')] });
    await expect(same).rejects.toThrow(/membership\[1\]\.replaced.*new.*the new agent of mixed has this one/s);
  });

  it('that is to join without an intraday stage is remarked on', async () => {
    const membership = [{ microgrid: 'mixed', joins: '06:00' }];
    const texts = async (intraday_h: readonly number[]) =>
      (await dayOf({ intraday_h }, { membership, real_time: false })).published.flatMap(({ remarks = [] }) =>
        remarks.map(({ text }) => text),
      );
    expect(await texts([])).toContainEqual(expect.stringMatching(/no intraday stage was held.*mixed/));
    expect((await texts([6])).filter((text) => text.includes('intraday'))).toEqual([]);
  });

  it('is missed in a remark where none takes part when the day is planned', async () => {
    const membership = ['sunny', 'mixed', 'homes'].map((microgrid) => ({ microgrid, joins: '06:00' }));
    const ids = async (options: unknown) =>
      (await dayOf({ intraday_h: [6] }, options)).published.flatMap(({ remarks = [] }) => remarks.map(({ id }) => id));
    expect(await ids({ membership })).toContain('cla_no_member');
    expect(await ids({})).not.toContain('cla_no_member');
  });

  it('is silent to a time after the first', () => {
    const { error } = schema.safeParse({ silent: [{ party: 'sunny', from: '14:00', to: '12:00' }] });
    expect(error?.issues).toMatchObject([{ path: ['silent', 0, 'to'] }]);
    expect(schema.safeParse({ silent: [{ party: 'sunny', from: '12:00', to: '14:00' }] }).success).toBe(true);
  });
});

describe('participation', () => {
  const balances = (day: Collector) => {
    const sums = new Map<string, number>();
    for (const { party, balance_eur } of table(day, 'balances')) {
      sums.set(String(party), (sums.get(String(party)) ?? 0) + Number(balance_eur));
    }
    return sums;
  };
  const energyOf = (day: Collector, own: readonly number[]) =>
    day.steps.map(({ p_kw }) => own.reduce((sum, d) => sum + p_kw[d]!, 0));

  it('in the retail market: every microgrid is billed for its own net energy', async () => {
    const day = await dayOf({});
    const of = balances(day);
    expect([...of.values()].reduce((sum, balance) => sum + balance, 0)).toBeCloseTo(0, 9);
    expect(of.get('aggregator') ?? 0).toBe(0);
    const { profiles } = village({});
    const bill = energyOf(day, [0, 1]).map((kw, k) => -kw * (kw > 0 ? profiles['price']![k]! : profiles['sell']![k]!));
    expect(of.get('microgrid:sunny')).toBeCloseTo(
      bill.reduce((sum, one) => sum + one, 0),
      9,
    );
  });

  it('in the wholesale market: the aggregator trades the sum, and keeps the fee', async () => {
    const wholesale = { buy_price: 'price', fee_per_kwh: 0.01 };
    const day = await dayOf({}, { participation: 'wholesale', wholesale });
    const of = balances(day);
    expect([...of.values()].reduce((sum, balance) => sum + balance, 0)).toBeCloseTo(0, 9);
    const moved = [[0, 1], MIXED, [4, 5, 6]]
      .flatMap((own) => energyOf(day, own))
      .reduce((sum, kw) => sum + Math.abs(kw), 0);
    expect(of.get('aggregator')).toBeCloseTo(0.01 * moved, 9); // with one price for both directions, netting gains nothing
    expect(day.messages[0]!.from).toBe('market-operator');
    const prices = day.messages.find(({ to }) => to.endsWith(':sunny'))!.payload as { buy: number[]; sell: number[] };
    expect(prices.buy[0]).toBeCloseTo(0.15, 12);
    expect(prices.sell[0]).toBeCloseTo(0.13, 12);
  });

  it('in the wholesale market: with a spread of prices the netting within the sum is the gain of the aggregator', async () => {
    const day = await dayOf({}, { participation: 'wholesale', wholesale: { buy_price: 'dear', sell_price: 'sell' } });
    expect(balances(day).get('aggregator')!).toBeGreaterThan(0.1);
  });

  it('in the wholesale market: at the true price, also where plans read a forecast that is too low', async () => {
    const forecast = (name: string, truth: number) => (name === 'dear' ? 0.9 * truth : truth);
    const options = { participation: 'wholesale', wholesale: { buy_price: 'dear', sell_price: 'sell' } };
    const day = await dayOf({ forecast }, options);
    const { dear, sell } = village({}).profiles;
    const seen = day.messages.find(({ to }) => to.endsWith(':sunny'))!.payload as { buy: number[] };
    expect(seen.buy[0]).toBeCloseTo(0.9 * dear![0]!, 12);
    const paid = energyOf(day, [0, 1, ...MIXED, 4, 5, 6]).map((kw, k) => kw * (kw > 0 ? dear! : sell!)[k]!);
    expect(balances(day).get('market-operator')).toBeCloseTo(
      paid.reduce((sum, one) => sum + one, 0),
      9,
    );
  });
});

describe('the coupled problem of the aggregator', () => {
  it('counts the follow-up of appliances where a limit binds in the next hour too', async () => {
    const bought = async (coupled: boolean) => {
      const day = await dayOf(SUNNY, { coupled, rounds: 1 });
      const powers = new Map(
        day.messages.flatMap(({ kind, payload }) => (kind === 'accept' ? [Object.values(payload as object)] : [])) as [
          string,
          number,
        ][],
      );
      return powers;
    };
    const [alone, coupled] = [await bought(false), await bought(true)];
    const total = (of: Map<string, number>) =>
      [...of].reduce((sum, [id, kw]) => sum + (id.startsWith('sunny') ? kw : 0), 0);
    expect([...alone.keys()].some((id) => id.includes('appliances'))).toBe(true);
    expect(total(coupled)).toBeLessThan(total(alone) - 1);
  });
});

describe('a limit at one load point', () => {
  it('is kept by limits on the sum', async () => {
    const scene = sceneOf(village({}), (site) => [cla.create(cla.schema.parse({}), site)]);
    const start = Math.max(...(await dayOf({})).steps.map(({ flow }) => flow!.vm_pu[scene.grid.buses.indexOf('1')]!));
    const day = await dayOf({ v_max_pu: start - 0.004 });
    expect(day.messages.some(({ kind }) => kind === 'call-for-proposals')).toBe(true);
    const highest = Math.max(...day.steps.map(({ flow }) => flow!.vm_pu[scene.grid.buses.indexOf('1')]!));
    expect(highest).toBeLessThan(start - 0.004 + 1e-5);
  });
});
