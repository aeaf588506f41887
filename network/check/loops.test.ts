import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../model/compile.ts';
import type { Branch, NetworkData } from '../model/data.ts';
import { powerFlow } from '../power-flow.ts';
import { randomNetwork } from '../testing/generate.ts';
import { line, network, pq, slack } from '../testing/small.ts';
import { loopSentence, openLoops, opposedSlacks } from './loops.ts';

const transformer = (branch: string, from: string, to: string, shift_deg: number): Branch => ({
  ...line(from, to, 0.01, 0.05),
  branch,
  kind: 'transformer',
  shift_deg,
});
const parallel = (one: number, other: number) =>
  network({
    buses: [slack('1'), pq('2')],
    branches: [transformer('T1', '1', '2', one), transformer('T2', '1', '2', other)],
  });
const loops = (data: NetworkData) => openLoops(compile(data));

describe('phase shifts around a loop', () => {
  it.each([
    [150, 150, undefined],
    [150, -210, undefined],
    [150, 180, 30],
    [150, 330, 180],
    [330, -60, 30],
    [0, 14.9, undefined],
    [0, -15.1, 15.1],
  ])('of transformers of %d° and %d° have a residual of %s°', (one, other, left) => {
    const found = loops(parallel(one, other));
    expect(found.map(({ left_deg }) => Math.abs(left_deg))).toEqual(
      left === undefined ? [] : [expect.closeTo(left, 9)],
    );
  });

  it.each([10, 25, 50])('of %d° twice in one direction give the only remark on an ordinary solution', (shift_deg) => {
    const names = ['1', '2', '3', '4', '5', '6'];
    const branches = names.map((from, k) => line(from, names[(k + 1) % 6]!, 0.01, 0.05));
    const tilted = branches.map((b, k) => (k % 4 === 1 ? { ...b, shift_deg } : b));
    const { converged, notes } = powerFlow(
      network({ buses: [slack('1'), ...names.slice(1).map((bus) => pq(bus))], branches: tilted }),
    );
    expect(converged).toBe(true);
    expect(notes).toEqual([expect.stringMatching(/^phase shifts around the loop/)]);
  });

  it('are named with branches, buses and degrees, as a note and as a cause', () => {
    const text = 'phase shifts around the loop T1, T2 (bus 1 – bus 2) do not add up: 30° left';
    expect(powerFlow(parallel(150, 180)).notes).toContain(text);
    const loads = [{ load: 'l', bus: '2', p_mw: 0.1, q_mvar: 0 }];
    const none = powerFlow({ ...parallel(150, 330), loads });
    expect(none.converged).toBe(false);
    expect(none.diagnosis).toContain('phase shifts around the loop T1, T2 (bus 1 – bus 2) do not add up: 180° left');
  });

  it('are reported around ten branches, for an error in any of them', () => {
    for (let slip = 0; slip < 10; slip++) {
      const buses = Array.from({ length: 10 }, (_, i) => (i === 0 ? slack('b0') : pq(`b${i}`)));
      const branches = buses.map((_, i) => transformer(`T${i}`, `b${i}`, `b${(i + 1) % 10}`, i === slip ? 30 : 0));
      const [found, ...others] = loops(network({ buses, branches }));
      expect(others).toEqual([]);
      expect(found!.branches.toSorted()).toEqual(branches.map(({ branch }) => branch).toSorted());
      expect(found!.buses.toSorted()).toEqual(buses.map(({ bus }) => bus).toSorted());
      expect(Math.abs(found!.left_deg)).toBeCloseTo(30, 9);
    }
  });

  it('may close through a closed switch', () => {
    const data = network({
      buses: [slack('1'), pq('2')],
      branches: [transformer('T', '1', '2', 30)],
      switches: [{ switch: 's', from_bus: '1', to_bus: '2', closed: true }],
    });
    expect(loopSentence(compile(data))).toBe('phase shifts around the loop T (bus 1) do not add up: 30° left');
  });

  it('are not counted between two slack buses, nor over a branch out of service', () => {
    const two = network({
      ...parallel(0, 0),
      buses: [slack('1'), slack('2', { va_deg: 40 })],
      allows: { severalSlacks: true },
    });
    expect(loops(two)).toEqual([]);
    const data = parallel(0, 60);
    expect(loops({ ...data, branches: [data.branches[0]!, { ...data.branches[1]!, in_service: false }] })).toEqual([]);
  });

  it('add up to 0 where shifts are differences of bus angles, and do not where one branch differs', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 99 }),
        fc.nat(30),
        fc.constantFrom(30, 60, -90, 180),
        (seed, pick, slip) => {
          const { branches, ...whole } = randomNetwork(seed, { buses: 20, ties: 6 });
          const angle = new Map(whole.buses.map(({ bus }, i) => [bus, 30 * ((7 * i) % 12)]));
          const fit = branches.map((b) => ({ ...b, shift_deg: angle.get(b.from_bus)! - angle.get(b.to_bus)! }));
          expect(loops({ ...whole, branches: fit })).toEqual([]);
          const at = pick % fit.length;
          const slipped = fit.map((b, k) => (k === at ? { ...b, shift_deg: b.shift_deg + slip } : b));
          const name = fit[at]!.branch;
          for (const { branches: around, left_deg } of loops({ ...whole, branches: slipped })) {
            expect(around).toContain(name);
            expect(Math.abs(left_deg)).toBeCloseTo(Math.abs(slip), 6);
          }
          expect(loops({ ...whole, branches: slipped }).length > 0).toBe(isOnLoop(slipped, name));
        },
      ),
      { seed: 5, numRuns: 60 },
    );
  });
});

/** Whether its ends are connected without it. */
function isOnLoop(branches: readonly Branch[], name: string): boolean {
  const own = branches.find(({ branch }) => branch === name)!;
  const reached = new Set([own.from_bus]);
  for (let size = 0; size < reached.size; ) {
    size = reached.size;
    for (const { branch, from_bus, to_bus } of branches) {
      if (branch !== name && (reached.has(from_bus) || reached.has(to_bus))) reached.add(from_bus).add(to_bus);
    }
  }
  return reached.has(own.to_bus);
}

describe('slack buses', () => {
  const between = (va_deg: number, shift_deg: number) =>
    network({
      buses: [slack('1'), pq('2'), { ...slack('3'), va_deg }],
      branches: [transformer('T1', '1', '2', shift_deg), line('2', '3', 0.01, 0.05)],
      allows: { severalSlacks: true },
    });
  const sentence = (data: NetworkData) => opposedSlacks(compile(data));

  it.each([
    [0, 0],
    [20, 0],
    [-150, 150],
    [210, 150],
  ])('at %d° behind a shift of %d° are not reported', (va_deg, shift_deg) => {
    expect(sentence(between(va_deg, shift_deg))).toBeUndefined();
  });

  it('that oppose each other are named with the angle that fits, as a note of the power flow', () => {
    const text = sentence(between(0, 150))!;
    expect(text).toMatch(/^slack buses oppose each other.*: bus [13] at 0°, where bus [13] and .* give -?150°$/);
    expect(powerFlow(between(0, 150)).notes).toContain(text);
    expect(sentence(between(170, 0))).toMatch(/bus [13] at (0|170)°.* give (170|0)°$/);
  });

  it('in parts that nothing joins are not compared', () => {
    const data = network({
      buses: [slack('1'), pq('2'), { ...slack('3'), va_deg: 90 }, pq('4')],
      branches: [line('1', '2', 0.01, 0.05), line('3', '4', 0.01, 0.05)],
      allows: { severalSlacks: true },
    });
    expect(sentence(data)).toBeUndefined();
  });
});
