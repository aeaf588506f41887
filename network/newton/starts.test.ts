// Networks with a known solution: it is found from any start values of the file, and without start values.
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matpower } from '../formats/index.ts';
import { powerFlow } from '../power-flow.ts';
import { knownNetwork } from '../testing/known.ts';
import { line, network, pq, slack } from '../testing/small.ts';

const turned = (degrees: number) => Math.abs(degrees - 360 * Math.round(degrees / 360));

describe('meshed networks with phase shifts, series capacitors and islands', () => {
  it.each(['none', 'zero', 'random'] as const)('are solved from start values: %s', (start) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const { data, vm_pu, va_deg, lossShare } = knownNetwork(seed, start);
        fc.pre(lossShare < 0.05); // a solution of low losses is the operating point; one with losses of half the load may not be
        const result = powerFlow(data);
        expect(result.converged).toBe(true);
        for (const [i, row] of result.buses.entries()) {
          expect(Math.abs(row.vm_pu - vm_pu[i]!)).toBeLessThan(1e-6);
          expect(turned(row.va_deg - va_deg[i]!)).toBeLessThan(1e-4);
        }
      }),
      { seed: 41, numRuns: 300 },
    );
  });

  it('have no flow where shifts add up to 360° around a loop', () => {
    const shift = (shift_deg: number, branch: string) =>
      line('a', 'b', 0.001, 0.05, { shift_deg, kind: 'transformer', branch });
    const result = powerFlow(
      network({ buses: [slack('a'), pq('b', { v_pu: 1, va_deg: 80 })], branches: [shift(150, '1'), shift(-210, '2')] }),
    );
    expect(result.loss_kw).toBeCloseTo(0, 6);
    expect(result.buses[1]!.va_deg).toBeCloseTo(-150, 6);
  });
});

const FIELD = new URL('../../../shared/field/', import.meta.url);
describe.skipIf(!existsSync(FIELD))('published networks (skipped without ../shared)', () => {
  it.each(['pp_example_simple', 'stress_04'])('%s has the voltages of its reference', (name) => {
    const text = (extension: string) => readFileSync(new URL(`powerflow-${name}/${name}.${extension}`, FIELD), 'utf8');
    const { data } = matpower.read(text('m'), `${name}.m`);
    const result = powerFlow(data);
    const rows = new Map(result.buses.map((row) => [Number(row.bus), row]));
    const expected = text('csv')
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => row.split(',').map(Number) as [number, number, number])
      .filter(([bus]) => rows.has(bus));
    expect(expected.length).toBe(rows.size);
    for (const [bus, vm, va] of expected) {
      expect(Math.abs(rows.get(bus)!.vm_pu - vm)).toBeLessThan(1e-7);
      expect(turned(rows.get(bus)!.va_deg - va)).toBeLessThan(1e-5);
    }
  });
});
