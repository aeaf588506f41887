import { describe, expect, it } from 'vitest';
import { compile } from '../../network/index.ts';
import { acCheck } from './ac-check.ts';
import { withoutLosses } from './lossless.ts';
import { rbts } from './testing/rbts.ts';

const S_MVA = 3;
const network = compile(
  rbts({ lines: { L7: { s_max_mva: S_MVA }, L10: { from_bus: 'N5', to_bus: 'N4', s_max_mva: S_MVA } } }),
);
const devices = ['LP1', 'LP4', 'LP4', 'LP6'].map((bus) => ({ bus }));
const p_kw = [
  [100, 200],
  [300, -500],
  [50, 0],
  [400, 100],
].map((p) => Float64Array.from(p));
const schedule = { p_kw, q_kvar: p_kw.map(() => Float64Array.of(80, 80)) };
const day = { from: 0, hours: ['00:00', '01:00'], dt_h: 1 };
const ac = acCheck(network, devices, schedule, day);
const lossless = withoutLosses(network, devices, schedule, ac);
const of = (branch: string) => network.branches.indexOf(branch);

describe('a schedule without losses', () => {
  it('has every branch carry what is drawn behind it, below 0 where that is fed back', () => {
    expect([...lossless.flow_kw[of('L1')]!]).toEqual([850, -200]);
    expect([...lossless.flow_kw[of('L7')]!]).toEqual([750, -400]);
    expect([...lossless.flow_kw[of('L2')]!]).toEqual([100, 200]);
    expect([...lossless.flow_kw[of('L3')]!]).toEqual([750, -400]);
  });

  it('counts a branch from its first bus to its second, whichever way the supply lies', () => {
    expect([...lossless.flow_kw[of('L10')]!]).toEqual([-400, -100]);
  });

  it('sets the whole rating against it, where AC leaves less beside reactive power; a branch without one has no loading', () => {
    expect([...lossless.limit_kw[of('L7')]!]).toEqual([3000, 3000]);
    expect(ac.limit_kw[of('L7')]![0]).toBeLessThan(3000);
    expect(lossless.loading_percent[of('L7')]![1]).toBeCloseTo(100 * (400 / 3000), 9);
    expect(lossless.limit_kw[of('L1')]![0]).toBe(Number.POSITIVE_INFINITY);
    expect(lossless.loading_percent[of('L1')]![0]).toBeNaN();
  });

  it('keeps the voltages of the AC power flow', () => {
    expect(lossless.vm_pu).toBe(ac.vm_pu);
    expect(ac.flow_kw[of('L1')]![0]).toBeGreaterThan(850);
  });
});
