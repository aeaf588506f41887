import { describe, expect, it } from 'vitest';
import { createMail } from '../../cosim/mail.ts';
import type { NetworkLimit } from '../feeder/limits.ts';
import {
  DSO,
  limitsFromTheWire,
  limitsOnTheWire,
  read,
  SUPPLIER,
  schedulesFromTheWire,
  schedulesOnTheWire,
} from '../feeder/messages.ts';
import { deviceBaseline, networkLimits, OPERATOR } from './messages.ts';

describe('messages of the market', () => {
  it('carry the schedule of identical devices once, and restore it as one', () => {
    const shared = Float64Array.of(1, 2.5);
    const own = Float64Array.of(0, 0.1 + 0.2);
    const q = [Float64Array.of(0, 0), Float64Array.of(0.5, -0.25), Float64Array.of(0, 0)];
    const mail = createMail();
    const to = 'aggregator:ag1';
    const payload = schedulesOnTheWire([2, 0, 1], { p_kw: [shared, own, shared], q_kvar: q });
    expect(payload.schedules).toHaveLength(2);
    mail.send(deviceBaseline, { from: SUPPLIER, to, payload });
    const { p_kw, q_kvar } = schedulesFromTheWire([2, 0, 1], read(mail, to, deviceBaseline));
    expect(p_kw[0]).toBe(p_kw[2]);
    expect([p_kw[0], p_kw[1]]).toEqual([shared, own]);
    expect(q_kvar[1]).toEqual(q[1]);
  });

  it('carry limits with an open side', () => {
    const limits: NetworkLimit[] = [
      {
        service: 'overload',
        element: 'L2',
        t: 5,
        per_kw: Float64Array.of(1, 0),
        lower: 12.5,
        upper: Number.POSITIVE_INFINITY,
      },
      {
        service: 'voltage',
        element: 'LP1',
        t: 6,
        per_kw: Float64Array.of(1e-6, 0),
        lower: Number.NEGATIVE_INFINITY,
        upper: 0.01,
      },
    ];
    const mail = createMail();
    mail.send(networkLimits, { from: DSO, to: OPERATOR, payload: { limits: limitsOnTheWire(limits) } });
    expect(limitsFromTheWire(read(mail, OPERATOR, networkLimits).limits)).toEqual(limits);
  });
});
