import { describe, expect, it } from 'vitest';
import { createMail, type Message, messageKind } from './mail.ts';

const price = messageKind<{ dkk_per_kwh: number[] }>('price');
const plan = messageKind<{ net_kw: number[]; note?: string }>('plan', ['net load', 'peak']);

describe('the mail', () => {
  it('delivers messages of one kind to their receiver, oldest first, and once', () => {
    const mail = createMail();
    mail.send(plan, { from: 'aggregator:ag1', to: 'dso', payload: { net_kw: [1] } });
    mail.send(price, { from: 'retailer', to: 'dso', payload: { dkk_per_kwh: [0.4] } });
    mail.send(plan, { from: 'aggregator:ag2', to: 'dso', payload: { net_kw: [2] } });
    mail.send(plan, { from: 'aggregator:ag2', to: 'market-operator', payload: { net_kw: [3] } });
    expect(mail.take('dso', plan).map((m) => [m.from, m.payload.net_kw])).toEqual([
      ['aggregator:ag1', [1]],
      ['aggregator:ag2', [2]],
    ]);
    expect(mail.take('dso', plan)).toEqual([]);
    expect(mail.take('dso', price)).toHaveLength(1);
  });

  it('adds stage and step to each message and logs it when it is sent', () => {
    const log: Message[] = [];
    const mail = createMail((m) => log.push(m));
    mail.open('intraday', 42);
    mail.send(plan, { from: 'aggregator:ag1', to: 'dso', payload: { net_kw: [1, 2] } });
    expect(log).toEqual([
      {
        stage: 'intraday',
        step: 42,
        from: 'aggregator:ag1',
        to: 'dso',
        kind: 'plan',
        payload: { net_kw: [1, 2] },
        bytes: '{"net_kw":[1,2]}'.length,
        discloses: ['net load', 'peak'],
      },
    ]);
  });

  it('counts UTF-8 bytes, not characters', () => {
    const mail = createMail();
    mail.send(plan, { from: 'aggregator:ag1', to: 'dso', payload: { net_kw: [], note: 'Ærø' } });
    expect(mail.counts()[0]!.bytes).toBe('{"net_kw":[],"note":"Ærø"}'.length + 2);
  });

  it('shares no data by reference', () => {
    const mail = createMail();
    const payload = { net_kw: [1] };
    mail.send(plan, { from: 'aggregator:ag1', to: 'dso', payload });
    payload.net_kw[0] = 99;
    expect(mail.take('dso', plan)[0]!.payload).toEqual({ net_kw: [1] });
  });

  it('counts by stage, parties and kind, and lists the private quantities that each party received', () => {
    const mail = createMail();
    for (const step of [0, 24]) {
      mail.open('day-ahead', step);
      mail.send(price, { from: 'retailer', to: 'aggregator:ag1', payload: { dkk_per_kwh: [0.4] } });
      mail.send(plan, { from: 'aggregator:ag1', to: 'dso', payload: { net_kw: [1] } });
    }
    mail.open('intraday', 24);
    mail.send(plan, { from: 'aggregator:ag1', to: 'dso', payload: { net_kw: [1] } });
    expect(mail.counts().map(({ stage, kind, messages }) => [stage, kind, messages])).toEqual([
      ['day-ahead', 'price', 2],
      ['day-ahead', 'plan', 2],
      ['intraday', 'plan', 1],
    ]);
    expect(mail.disclosures()).toEqual([
      { of: 'aggregator:ag1', to: 'dso', quantity: 'net load', messages: 3 },
      { of: 'aggregator:ag1', to: 'dso', quantity: 'peak', messages: 3 },
    ]);
  });

  it('keeps a message through later stages until its own stage is held again', () => {
    const mail = createMail();
    mail.open('day-ahead', 0);
    mail.send(plan, { from: 'aggregator:ag1', to: 'dso', payload: { net_kw: [1] } });
    mail.send(plan, { from: 'aggregator:ag1', to: 'retailer', payload: { net_kw: [2] } });
    mail.open('real-time', 0);
    mail.open('real-time', 1);
    expect(mail.take('dso', plan)).toHaveLength(1);
    mail.open('day-ahead', 24);
    expect(mail.take('retailer', plan)).toEqual([]);
  });

  it.each<[string, unknown, RegExp]>([
    ['NaN', { net_kw: [Number.NaN] }, /plan from aggregator:ag1 to dso: 0 is no JSON value \(NaN\)/],
    ['an infinity', { peak: Number.POSITIVE_INFINITY }, /peak is no JSON value \(Infinity\)/],
    ['a typed array', { net_kw: new Float64Array(2) }, /net_kw is no JSON value/],
    ['nothing', undefined, /payload is no JSON value/],
  ])('refuses to send %s', (_, payload, message) => {
    const any = messageKind<unknown>('plan');
    expect(() => createMail().send(any, { from: 'aggregator:ag1', to: 'dso', payload })).toThrow(message);
  });
});
