import { describe, expect, it } from 'vitest';
import { powerFlow } from '../../power-flow.ts';
import type { NetworkRead } from '../format.ts';
import { matpower } from './index.ts';
import { BARAN_WU, MESH6, small } from './testing/cases.ts';

const texts = ({ notes }: NetworkRead) => notes.map(({ text }) => text);
const solve = (text: string) => powerFlow(matpower.read(text, 'case.m').data, { tolerance_pu: 1e-10 });

describe('the Baran & Wu feeder, typed in ohm and kW with its conversion code', () => {
  const { data } = matpower.read(BARAN_WU, 'feeder33.m');

  it('reads into per unit and MW', () => {
    expect(data.branches[0]).toMatchObject({ from_bus: '1', to_bus: '2', kind: 'line', tap: 1, in_service: true });
    expect(data.branches[0]!.r_pu).toBeCloseTo(0.0922 / (12.66 ** 2 / 10), 15);
    expect(data.branches[32]).toMatchObject({ from_bus: '21', to_bus: '8', in_service: false });
    expect(data.loads.find((l) => l.bus === '30')).toMatchObject({ p_mw: 0.2, q_mvar: 0.6 });
    expect(data.loads).toHaveLength(32);
  });

  it('loses 202.677 kW and has 0.913090479 p.u. at bus 18', () => {
    const result = solve(BARAN_WU);
    expect(result.converged).toBe(true);
    expect(result.loss_kw).toBeCloseTo(202.677126, 5);
    expect(result.buses.find((b) => b.bus === '18')!.vm_pu).toBeCloseTo(0.913090479, 8);
  });
});

describe('six buses with taps, shifts, shunts and several machines', () => {
  const read = matpower.read(MESH6, 'mesh6.m');
  const result = solve(MESH6);

  // MATPOWER 8.1 in Octave 7.3: runpf of this text, pf.tol 1e-13
  it.each([
    ['10', 1.04, -3],
    ['20', 1.025, -3.9021726262],
    ['30', 1.025309467784, -3.3688535926],
    ['40', 1.024811375105, -1.7957724128],
    ['50', 1.014221371768, -5.1372559191],
  ])('bus %s has %d p.u. and %d degrees as in MATPOWER', (bus, vm, va) => {
    const row = result.buses.find((b) => b.bus === bus)!;
    expect(row.vm_pu).toBeCloseTo(vm, 10);
    expect(row.va_deg).toBeCloseTo(va, 8);
  });

  // same run, MW and Mvar at both ends
  it.each([
    ['1', 19.164275495, 11.088090366, -19.070181085, -12.216787068],
    ['2', 4.991409211, 24.298719784, -4.94814298, -23.325229591],
    ['4', 15.035090543, -9.774338518, -15.003726767, 9.949325012],
    ['6', 7.059740081, 3.600333089, -7, -3.528644991],
    ['7', 0, 0, 0, 0],
  ])('branch %s has the flows of MATPOWER', (branch, pf, qf, pt, qt) => {
    const row = result.branches.find((b) => b.branch === branch)!;
    expect(row.p_from_kw / 1000).toBeCloseTo(pf, 7);
    expect(row.q_from_kvar / 1000).toBeCloseTo(qf, 7);
    expect(row.p_to_kw / 1000).toBeCloseTo(pt, 7);
    expect(row.q_to_kvar / 1000).toBeCloseTo(qt, 7);
  });

  it('uses the set point of the last machine in service at a bus', () => {
    expect(read.data.buses.find((b) => b.bus === '20')).toMatchObject({ kind: 'pv', v_pu: 1.025 });
  });

  it('takes a PV bus without a machine in service as PQ, with a note', () => {
    expect(read.data.buses.find((b) => b.bus === '50')).toMatchObject({ kind: 'pq', v_pu: 1.02 });
    expect(texts(read)).toContain('no generator in service, so taken as PQ: bus 50');
  });

  it('omits the isolated bus and the branch to it, with a note', () => {
    expect(read.isolated).toEqual([{ bus: '60', because: 'bus 60 is isolated in mesh6.m (BUS_TYPE 4)' }]);
    expect(read.data.branches).toHaveLength(7);
    expect(texts(read)).toContain('isolated (BUS_TYPE 4) and left out: bus 60, with 1 branch and a load of 3 MW');
  });

  it('recognises transformers by ratio, shift or voltage', () => {
    const kinds = read.data.branches.map((b) => b.kind);
    expect(kinds).toEqual(['line', 'transformer', 'transformer', 'transformer', 'line', 'transformer', 'line']);
  });

  it('reads a rating, and none where RATE_A is 0', () => {
    expect(read.data.branches[0]!.s_max_mva).toBe(40);
    expect(read.data.branches[1]).not.toHaveProperty('s_max_mva');
  });
});

describe('optional parts of a case', () => {
  it('makes the first PV bus the reference when none is declared', () => {
    const read = matpower.read(small({ bus: 'mpc.bus = [1 2 0 0 0 0 1 1 0 20 1; 2 1 4 1 0 0 1 1 0 20 1];' }), 'a.m');
    expect(read.data.buses[0]!.kind).toBe('slack');
    expect(texts(read)).toEqual(['no reference bus: PV bus 1 taken as reference']);
  });

  it('keeps several reference buses, each at its voltage and angle', () => {
    const text = small({
      bus: 'mpc.bus = [1 3 0 0 0 0 1 1 0 20 1; 2 1 4 1 0 0 1 1 0 20 1; 3 3 0 0 0 0 1 1 -2 20 1];',
      gen: 'mpc.gen = [1 0 0 9 -9 1 10 1 9 0; 3 0 0 9 -9 0.98 10 1 9 0];',
      branch: 'mpc.branch = [1 2 0.01 0.02 0 0 0 0 0 0 1; 2 3 0.01 0.02 0 0 0 0 0 0 1];',
    });
    const result = solve(text);
    // MATPOWER 8.1 in Octave 7.3: runpf of this text, pf.tol 1e-13
    expect(result.buses.map((b) => b.vm_pu)).toEqual([1, expect.closeTo(0.986802757928, 10), expect.closeTo(0.98, 12)]);
    expect(result.buses.map((b) => b.va_deg)).toEqual([0, expect.closeTo(-1.195199501, 8), expect.closeTo(-2, 12)]);
  });

  it('reads version 1: tables as variables, named by the header', () => {
    const text = `function [baseMVA, bus, gen, branch] = old
baseMVA = 10; bus = [1 3 0 0 0 0 1 1 0 20 1; 2 1 4 1 0 0 1 1 0 20 1];
gen = [1 0 0 9 -9 1 10 1 9 0]; branch = [1 2 0.01 0.02 0 0 0 0 0 0 1];`;
    const { at: _, ...first } = matpower.read(text, 'old.m').data.branches[0]!;
    const { at: __, ...same } = matpower.read(small(), 'small.m').data.branches[0]!;
    expect(first).toEqual(same);
  });

  it('has quantities in p.u. only when BASE_KV is 0', () => {
    const text = small({ bus: 'mpc.bus = [1 3 0 0 0 0 1 1 0 0 1; 2 1 4 1 0 0 1 1 0 0 1];' });
    expect(solve(text).buses[1]!.vm_pu).toBeCloseTo(solve(small()).buses[1]!.vm_pu, 14);
  });

  it('notes the fields that were not used', () => {
    expect(texts(matpower.read(small({ more: 'mpc.dcline = [1 2 1];\nmpc.bus_name = {};' }), 'a.m'))).toEqual([
      'not used: mpc.dcline',
    ]);
  });

  it.each(['0', 'NaN'])('takes VM = %s for no start value', (vm) => {
    const bus = `mpc.bus = [1 3 0 0 0 0 1 ${vm} NaN 20 1; 2 1 4 1 0 0 1 ${vm} NaN 20 1];`;
    const { data } = matpower.read(small({ bus }), 'a.m');
    expect(data.buses[1]).not.toHaveProperty('v_pu');
    expect(data.buses[1]).not.toHaveProperty('va_deg');
    expect(solve(small({ bus })).buses[1]!.vm_pu).toBeCloseTo(solve(small()).buses[1]!.vm_pu, 10);
  });

  it('needs no numbers in rows out of service', () => {
    const text = small({
      gen: 'mpc.gen = [1 0 0 9 -9 1 10 1 9 0; 2 NaN NaN NaN NaN NaN 10 0 NaN NaN];',
      branch: 'mpc.branch = [1 2 0.01 0.02 0 0 0 0 0 0 1; 1 2 NaN NaN NaN 0 0 0 NaN NaN 0; 2 2 0 0 0 0 0 0 0 0 0];',
    });
    expect(solve(text).buses).toEqual(solve(small()).buses);
  });

  it('reads limits of machines, and Inf as none', () => {
    const { data } = matpower.read(small({ gen: 'mpc.gen = [1 0 0 9 -Inf 1 10 1 Inf 0];' }), 'a.m');
    const { q_max_mvar, q_min_mvar, p_max_mw, p_min_mw } = data.generators[0]!;
    expect([q_max_mvar, q_min_mvar, p_max_mw, p_min_mw]).toEqual([9, undefined, undefined, 0]);
  });

  it('takes QMIN above QMAX as no limits, with a note, and writes them unchanged', () => {
    const read = matpower.read(small({ gen: 'mpc.gen = [1 0 0 -5 5 1 10 1 9 0; 1 0 0 -1 1 1 10 0 9 0];' }), 'a.m');
    expect(read.data.generators[0]).not.toHaveProperty('q_min_mvar');
    expect(read.data.generators[0]).not.toHaveProperty('q_max_mvar');
    expect(read.notes).toEqual([
      {
        id: 'network_limits_cross',
        text: 'QMIN above QMAX, so taken as without reactive limits: generator 1 (bus 1)',
      },
    ]);
    expect(matpower.write(read.data)).toContain('1\t0\t0\t-5\t5\t1');
  });

  it('gives the place in the file of each row', () => {
    expect(matpower.read(small(), 'dir/small.m').data.buses[1]!.at).toBe('small.m:4, mpc.bus row 2');
  });

  // MATPOWER's case16am has such a branch, 1e-8 ohm; MATPOWER stops at a mismatch of 4e-8 p.u.
  it('solves with a branch of almost no impedance, down to rounding', () => {
    for (let load = 1; load <= 20; load++) {
      const text = small({
        bus: `mpc.bus = [1 3 0 0 0 0 1 1 0 12.66 1; 2 1 0 0 0 0 1 1 0 12.66 1; 3 1 ${load} 1 0 0 1 1 0 12.66 1];`,
        branch: 'mpc.branch = [1 2 0 6.2e-10 0 0 0 0 0 0 1; 2 3 0.01 0.01 0 0 0 0 0 0 1];',
      });
      expect(powerFlow(matpower.read(text, 'stiff.m').data).converged).toBe(true);
    }
  });
});

describe('a branch in service without impedance', () => {
  const BUS = 'mpc.bus = [1 3 0 0 0 0 1 1 0 20 1; 2 1 4 1 0 0 1 1 0 20 1; 7 1 2 1 0 0 1 1 0 20 1];';
  const coupled = (coupler: string) =>
    small({ bus: BUS, branch: `mpc.branch = [1 2 0.01 0.02 0 0 0 0 0 0 1; ${coupler}];` });

  it('is a closed switch, with a note', () => {
    const read = matpower.read(coupled('2 7 0 0 0 0 0 0 0 0 1'), 'a.m');
    expect(read.data.branches.map((b) => b.branch)).toEqual(['1']);
    expect(read.data.switches).toMatchObject([{ switch: '2', from_bus: '2', to_bus: '7', closed: true }]);
    expect(texts(read)).toEqual(['without impedance, so taken as closed switches: branch 2 (2–7)']);
  });

  it.each([
    ['alone', 0],
    ['with charging', 0.2],
  ])('%s makes two buses one node, as almost no impedance does', (_, b) => {
    const exact = solve(coupled(`2 7 0 0 ${b} 0 0 0 1 0 1`)).buses;
    const near = solve(coupled(`2 7 0 1e-7 ${b} 0 0 0 1 0 1`)).buses;
    expect(exact[1]!.vm_pu).toBe(exact[2]!.vm_pu);
    for (const [i, row] of exact.entries()) expect(row.vm_pu).toBeCloseTo(near[i]!.vm_pu, 6);
  });

  it.each([
    ['a ratio', '2 7 0 0 0 0 0 0 1.05 0 1', 'with TAP 1.05 and SHIFT 0 between 20 and 20 kV'],
    ['a shift', '2 7 0 0 0 0 0 0 0 30 1', 'with TAP 0 and SHIFT 30 between 20 and 20 kV'],
  ])('is refused with %s, without a note on switches', (_, row, words) => {
    const reading = () => matpower.read(coupled(row), 'a.m');
    expect(reading).toThrow(`BR_X  found 0  expected an impedance other than 0, ${words}`);
    expect(reading).not.toThrow(/switch/);
  });

  it('stays a branch of no impedance when it is written', () => {
    const { data } = matpower.read(coupled('2 7 0 0 0.2 5 6 7 0 0 1; 2 7 0.1 0.1 0 0 0 0 0 0 1'), 'a.m');
    const again = matpower.read(matpower.write(data), 'b.m').data;
    expect(again.switches).toMatchObject([{ switch: '2', from_bus: '2', to_bus: '7' }]);
    expect([...again.switches[0]!.row!]).toEqual([2, 7, 0, 0, 0, 5, 6, 7, 0, 0, 1, -360, 360]);
    const voltages = (of: NetworkRead['data']) => powerFlow(of).buses.map(({ vm_pu }) => vm_pu);
    expect(voltages(again)).toEqual(voltages(data));
  });
});
