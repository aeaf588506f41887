import { describe, expect, it } from 'vitest';
import { createClock } from '../../../cosim/index.ts';
import { collectRemarks, remarkLine } from './remarks.ts';

const clock = createClock({ start: '2024-01-15T00:00+01:00', zone: 'Europe/Copenhagen', step_min: 60, days: 1 });
const remark = (text: string) => ({ id: 'market_no_bids', text });
const flow = (...remarks: { id: string; text: string }[]) => ({ remarks }) as never;

describe('remarks of a run', () => {
  it('keep each id once, with its first text, its first step and the number of steps', () => {
    const remarks = collectRemarks(clock, [{ id: 'network_not_used', text: 'not used: mpc.dcline' }]);
    remarks.onPublish({ remarks: [remark('nobody bid, 12 kWh short')] }, 2);
    remarks.onStep({ k: 2, flow: flow(remark('nobody bid again')) });
    remarks.onPublish({ remarks: [remark('nobody bid, 7 kWh short')] }, 5);
    expect(remarks.all()).toEqual([
      { id: 'network_not_used', text: 'not used: mpc.dcline', count: 1 },
      { id: 'market_no_bids', text: 'nobody bid, 12 kWh short', first: '2024-01-15T02:00:00+01:00', count: 2 },
    ]);
  });

  it('name accounts of the parties that do not sum to 0', () => {
    const remarks = collectRemarks(clock, []);
    const accounts = (...all: readonly (readonly [string, number])[]) => ({ accounts: new Map(all) });
    remarks.onPublish(accounts(['dso', -0.3], ['customers', 0.1], ['supplier', 0.2]), 1);
    expect(remarks.all()).toEqual([]);
    remarks.onPublish(accounts(['dso', -1.5], ['customers', 1]), 2);
    remarks.onPublish(accounts(['dso', -1]), 3);
    const text = 'settlement: the accounts of dso, customers sum to -0.500000, expected 0';
    const first = '2024-01-15T02:00:00+01:00';
    expect(remarks.all()).toEqual([{ id: 'settlement_imbalance', text, first, count: 2 }]);
  });

  it('go on counting from a checkpoint, without repeating those of the case', () => {
    const ofCase = [{ id: 'network_not_used', text: 'not used: mpc.dcline' }];
    const before = collectRemarks(clock, ofCase);
    before.onPublish({ remarks: [remark('nobody bid')] }, 2);
    const after = collectRemarks(clock, ofCase, JSON.parse(JSON.stringify(before.all())));
    after.onPublish({ remarks: [remark('nobody bid')] }, 3);
    expect(after.all().map(({ id, count }) => [id, count])).toEqual([
      ['network_not_used', 1],
      ['market_no_bids', 2],
    ]);
  });

  it('are one line each, with the time where they concern a step', () => {
    expect(remarkLine({ id: 'a', text: 'not used: mpc.dcline', count: 1 })).toBe('not used: mpc.dcline');
    expect(remarkLine({ id: 'a', text: 'nobody bid', first: 'T', count: 1 })).toBe('nobody bid (at T)');
    expect(remarkLine({ id: 'a', text: 'nobody bid', first: 'T', count: 3 })).toBe(
      'nobody bid (first at T, in 3 steps)',
    );
  });
});
