// Networks of power-grid-model with the voltages of its own Newton: ../shared/data/formats; and two random ones with every
// component, whose voltages and branch powers power-grid-model 1.12.110 computed at an error tolerance of 1e-12.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { powerFlow } from '../../power-flow.ts';
import { readPgm } from './read.ts';

const FOLDER = new URL('../../../../shared/data/formats/', import.meta.url);
const names = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.startsWith('pgm-')) : [];
const textOf = (path: string, base: URL) => readFileSync(new URL(path, base), 'utf8');

const solve = (text: string) => {
  const result = powerFlow(readPgm(text, 'input.json').data, { tolerance_pu: 1e-10 });
  expect(result.converged).toBe(true);
  return result;
};

type Voltage = readonly [bus: string, vm_pu: number | null, va_deg: number | null];

/** Largest differences of voltages and angles; nodes without supply have none. */
function differences(text: string, theirs: readonly Voltage[]) {
  const ours = new Map(solve(text).buses.map((bus) => [bus.bus, bus]));
  const live = theirs.filter(([, vm]) => vm !== null);
  expect(live.length).toBeGreaterThan(1);
  for (const [bus, vm] of theirs) expect(ours.has(bus), `node ${bus}`).toBe(vm !== null);
  const angle = (x: number) => Math.abs(x - 360 * Math.round(x / 360));
  return {
    vm: Math.max(...live.map(([bus, vm]) => Math.abs(ours.get(bus)!.vm_pu - vm!))),
    va: Math.max(...live.map(([bus, , va]) => angle(ours.get(bus)!.va_deg - va!))),
  };
}

describe.skipIf(names.length === 0)('reference networks (skipped without ../shared/data/formats)', () => {
  it('are eight', () => expect(names).toHaveLength(8));

  it.each(names)('%s has the voltages of power-grid-model to 1e-9 p.u. and 1e-7 degrees', (name) => {
    const number = (cell: string | undefined) => (cell ? Number(cell) : null);
    const theirs = textOf(`${name}/solution.csv`, FOLDER)
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((row) => row.split(','))
      .map(([bus, vm, va]): Voltage => [bus!, number(vm), number(va)]);
    const { vm, va } = differences(textOf(`${name}/input.json`, FOLDER), theirs);
    expect(vm).toBeLessThan(1e-9);
    expect(va).toBeLessThan(1e-7);
  });
});

describe('random networks with every component', () => {
  it.each(['everything', 'more'])('%s have the voltages and branch powers of power-grid-model', (name) => {
    const { input, nodes, branches } = JSON.parse(textOf(`testing/${name}.json`, new URL('./', import.meta.url))) as {
      input: { data: Record<string, unknown> };
      nodes: [number, number | null, number | null][];
      branches: number[][];
    };
    expect(Object.keys(input.data)).toHaveLength(12);
    const text = JSON.stringify(input);
    const { vm, va } = differences(
      text,
      nodes.map(([id, ...voltage]): Voltage => [String(id), ...voltage]),
    );
    expect(vm).toBeLessThan(1e-11);
    expect(va).toBeLessThan(1e-9);
    const ours = new Map(solve(text).branches.map((row) => [row.branch, row]));
    for (const [id, ...powers] of branches) {
      const row = ours.get(String(id))!;
      for (const [i, kw] of [row.p_from_kw, row.q_from_kvar, row.p_to_kw, row.q_to_kvar].entries())
        expect(Math.abs(kw / 1000 - powers[i]!)).toBeLessThan(1e-9);
    }
  });
});
