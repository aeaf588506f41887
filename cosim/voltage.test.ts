import { describe, expect, it } from 'vitest';
import type { Controller } from './contracts.ts';
import { load, records, sceneOf, sending, store, twoBusGrid } from './testing/two-bus.ts';

describe('a controller that follows the voltage', () => {
  // Pure reactance, no active power: v² − v0 v + x q = 0 with q = S m (v − 1) [p.u.], so v is the root of a quadratic.
  const [x, v0, S] = [0.1, 1.05, 0.5];
  const root = (m: number) => {
    const b = x * S * m - v0;
    return (-b + Math.sqrt(b * b + 4 * x * S * m)) / 2;
  };
  const droop = (m: number): Controller => ({
    name: 'droop',
    followsVoltage: true,
    realTime: (view) => new Map([[0, { q_kvar: 1000 * S * m * (view.voltage('load') - 1) }]]),
  });
  const scene = (m: number, rest = {}) =>
    sceneOf([store('s')], { grid: twoBusGrid({ r: 0, x, v0 }), controllers: [droop(m)], clock: { steps: 2 }, ...rest });

  it.each([1, 10, 100, 1000])('agrees with the closed form for a droop of %d per p.u.', async (m) => {
    const { steps, final } = await records(scene(m));
    expect(final!.failed).toEqual([]);
    for (const { flow, rounds } of steps) {
      expect(Math.abs(flow!.vm_pu[1]! - root(m))).toBeLessThan(1e-6);
      expect(rounds).toBeLessThanOrEqual(10);
    }
  });

  it('has an error that falls with the tolerance', async () => {
    const errors: number[] = [];
    for (const tolerance_pu of [1e-3, 1e-6, 1e-9]) {
      const { steps } = await records(scene(10, { fixedPoint: { tolerance_pu, max_rounds: 100 } }));
      const error = Math.abs(steps[0]!.flow!.vm_pu[1]! - root(10));
      expect(error).toBeLessThan(tolerance_pu);
      errors.push(error);
    }
    expect(errors[0]).toBeGreaterThan(errors[2]!);
  });

  it('records a step as failed when the voltage–power iteration does not converge', async () => {
    const { steps, final } = await records(scene(20, { fixedPoint: { tolerance_pu: 1e-6, max_rounds: 2 } }));
    expect(final!.failed.map(({ k, time }) => [k, time])).toEqual([
      [0, '2024-01-15T00:00:00+01:00'],
      [1, '2024-01-15T01:00:00+01:00'],
    ]);
    expect(final!.failed[0]!.reason).toMatch(/did not agree after 2 rounds: still off by .* p\.u\. at bus load/);
    expect(steps[0]!.failure).toBe(final!.failed[0]!.reason);
  });

  it('changes no state between rounds, and calls the other controllers once', async () => {
    let decisions = 0;
    const charge: Controller = {
      name: 'charge',
      realTime() {
        decisions++;
        return new Map([[0, { p_kw: 2 }]]);
      },
    };
    const { steps } = await records(scene(10, { controllers: [droop(10), charge] }));
    expect(steps[0]!.rounds).toBeGreaterThan(2);
    expect(decisions).toBe(2);
    expect(steps.map(({ p_kw, channels }) => [p_kw[0], channels[0]![0]])).toEqual([
      [2, 7],
      [2, 9],
    ]);
  });
});

describe('a step whose flow does not converge', () => {
  const tooMuch = (k: number) => (k === 1 ? 50_000 : 100);
  const scene = (p: (k: number) => number) =>
    sceneOf([load('a', p), store('s')], { controllers: [sending('charge', { 1: { p_kw: 1 } })], clock: { steps: 3 } });

  it('is recorded as failed with step, time and reason, and its voltages are unknown', async () => {
    const { steps, final } = await records(scene(tooMuch));
    const reason = 'more load than the line can carry';
    expect(final!.failed).toEqual([{ k: 1, time: '2024-01-15T01:00:00+01:00', reason }]);
    expect(steps.map(({ flow, failure }) => [flow === undefined, failure])).toEqual([
      [false, undefined],
      [true, reason],
      [false, undefined],
    ]);
    expect(final!.interrupted).toBe(false);
  });

  it('advances the devices, and does not affect the next step', async () => {
    const failed = await records(scene(tooMuch));
    const sound = await records(scene(() => 100));
    expect(failed.steps.map(({ channels }) => channels[1]![0])).toEqual([6, 7, 8]);
    expect([...failed.steps[1]!.p_kw]).toEqual([50_000, 1]);
    expect(failed.steps[2]).toEqual(sound.steps[2]);
  });

  it('gives controllers the voltages of the last solution', async () => {
    const seen: number[] = [];
    const watch: Controller = {
      name: 'watch',
      realTime(view) {
        seen.push(view.voltage('load'));
        return new Map();
      },
    };
    const { steps } = await records({ ...scene(tooMuch), controllers: [watch] });
    expect(seen).toEqual([1, steps[0]!.flow!.vm_pu[1], steps[0]!.flow!.vm_pu[1]]);
  });
});
