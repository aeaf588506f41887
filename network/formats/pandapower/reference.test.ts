// Networks written by pandapower 2.0 to 3.5 with the voltages and branch powers of its own power flow: ../shared/data/formats.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { powerFlow } from '../../power-flow.ts';
import { readPandapower } from './read.ts';

const FOLDER = new URL('../../../../shared/data/formats/', import.meta.url);
const names = existsSync(FOLDER)
  ? readdirSync(FOLDER).filter((name) => existsSync(new URL(`${name}/net.json`, FOLDER)))
  : [];
const text = (path: string) => readFileSync(new URL(path, FOLDER), 'utf8');
const rows = (path: string) =>
  text(path)
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','));

/** Largest difference of two lists. */
const largest = (differences: readonly number[]) => differences.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
const angle = (difference: number) => difference - 360 * Math.round(difference / 360);

const solve = (name: string) => {
  const read = readPandapower(text(`${name}/net.json`), 'net.json');
  const result = powerFlow(read.data, { tolerance_pu: 1e-11 });
  expect(result.converged).toBe(true);
  return { read, result };
};

describe.skipIf(names.length === 0)('reference networks (skipped without ../shared/data/formats)', () => {
  it('are fifteen', () => expect(names).toHaveLength(15));

  it.each(names)('%s has the voltages of pandapower to 1e-9 p.u. and 1e-7 degrees', (name) => {
    const { result } = solve(name);
    const ours = new Map(result.buses.map((bus) => [bus.bus, bus]));
    const theirs = rows(`${name}/solution.csv`);
    for (const [bus, vm] of theirs) expect(ours.has(bus!), `bus ${bus}`).toBe(vm !== '');
    const live = theirs.filter(([, vm]) => vm !== '');
    expect(live.length).toBeGreaterThan(0);
    expect(largest(live.map(([bus, vm]) => ours.get(bus!)!.vm_pu - Number(vm)))).toBeLessThan(1e-9);
    expect(largest(live.map(([bus, , va]) => angle(ours.get(bus!)!.va_deg - Number(va))))).toBeLessThan(1e-7);
  });

  // taps-2x with i0_percent times -10, solved by pandapower 2.14.11 to 1e-12 MVA
  it('has the capacitive no-load current of pandapower 2, which 3 does not have, where i0_percent is below 0', () => {
    const written = text('taps-2x/net.json').replaceAll(',0.15,', ',-1.5,');
    const { data, notes } = readPandapower(written, 'net.json');
    const solved = powerFlow(data, { tolerance_pu: 1e-12 }).buses.map(({ vm_pu }) => vm_pu);
    const theirs = [
      ...[1.01, 0.961331627581, 0.972913698666, 0.987684659344],
      ...[0.997449012562, 0.994506705875, 0.991596862009, 0.988646707004],
    ];
    expect(largest(theirs.map((vm, i) => vm - solved[i]!))).toBeLessThan(1e-10);
    expect(notes.map(({ id }) => id)).toContain('network_capacitive_no_load');
    const of3 = written.replace(/"format_version": "[^"]*"/, '"format_version": "3.0.0"');
    const as3 = readPandapower(of3.replace(/"version": "[^"]*"/, '"version": "3.5.6"'), 'net.json');
    const charging = ({ branches }: typeof data) =>
      Math.sign(branches.find(({ kind }) => kind === 'transformer')!.b_pu);
    expect([charging(data), charging(as3.data)]).toEqual([1, -1]);
  });

  const withBranches = names.filter((name) => existsSync(new URL(`${name}/branches.csv`, FOLDER)));
  it.each(withBranches)('%s has the branch powers of pandapower to 1e-9 p.u. of 1 MVA', (name) => {
    const { read, result } = solve(name);
    const ours = new Map(result.branches.map((branch) => [branch.branch, branch]));
    const absent = new Set<string>();
    for (const [element, index, ...powers] of rows(`${name}/branches.csv`)) {
      const [table, side] = element!.split('.');
      const row = ours.get([table, index, ...(side ? [side] : [])].join('-'));
      if (!row) {
        absent.add(`${element} ${index}`);
        expect(powers.slice(0, 4).every((power) => Math.abs(Number(power)) < 1e-12)).toBe(true);
        continue;
      }
      // the power at the terminal of a three-winding transformer is at the to end of the branches of mv and lv
      const ends = side === 'mv' || side === 'lv' ? [row.p_to_kw, row.q_to_kvar] : [row.p_from_kw, row.q_from_kvar];
      const all = side === undefined ? [...ends, row.p_to_kw, row.q_to_kvar] : ends;
      const found = all.map((kw, i) => (powers[i] === '' ? 0 : kw / 1000 - Number(powers[i])));
      expect(largest(found), `${element} ${index}`).toBeLessThan(1e-9 * Math.max(1, read.data.base_mva));
    }
    expect([...absent]).toEqual([]);
  });
});

describe.skipIf(names.length === 0)('remarks of reference networks', () => {
  const remarks = (name: string) => readPandapower(text(`${name}/net.json`), 'net.json').notes.map(({ text: t }) => t);

  it('say what was left out or read in one of several ways', () => {
    expect(remarks('taps-2x')).toEqual([
      'ideal phase shifters in steps of percent, read as the pandapower that wrote them does (pandapower 3 makes ratio changers of them): trafo 6',
    ]);
    expect(remarks('example-simple')).toEqual([
      'closed switches at ends of branches, which a case cannot open, left out: 5 (switch 2, switch 3, switch 4, …)',
      'reactive limits, which pandapower enforces only on request, are not enforced: gen 0',
    ]);
    expect(remarks('zip-2x')).toEqual([]);
  });

  it('stored results are those of our power flow', () => {
    const { read, result } = solve('multivoltage-3x');
    const ours = new Map(result.buses.map((bus) => [bus.bus, bus]));
    expect(read.solution).toMatchObject({ in: 'res_bus, res_line, res_impedance, res_trafo' });
    expect(read.solution!.buses).toHaveLength(57);
    expect(read.solution!.branches).toHaveLength(28);
    expect(read.solution!.without).toContain('trafo3w 0 star');
    expect(largest(read.solution!.buses.map(({ bus, vm_pu }) => ours.get(bus)!.vm_pu - vm_pu))).toBeLessThan(1e-9);
  });
});
