import { describe, expect, it } from 'vitest';
import { bidPrice, type Options, schema, shortagePrice } from './options.ts';

const read = (options: unknown): Options => schema.parse(options);
const refused = (options: unknown): string[] =>
  (schema.safeParse(options).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

const bid = { aggregator: 'ag1', load_point: 'LP1', price_per_kwh: 0.6 };
const amounts = { reduction_kw: { '05:00': 10 }, payback: '03:00', payback_kw: 11 };

describe('options of the market', () => {
  it('take a bid with its amounts, or with a price alone, and nothing between', () => {
    expect(refused({ bids: [bid, { ...bid, load_point: 'LP2', ...amounts }] })).toEqual([]);
    const { payback_kw: _, ...half } = amounts;
    expect(refused({ bids: [{ ...bid, ...half }] })).toEqual([
      'bids.0.payback_kw: reduction_kw, payback and payback_kw, or none of them',
    ]);
  });

  it('take one bid of an aggregator at a load point', () => {
    expect(refused({ bids: [bid, { ...bid, aggregator: 'ag2' }, bid] })).toEqual([
      'bids.2.load_point: one bid of ag1 at LP1',
    ]);
  });

  it.each(['5:00', '24:00', '05:60', 't6'])('refuse %s as the time of a step', (time) => {
    expect(refused({ bids: [{ ...bid, ...amounts, payback: time }] })).toHaveLength(1);
    expect(refused({ bids: [{ ...bid, ...amounts, reduction_kw: { [time]: 1 } }] })).toHaveLength(1);
  });

  it('price a shortage at ten times the cap by default', () => {
    expect(shortagePrice(read({ price_max_per_kwh: 2 }))).toBe(20);
    expect(shortagePrice(read({ shortage_price_per_kwh: 7 }))).toBe(7);
  });
});

describe('the price of a bid', () => {
  const at = (options: unknown, seed: number, load_point: string) => bidPrice(read(options), seed, 'ag1', load_point);

  it('is the one listed', () => {
    expect(at({ bids: [bid] }, 1, 'LP1')).toBe(0.6);
  });

  it('is undefined outside a list, unless a distribution is given', () => {
    expect(at({ bids: [bid] }, 1, 'LP2')).toBeUndefined();
    expect(at({ bids: [] }, 1, 'LP1')).toBeUndefined();
    expect(at({ bids: [bid], bid_price: { mean_per_kwh: 0.7, sd_per_kwh: 0 } }, 1, 'LP2')).toBe(0.7);
  });

  it('is drawn from the seed, the aggregator and the load point alone, up to the cap', () => {
    const drawn = Array.from({ length: 400 }, (_, i) => at({}, 3, `LP${i}`)!);
    expect(at({ discomfort_per_kw2h: 1 }, 3, 'LP7')).toBe(drawn[7]);
    expect(at({}, 4, 'LP7')).not.toBe(drawn[7]);
    const mean = drawn.reduce((a, b) => a + b) / drawn.length;
    expect(Math.abs(mean - 0.675)).toBeLessThan((4 * 0.105) / Math.sqrt(drawn.length));
    const wide = { bid_price: { mean_per_kwh: 1.4, sd_per_kwh: 1 } };
    const capped = Array.from({ length: 100 }, (_, i) => at(wide, 3, `LP${i}`)!);
    expect(Math.max(...capped)).toBe(1.5);
    expect(Math.min(...capped)).toBeGreaterThanOrEqual(0);
  });
});
