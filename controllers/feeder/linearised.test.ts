import { describe, expect, it } from 'vitest';
import { compile } from '../../network/index.ts';
import { feederOf } from './grid.ts';
import type { Day } from './schedule.ts';
import { rbts } from './testing/rbts.ts';

const network = compile(rbts());
const LP = ['LP1', 'LP4', 'LP23', 'LP37'];
const points = LP.map((bus) => ({ bus }));
const day: Day = { from: 0, hours: ['00:00', '01:00'], dt_h: 1 };
const feeder = feederOf(network, points, day);
const schedule = (less: number) => ({
  p_kw: LP.map((_, j) => Float64Array.of(1500, 1500 - less * (1 + 0.2 * j))),
  q_kvar: LP.map(() => Float64Array.of(300, 300)),
});

/** Largest error of a voltage when each load point draws so many kW less in the second hour. */
function errors(less: number, at: 'baseline' | 'no-load') {
  const before = feeder.acCheck(schedule(0));
  const model = feeder.linearised(before, schedule(less), LP, at);
  const after = feeder.acCheck(schedule(less));
  const worst = (a: readonly Float64Array[], b: readonly Float64Array[]) =>
    Math.max(...a.map((of, i) => Math.abs(of[1]! - b[i]![1]!)));
  const untouched = model.vm_pu.every((of, i) => of[0] === before.vm_pu[i]![0]);
  return { vm_pu: worst(model.vm_pu, after.vm_pu), flow_kw: worst(model.flow_kw, after.flow_kw), untouched };
}

describe('the linear model of a changed schedule', () => {
  it('errs by the square of the change around the baseline', () => {
    const [whole, half] = [errors(400, 'baseline'), errors(200, 'baseline')];
    expect(whole.vm_pu).toBeGreaterThan(1e-7);
    expect(whole.vm_pu / half.vm_pu).toBeGreaterThan(3.8);
    expect(whole.vm_pu / half.vm_pu).toBeLessThan(4.2);
  });

  it('errs in proportion to the change at no load, and more', () => {
    const [whole, half] = [errors(80, 'no-load'), errors(40, 'no-load')];
    expect(whole.vm_pu / half.vm_pu).toBeGreaterThan(1.8);
    expect(whole.vm_pu / half.vm_pu).toBeLessThan(2.2);
    expect(whole.vm_pu).toBeGreaterThan(5 * errors(80, 'baseline').vm_pu);
  });

  it('is the baseline in steps without a change, and misses the losses alone in the flows', () => {
    const { untouched, flow_kw } = errors(400, 'baseline');
    expect(untouched).toBe(true);
    expect(flow_kw).toBeGreaterThan(0);
    expect(flow_kw).toBeLessThan(0.1 * 400 * 4);
    expect(errors(0, 'baseline')).toMatchObject({ vm_pu: 0, flow_kw: 0 });
  });
});

describe('linearised DistFlow of a whole schedule', () => {
  const whole = (scale: number) => ({
    p_kw: LP.map(() => Float64Array.of(1500 * scale, 0)),
    q_kvar: LP.map(() => Float64Array.of(300 * scale, 0)),
  });
  const [toLP4, sharedWithLP1] = [0.75 + 0.8 + 0.8 + 0.75 + 0.8, 0.75]; // km

  it('is the voltage of the supply less R P + X Q over what the paths share', () => {
    const raised = compile(rbts({ supply_pu: 1.02 }));
    const v = feederOf(raised, points, day).distflow(whole(1))[raised.buses.indexOf('LP4')]!;
    const z_pu = (ohm: number) => (ohm * network.base_mva) / 11 ** 2;
    const drop = (toLP4 + sharedWithLP1) * (z_pu(0.26) * 0.15 + z_pu(0.027) * 0.03);
    expect(v[0]).toBeCloseTo(1.02 - drop, 9);
    expect(v[1]).toBe(1.02);
  });

  it('errs by the square of the load, always to the high side', () => {
    const error = (scale: number) => {
      const ac = feeder.acCheck(whole(scale));
      const i = network.buses.indexOf('LP37');
      return feeder.distflow(whole(scale))[i]![0]! - ac.vm_pu[i]![0]!;
    };
    expect(error(1)).toBeGreaterThan(1e-5);
    expect(error(0.1) / error(0.05)).toBeGreaterThan(3.8);
    expect(error(0.1) / error(0.05)).toBeLessThan(4.3);
  });
});

describe('a schedule without losses', () => {
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
  const feeder = feederOf(network, devices, day);
  const ac = feeder.acCheck(schedule);
  const lossless = feeder.lossless(ac);
  const of = (branch: string) => network.branches.indexOf(branch);

  it('has every branch carry what is drawn behind it, below 0 where that is fed back', () => {
    expect([...lossless.flow_kw[of('L1')]!]).toEqual([850, -200]);
    expect([...lossless.flow_kw[of('L7')]!]).toEqual([750, -400]);
    expect([...lossless.flow_kw[of('L2')]!]).toEqual([100, 200]);
    expect([...lossless.flow_kw[of('L3')]!]).toEqual([750, -400]);
  });

  it('counts a branch from its first bus to its second, whichever way the supply lies', () => {
    expect([...lossless.flow_kw[of('L10')]!]).toEqual([-400, -100]);
  });

  it('has the whole rating as limit, where AC permits less with reactive power; a branch without a rating has no loading', () => {
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
