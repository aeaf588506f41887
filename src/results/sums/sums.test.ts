// Each sum against its definition, on random devices.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compiled, moduleOf } from '../../../base/testing/wasm.ts';
import type { Device, StepRecord } from '../../../cosim/index.ts';
import { costAt } from '../indicators/money/cost.ts';
import { Accounts } from './accounts.ts';
import { Bands, bandsOf, ROUNDING } from './bands.ts';
import { beginRun, endRun, loaded } from './kernel.ts';
import { groupsOf, powerSums } from './powers.ts';
import { spreadOf } from './spread.ts';

it('the kernel is what its source compiles to', ({ skip }) => {
  const source = join(import.meta.dirname, 'sums.as');
  const text = compiled(source);
  if (text === undefined) skip('assemblyscript is not installed: npm ci');
  expect(readFileSync(moduleOf(source), 'utf8')).toBe(text);
});

const COUNT = 5;
const kw = fc.oneof(fc.double({ min: -20, max: 20, noNaN: true }), fc.constantFrom(0, -0));
const device = fc.record({ part: fc.nat(COUNT - 1), p: kw, q: kw, value: fc.oneof(kw, fc.constant(Number.NaN)) });
const fleet = fc.array(device, { maxLength: 40 });

type Fleet = readonly { readonly part: number; readonly p: number; readonly q: number; readonly value: number }[];

const partsOf = (devices: Fleet) => Int32Array.from(devices, ({ part }) => part);
const record = (devices: Fleet, k = 0) =>
  ({
    k,
    p_kw: Float64Array.from(devices, ({ p }) => p),
    q_kvar: Float64Array.from(devices, ({ q }) => q),
    channels: Float64Array.from(devices, ({ value }) => value),
  }) as StepRecord;
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
/** Of each part the values of its devices. */
const inParts = (devices: Fleet, value: (d: Fleet[number]) => number) =>
  Array.from({ length: COUNT }, (_, g) => devices.filter(({ part }) => part === g).map(value));

describe('sums over the devices of a part', () => {
  it('are those of their powers, added in their order', () => {
    fc.assert(
      fc.property(fleet, (devices) => {
        const sums = powerSums(devices, partsOf(devices), COUNT);
        sums.read(record(devices));
        expect([...sums.p_kw]).toEqual(inParts(devices, ({ p }) => p).map(sum));
        expect([...sums.q_kvar]).toEqual(inParts(devices, ({ q }) => q).map(sum));
      }),
    );
  });

  it('are separate for devices that draw and for those that feed', () => {
    fc.assert(
      fc.property(fleet, (devices) => {
        const groups = groupsOf(devices.map(({ part }) => ({ bus: `b${part % 2}`, kind: `k${part}` }) as Device));
        const first = groups.first.map(({ kind }) => Number(kind.slice(1)));
        const inGroups = (value: (d: Fleet[number]) => number) => {
          const all = inParts(devices, value).map(sum);
          return first.map((g) => all[g]);
        };
        for (const scale of [1, -2]) {
          const scaled = devices.map((d) => ({ ...d, p: scale * d.p }));
          const { drawn_kw, fed_kw, q_kvar, all_fed_kw } = groups.read(record(scaled));
          expect([...drawn_kw]).toEqual(inGroups(({ p }) => Math.max(0, scale * p)));
          expect([...fed_kw]).toEqual(inGroups(({ p }) => Math.max(0, -scale * p)));
          expect([...q_kvar]).toEqual(inGroups(({ q }) => q));
          expect(all_fed_kw).toBe(sum([...fed_kw]));
        }
        expect(sum([...groups.count])).toBe(devices.length);
      }),
    );
  });
});

it('the spread of channels is over the values that are known', () => {
  fc.assert(
    fc.property(fleet, (devices) => {
      const spread = spreadOf(devices, partsOf(devices), COUNT);
      spread.read(record(devices));
      const known = inParts(devices, ({ value }) => value).map((all) => all.filter((value) => !Number.isNaN(value)));
      const of = (f: (...values: readonly number[]) => number) =>
        known.map((values) => (values.length > 0 ? f(...values) + 0 : Number.NaN));
      expect([...spread.mean].map(positive)).toEqual(of((...values) => sum(values) / values.length));
      expect([...spread.min].map(positive)).toEqual(of(Math.min));
      expect([...spread.max].map(positive)).toEqual(of(Math.max));
    }),
  );
});

/** Without −0, which tables do not show. */
const positive = (x: number) => x + 0;

it('accounts are of the net power of each customer in each step', () => {
  const price = fc.double({ min: -5, max: 5, noNaN: true });
  const steps = fc.array(fc.record({ bought: price, sold: price, scale: kw }), { maxLength: 6 });
  fc.assert(
    fc.property(fleet, steps, fc.double({ min: 0.01, max: 1, noNaN: true }), (devices, prices, dt_h) => {
      const zeros = () => Array.from({ length: COUNT }, () => 0);
      const before = { drawn_kwh: zeros().fill(3), fed_kwh: zeros().fill(2), energy: zeros().fill(1) };
      const expected = structuredClone(before);
      const accounts = new Accounts(devices, partsOf(devices), before);
      for (const [k, now] of prices.entries()) {
        const scaled = devices.map((d) => ({ ...d, p: now.scale * d.p }));
        accounts.add(record(scaled, k), now, dt_h);
        for (const [c, net] of inParts(scaled, ({ p }) => p)
          .map(sum)
          .entries()) {
          expected.drawn_kwh[c]! += Math.max(0, net) * dt_h;
          expected.fed_kwh[c]! += Math.max(0, -net) * dt_h;
          expected.energy[c]! += costAt(now, net, dt_h);
        }
      }
      expect(accounts.read()).toEqual(expected);
    }),
  );
});

it('a channel is outside its band by more than rounding', () => {
  const band = { name: 't', unit: '°C', title: 'Temperature', band: [20, 24] as const };
  const none = { name: 'e', unit: 'kWh', title: 'Energy' };
  const devices = [{ channels: [none, band] }, { channels: [] }, { channels: [band, band] }];
  const bands = new Bands(devices);
  expect(bands.channels.map(({ at, device }) => [at, device])).toEqual([
    [1, 0],
    [2, 2],
    [3, 2],
  ]);
  const outside = (...channels: readonly number[]) => [
    ...bands.outside({ ...record([]), channels: Float64Array.from(channels) }),
  ];
  expect(outside(99, 22, 20, 24)).toEqual([]);
  expect(outside(99, 20 - ROUNDING / 2, 24 + ROUNDING / 2, Number.NaN)).toEqual([]);
  expect(outside(22, 24 + 2 * ROUNDING, 20 - 2 * ROUNDING, 22)).toEqual([0, 1]);
  expect(outside(22, 22, 22, 30)).toEqual([2]);
  expect(bandsOf(devices)).toBe(bandsOf(devices));
  expect(new Bands([{ channels: [none] }]).outside(record([]))).toHaveLength(0);
});

it('sums of earlier runs are kept where the memory grows, and steps of several runs may alternate', () => {
  const small = powerSums([], Int32Array.of(0, 0), 1);
  const two = record([
    { part: 0, p: 1, q: 2, value: 0 },
    { part: 0, p: 3, q: 4, value: 0 },
  ]);
  for (let n = 1; n < 400_000; n *= 7) {
    const large = powerSums([], new Int32Array(n), 1);
    large.read({ ...two, p_kw: new Float64Array(n).fill(1), q_kvar: new Float64Array(n).fill(2) });
    expect([large.p_kw[0], large.q_kvar[0]]).toEqual([n, 2 * n]);
    small.read(two);
    expect([small.p_kw[0], small.q_kvar[0]]).toEqual([4, 6]);
  }
});

it('runs that have ended leave their memory to later ones, and a scene that runs again has new sums', () => {
  const scene = Array.from(
    { length: 5000 },
    (_, d) => ({ bus: `b${d % 9}`, kind: 'load', channels: [] }) as unknown as Device,
  );
  const step = record(scene.map((_, d) => ({ part: 0, p: d, q: 1, value: 0 })));
  const fed = (devices: readonly Device[]) => {
    beginRun(devices);
    const { drawn_kw } = groupsOf(devices).read({ ...step });
    bandsOf(devices);
    const first = [...drawn_kw];
    endRun(devices);
    return first;
  };
  const expected = fed(scene);
  const size = () => loaded().memory.bytes.length;
  const before = size();
  for (let again = 0; again < 200; again++) expect(fed(again % 2 ? scene : [...scene])).toEqual(expected);
  expect(size()).toBe(before);
  beginRun(scene);
  beginRun(scene);
  const groups = groupsOf(scene);
  endRun(scene);
  expect(groupsOf(scene)).toBe(groups); // one of its two runs goes on
  endRun(scene);
  expect(groupsOf(scene)).not.toBe(groups);
});
