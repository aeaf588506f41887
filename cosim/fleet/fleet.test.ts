import { describe, expect, it } from 'vitest';
import { formulate, type Horizon, inflexible } from '../../optimisation/index.ts';
import type { BusLoads } from '../contracts.ts';
import { load, store } from '../testing/two-bus.ts';
import { createFleet } from './fleet.ts';
import { createSetPoints } from './set-points.ts';

describe('a fleet', () => {
  const one = load(
    'a',
    () => 10,
    () => 4,
    { z: 0.5, i: 0.3, p: 0.2 },
  );
  const two = load('b', () => 1);
  const fleet = createFleet([one, two], ['source', 'load']);
  fleet.observe(0);
  fleet.move(createSetPoints(['a', 'b']), true);

  it('sums the power of its devices at 1 p.u. over the buses, separately for constant power, current and impedance', () => {
    const zeros = () => new Float64Array(2).fill(9); // must be overwritten, not added to
    const loads: BusLoads = {
      p_kw: zeros(),
      q_kvar: zeros(),
      pi_kw: zeros(),
      qi_kvar: zeros(),
      pz_kw: zeros(),
      qz_kvar: zeros(),
    };
    fleet.sum(loads);
    const atLoad = Object.fromEntries(Object.entries(loads).map(([part, at]: [string, Float64Array]) => [part, at[1]]));
    expect(atLoad).toEqual({ p_kw: 3, q_kvar: 0.8, pi_kw: 3, qi_kvar: 1.2, pz_kw: 5, qz_kvar: 2 });
    expect(Object.values(loads).every((at: Float64Array) => at[0] === 0)).toBe(true);
  });

  it('draws Z V² + I V + P at the solved voltage, and its power at 1 p.u. without a solution', () => {
    fleet.draw(Float64Array.of(1, 0.9));
    const share = 0.5 * 0.81 + 0.3 * 0.9 + 0.2;
    expect(fleet.p_kw[0]).toBeCloseTo(10 * share, 12);
    expect(fleet.q_kvar[0]).toBeCloseTo(4 * share, 12);
    expect(fleet.p_kw[1]).toBe(1);
    fleet.draw(undefined);
    expect([...fleet.p_kw, ...fleet.q_kvar]).toEqual([10, 1, 4, 0]);
  });
});

describe('the channels of a fleet', () => {
  const ids = ['a', 's', 'b', 't'];
  const devices = [load('a', () => 1), store('s', { e_max_kwh: 10 }), load('b', () => 1), store('t', { e_max_kwh: 4 })];
  const fleet = createFleet(devices, ['load']);

  it('lie one device after the other, and are those of the present states', () => {
    expect([...fleet.channelsAt]).toEqual([0, 0, 1, 1, 2]);
    expect([...fleet.channels()]).toEqual([5, 2]);
    const setPoints = createSetPoints(ids);
    setPoints.add('charge', new Map([[1, { p_kw: 3 }]]));
    fleet.observe(0);
    fleet.move(setPoints, true);
    expect([...fleet.channels()]).toEqual([5, 2]);
    fleet.advance();
    expect([...fleet.channels()]).toEqual([8, 2]);
  });
});

describe('the view of a device', () => {
  /** Draws k kW; forecasts are 1 kW too high a day ahead, and 10 kW when a step is known. */
  const device = {
    ...load('a', (k) => k),
    forecast: (k: number, known?: number) => (known === undefined ? k + 1 : k <= known ? k : k + 10),
    flexibility: (_: unknown, { from, hours, known }: Horizon) => {
      const p_kw = hours.map((_, t) => device.forecast(from + t, known));
      return inflexible(p_kw, p_kw);
    },
  };
  const fleet = createFleet([device], ['load']);
  const [view] = fleet.views;
  const planned = (known?: number) =>
    view!.flexibility!(
      { from: 5, hours: ['a', 'b', 'c'], cyclic: true, exclusive: false, ...(known === undefined ? {} : { known }) },
      formulate('day'),
    ).p_kw.map(({ constant }) => constant);
  const now = () => [view!.defaultSetPoint().p_kw, view!.limits().max, view!.respond({}).p_kw];

  it('shows the truth of the present step in real time, and its forecast in a stage', () => {
    fleet.observe(5);
    expect(now()).toEqual([5, 5, 5]);
    fleet.foresee();
    expect(now()).toEqual([6, 6, 6]);
    fleet.foresee(4);
    expect(now()).toEqual([15, 15, 15]);
    fleet.reveal();
    expect(now()).toEqual([5, 5, 5]);
  });

  it('plans by the day-ahead forecast where nothing is said to be known, and never by the truth of a step that is not over', () => {
    fleet.observe(5);
    expect(planned()).toEqual([6, 7, 8]);
    expect(planned(5)).toEqual([5, 16, 17]);
    expect(planned(99)).toEqual([5, 16, 17]);
    fleet.foresee(4);
    expect(planned(4)).toEqual([15, 16, 17]);
    expect(planned(99)).toEqual([15, 16, 17]);
  });
});
