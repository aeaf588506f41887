import { describe, expect, it } from 'vitest';
import type { Run } from '../run.ts';
import { limitsOf, voltageScale, worstBus } from './limits.ts';

describe('the axis of a voltage', () => {
  const { domain } = voltageScale([0.97, 1.01, Number.NaN], { lower: [0.5, 0.95], upper: [1.04, 1.5] });

  it('holds every value, 1 p.u. and the limits that are near, with a little room', () => {
    expect(domain[0]).toBeLessThan(0.95);
    expect(domain[1]).toBeGreaterThan(1.04);
  });

  it('leaves out limits so far away that the curve would be flat', () => {
    expect(domain[0]).toBeGreaterThan(0.93);
    expect(domain[1]).toBeLessThan(1.06);
  });

  it('has some height also when nothing is known', () => {
    const { domain: empty } = voltageScale([Number.NaN], { lower: [], upper: [] });
    expect(empty[1] - empty[0]).toBeGreaterThan(0);
  });
});

describe('the bus a picture of voltages names', () => {
  const band = { v_min_pu: 0.9, v_max_pu: 1.1 };
  const buses = [
    { bus: 'source', kind: 'slack', v_min_pu: 1, v_max_pu: 1 },
    { bus: 'near', kind: 'pq', ...band },
    { bus: 'far', kind: 'pq', ...band },
  ];
  const run = { network: { buses } } as unknown as Run;
  const at = (near: number, far: number) => ({
    vm_pu: new Map([
      ['source', 1],
      ['near', near],
      ['far', far],
    ]),
  });

  it('is the one nearest to its limit, on whichever side that lies', () => {
    expect(worstBus(run, at(0.97, 0.93))).toMatchObject({ bus: 'far', vm_pu: 0.93, side: 'Lowest' });
    expect(worstBus(run, at(1.02, 1.12))).toMatchObject({ bus: 'far', vm_pu: 1.12, side: 'Highest' });
  });

  it('is the lowest where no bus has limits', () => {
    const free = { network: { buses: buses.map(({ bus, kind }) => ({ bus, kind })) } } as unknown as Run;
    expect(worstBus(free, at(1.3, 1.2))).toMatchObject({ bus: 'far', side: 'Lowest' });
  });

  it('is measured by limits that leave out those of the source', () => {
    expect(limitsOf(run)).toEqual({ lower: [0.9], upper: [1.1] });
  });
});
