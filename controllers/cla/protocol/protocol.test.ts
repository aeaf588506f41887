import { describe, expect, it } from 'vitest';
import type { Message } from '../../../cosim/index.ts';
import type { Collector } from '../../../cosim/observers.ts';
import { indicator, table } from '../../testing/microgrid.ts';
import type { Payment } from '../messages.ts';
import { dayOf, SUNNY } from '../testing/village.ts';

const ORDER = [
  'price-forecast',
  'unit-forecast',
  'initial-schedule',
  'aggregate-schedule',
  'capacity-limits',
  'call-for-proposals',
  'propose',
  'accept',
  'dispatch-order',
  'final-schedule',
  'final-aggregate-schedule',
];

let sunny: Promise<Collector> | undefined;
const sunnyDay = () => (sunny ??= dayOf(SUNNY));
const kinds = (messages: readonly Message[]) => messages.map(({ kind }) => kind);
const remarks = ({ published }: Collector) => published.flatMap((one) => one.remarks ?? []).map(({ id }) => id);
const of = ({ messages }: Collector, kind: string) => messages.filter((message) => message.kind === kind);

describe('a request in real time', () => {
  const remark = 'cla_real_time_unresolved';

  it('leaves a remark in each step in which the limits are not kept', async () => {
    const day = await dayOf({ rating_kva: 3 });
    const unresolved = table(day, 'protocol-events').filter(
      ({ stage, event }) => stage === 'real-time' && event === 'unresolved',
    );
    const texts = day.published
      .flatMap((one) => one.remarks ?? [])
      .flatMap(({ id, text }) => (id === remark ? [text] : []));
    expect(texts.length).toBeGreaterThan(0);
    expect(texts).toEqual(unresolved.map(({ text }) => expect.stringContaining(String(text))));
    expect(remarks(await sunnyDay())).not.toContain(remark);
  });
});

describe('the protocol', () => {
  it('has its messages in the order of the report, round by round', async () => {
    const { messages } = await sunnyDay();
    const seen = kinds(messages).filter((kind, i, all) => ORDER.includes(kind) && kind !== all[i - 1]);
    const first = seen.filter((kind, i) => seen.indexOf(kind) === i);
    expect(first).toEqual(ORDER);
    const rounds = seen.slice(ORDER.length).reduce((all, kind) => all + Number(kind === 'capacity-limits'), 1);
    expect(of({ messages } as Collector, 'reject-schedule')).toHaveLength(rounds - 1);
    expect(kinds(messages).indexOf('confirm')).toBeGreaterThan(kinds(messages).lastIndexOf('final-aggregate-schedule'));
    expect(kinds(messages).at(-1)).toBe('settlement');
  });

  it('discloses to each party what it has to know, and no more', async () => {
    const { messages } = await sunnyDay();
    const keysOf = (from: string, to: string) => {
      const sent = messages.filter((one) => one.from.startsWith(from) && one.to.startsWith(to));
      return [...new Set(sent.flatMap(({ payload }) => keysIn(payload)))].sort();
    };
    const profile = ['answered_min', 'load_points', 'p_kw', 'q_kvar'];
    const bid = [
      'direction',
      'exclusive',
      'follow_up_kw',
      'id',
      'max_kw',
      'microgrid',
      'min_kw',
      'period',
      'price',
      'type',
    ];
    expect(keysOf('microgrid-control-unit', 'aggregator')).toEqual([...profile, ...bid, 'bids', 'reason'].sort());
    expect(keysOf('aggregator', 'dso')).toEqual([...profile, 'amount', 'bid', 'due'].sort());
    expect(keysOf('dso', 'aggregator')).toEqual(
      [
        'amount',
        'answered_min',
        'bid',
        'buy',
        'export_max_kw',
        'import_max_kw',
        'limits',
        'payments',
        'period',
        'periods',
        'sell',
      ].sort(),
    );
    expect(keysOf('aggregator', 'microgrid-control-unit')).toEqual(
      [
        ...['amount', 'bid', 'buy', 'calls', 'deadline_min', 'direction', 'kw', 'payments', 'period', 'sell'],
        ...['allowances', 'least_kw', 'most_kw', 'steps'],
      ].sort(),
    );
    for (const { from, to, kind, payload } of messages) {
      if (kind === 'unit-forecast') expect(to.split(':')[1]).toBe(from.split(':')[1]);
      if (kind === 'accept' || kind === 'reject') {
        expect((payload as { bid: string }).bid.split(' ')[0]).toBe(to.split(':')[1]);
      }
      if (kind === 'settlement' && to !== 'aggregator') {
        for (const { bid } of (payload as { payments: Payment[] }).payments)
          expect(bid).toMatch(new RegExp(`^${to.split(':')[1]} `));
      }
    }
  });

  it('has in its messages the final schedules and set points that the devices follow', async () => {
    const { messages, steps } = await sunnyDay();
    const last = (kind: string, from: string) =>
      messages.findLast((one) => one.kind === kind && one.from.endsWith(from))!;
    const devices = { sunny: [0, 1], mixed: [2, 3], homes: [4, 5, 6] };
    for (const [name, own] of Object.entries(devices)) {
      const { p_kw } = last('final-schedule', name).payload as { p_kw: number[][] };
      for (const { k, p_kw: drawn } of steps) {
        expect(own.reduce((sum, d) => sum + drawn[d]!, 0)).toBeCloseTo(p_kw[0]![k]!, 6);
      }
      const orders = (last('dispatch-order', name).payload as { p_kw: (number[] | null)[] }).p_kw;
      for (const [i, d] of own.entries()) {
        if (orders[i])
          expect(steps.map(({ p_kw: drawn }) => drawn[d]!)).toEqual(
            steps.map(({ k }) => expect.closeTo(orders[i]![k]!, 6)),
          );
      }
    }
  });

  it('keeps the limits of the network in AC terms, at the cost of the cheapest bids', async () => {
    const day = await sunnyDay();
    const loading = day.steps.map(({ flow }) => flow!.loading_percent[0]!);
    expect(Math.max(...loading)).toBeLessThan(100 + (100 * 1e-3) / 60);
    expect(Math.max(...loading)).toBeGreaterThan(99.99);
    expect(table(day, 'mandatory-requests')).toEqual([]);
    const open = await dayOf({ rating_kva: 1000 });
    expect(Math.max(...open.steps.map(({ flow }) => flow!.loading_percent[0]!))).toBeGreaterThan((100 * 75) / 1000);
    expect(indicator(open, 'cla_flexibility_cost')).toBe(0);
    expect(indicator(day, 'cla_flexibility_cost')).toBeGreaterThan(0);
    const dearer = (of(day, 'accept') as Message<{ bid: string }>[]).filter(({ payload }) =>
      payload.bid.startsWith('mixed'),
    );
    expect(dearer).toEqual([]);
  });

  it('pays accepted bids as the settlement says', async () => {
    const day = await sunnyDay();
    const due = (of(day, 'settlement') as Message<{ payments: Payment[] }>[])
      .filter(({ from }) => from === 'dso')
      .flatMap(({ payload }) => payload.payments)
      .reduce((sum, { amount }) => sum + amount, 0);
    expect(indicator(day, 'cla_flexibility_cost')).toBeCloseTo(due, 6);
  });
});

describe('a party that does not answer in time', () => {
  const silentDay = (silent: object[], village = SUNNY) => dayOf(village, { silent, rounds: 1 });

  it('has no part in the bids, and the log and a remark say so', async () => {
    for (const delay of [{}, { delay_min: 20 }]) {
      const day = await silentDay([{ party: 'sunny', answers: ['bids'], ...delay }]);
      expect(of(day, 'accept').filter(({ to }) => to.endsWith('sunny'))).toEqual([]);
      expect(of(day, 'accept').some(({ to }) => to.endsWith('mixed'))).toBe(true);
      expect(remarks(day)).toEqual(expect.arrayContaining(['cla_no_answer', 'cla_shortfall']));
    }
  });

  it('counts as if in time when it answers before the deadline', async () => {
    const day = await silentDay([{ party: 'sunny', delay_min: 10 }]);
    expect(of(day, 'accept').some(({ to }) => to.endsWith('sunny'))).toBe(true);
    expect(remarks(day)).not.toContain('cla_no_answer');
  });

  it('is counted with its cheapest day when no schedule comes, and corrected in real time where that is wrong', async () => {
    const silent = [{ party: 'sunny' }];
    const day = await silentDay(silent);
    expect(of(day, 'initial-schedule').map(({ from }) => from)).not.toContain('microgrid-control-unit:sunny');
    expect(of(day, 'aggregate-schedule')).toHaveLength(1);
    expect(table(day, 'mandatory-requests').length).toBeGreaterThan(0);
    expect(indicator(day, 'cla_mandatory_penalty')).toBeCloseTo(0.5 * indicator(day, 'cla_mandatory_kwh'), 9);
    expect(Math.max(...day.steps.map(({ flow }) => flow!.loading_percent[0]!))).toBeLessThan(100.01);
  });

  it('leaves all bids expired when it is the aggregator, and no limits when it is the DSO', async () => {
    const aggregator = await silentDay([{ party: 'aggregator', answers: ['acceptance'] }]);
    expect([of(aggregator, 'accept'), of(aggregator, 'reject')]).toEqual([[], []]);
    expect(of(aggregator, 'propose').length).toBeGreaterThan(0);
    const dso = await silentDay([{ party: 'dso' }]);
    expect(of(dso, 'call-for-proposals')).toEqual([]);
    expect(of(dso, 'dispatch-order').length).toBeGreaterThan(0);
    expect(remarks(dso)).toContain('cla_no_answer');
  });

  it('is silent in the stages and at the times that the case gives', async () => {
    const day = await dayOf(
      { ...SUNNY, intraday_h: [6, 12] },
      { silent: [{ party: 'mixed', stages: ['intraday'], from: '10:00', to: '13:00' }] },
    );
    const sent = of(day, 'initial-schedule').filter(({ from }) => from.endsWith('mixed'));
    expect(sent.map(({ stage, step }) => [stage, step])).toEqual([
      ['day-ahead', 0],
      ['intraday', 6],
    ]);
    const events = table(day, 'protocol-events');
    expect(events.map(({ k, event, party }) => [k, event, party])).toContainEqual([12, 'default', 'mixed']);
  });
});

/** Names of all fields of a payload. */
function keysIn(payload: unknown): string[] {
  if (typeof payload !== 'object' || payload === null) return [];
  const inner = Object.values(payload).flatMap(keysIn);
  return Array.isArray(payload) ? inner : [...Object.keys(payload), ...inner];
}
