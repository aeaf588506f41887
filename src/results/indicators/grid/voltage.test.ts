import { describe, expect, it } from 'vitest';
import { kinds } from '../../../kinds.ts';
import { record, scene, study } from '../../testing/run.ts';
import { createGauges } from '../index.ts';

const hours = (...lowest: number[]) => {
  const gauges = createGauges(kinds(), scene, study.network);
  for (const [k, low] of lowest.entries()) {
    const step = record(k === 2 ? 3 : k, false);
    gauges.onStep({ ...step, flow: { ...step.flow, vm_pu: step.flow.vm_pu.map((v, b) => (b === 2 ? low : v)) } });
  }
  return gauges.indicators().find(({ id }) => id === 'voltage_odd_h')?.value;
};

describe('the time with odd voltages', () => {
  it('counts steps with a voltage below 0.5 or above 1.5 p.u., of half an hour each', () => {
    expect(hours(0.49, 0.51, 1.51)).toBe(1);
  });

  it('is absent from a run that has none', () => {
    expect(hours(0.5, 1, 1.5)).toBeUndefined();
  });
});
