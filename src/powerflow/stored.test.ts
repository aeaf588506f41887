import { describe, expect, it } from 'vitest';
import { comparedWith } from './stored.ts';

const bus = (name: string, vm_pu: number, va_deg: number) => ({ bus: name, vm_pu, va_deg });
const ours = [bus('1', 1, 0), bus('2', 0.98, -1.5), bus('star', 0.99, -1)];
const flow = { branch: 'line-0', p_from_kw: 1000, q_from_kvar: 200, p_to_kw: -990, q_to_kvar: -190 };
const stored = { branch: 'line-0', p_from_mw: 1, q_from_mvar: 0.2, p_to_mw: -0.99, q_to_mvar: -0.19 };
const solution = (buses: ReturnType<typeof bus>[], branches = [stored]) => ({
  in: 'res_bus, res_line',
  buses,
  branches,
  without: ['star'],
});

describe('our power flow against one that a file stores', () => {
  it('is the same up to what two programs leave', () => {
    const report = comparedWith(solution([bus('2', 0.98 + 4e-7, -1.5), bus('1', 1, 360)]), ours, [flow]);
    expect(report).toMatchObject({ in: 'res_bus, res_line', buses: 2, branches: 1, only_ours: [], only_stored: [] });
    expect(report).toMatchObject({ differs: false, only_angles: false });
    expect(report.vm_pu).toMatchObject({ at: '2', ours: 0.98, difference: expect.closeTo(4e-7, 12) as number });
    expect(report.va_deg!.difference).toBe(0);
    expect(report.branch_power!.difference).toBeLessThan(1e-9);
  });

  it('differs where a voltage does, with its bus and the power of its branch', () => {
    const report = comparedWith(
      solution([bus('1', 1, 0), bus('2', 0.97, -1.5)], [{ ...stored, q_to_mvar: -0.2 }]),
      ours,
      [flow],
    );
    expect(report).toMatchObject({ differs: true, only_angles: false, vm_pu: { at: '2', stored: 0.97 } });
    expect(report.branch_power).toMatchObject({ at: 'line-0, q_to_kvar', ours: -190, stored: -200 });
  });

  it('differs in angles alone where phase shifts were left out', () => {
    const report = comparedWith(solution([bus('1', 1, 0), bus('2', 0.98, 148.5)]), ours, []);
    expect(report).toMatchObject({ differs: true, only_angles: true, branches: 0, branch_power: null });
    expect(report.va_deg!.difference).toBe(150);
  });

  it('differs where one of both has no supply; buses that the file does not have are none of these', () => {
    const report = comparedWith(solution([bus('1', 1, 0), bus('3', 1, 0)]), ours, [flow]);
    expect(report).toMatchObject({ differs: true, only_ours: ['2'], only_stored: ['3'], buses: 1 });
  });

  it('has nothing to compare where no bus is in both', () => {
    const report = comparedWith(solution([], []), ours, []);
    expect(report).toMatchObject({
      vm_pu: null,
      va_deg: null,
      branch_power: null,
      only_ours: ['1', '2'],
      differs: true,
    });
  });
});
