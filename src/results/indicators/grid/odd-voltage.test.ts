// A run whose second hour draws a constant impedance of 1500 kW at 1 p.u. through 0.5 km of cable.
// Expected voltage: a divider, V3 = (1.02 / 1.025) / |1 + y z|; power-grid-model 1.12.110 gives 0.48003425.
import { describe, expect, it } from 'vitest';
import { run } from '../../../../cosim/index.ts';
import { readCase } from '../../../case/index.ts';
import { writeFolder } from '../../../case/testing/folder.ts';
import { kinds } from '../../../kinds.ts';
import { sceneOf } from '../../../scene.ts';
import { createGauges } from '../index.ts';

const heavy = (zip: string) => ({
  'case.yaml': `title: A heavy load at the end of a cable
clock: { start: "2024-06-15T00:00+02:00", zone: Europe/Berlin, step: 60 min, steps: 3 }
network: { base_mva: 1, buses: buses.csv, lines: lines.csv, transformers: transformers.csv }
profiles: [ { file: p.csv, repeat: span } ]
devices:
  - { id: heater, kind: load, bus: 3, p: 1500 kW, profile: share, ${zip} }
`,
  'p.csv': 'hour,share_pu\n0,0.03\n1,1\n2,0.03\n',
  'buses.csv': 'bus,kind,vn_kv,v_pu,v_min_pu,v_max_pu\n1,slack,20,1.02,,\n2,pq,0.4,,0.9,1.1\n3,pq,0.4,,0.9,1.1\n',
  'lines.csv':
    'line,from_bus,to_bus,length_km,r_ohm_per_km,x_ohm_per_km,c_nf_per_km,i_max_a\nL23,2,3,0.5,0.206,0.08,0,270\n',
  'transformers.csv':
    'transformer,from_bus,to_bus,sn_kva,vk_percent,vkr_percent,pfe_kw,i0_percent,tap_ratio,shift_deg\nT1,1,2,400,4,1.1,0.6,0.2,1.025,150\n',
});

async function hours(zip: string) {
  const folder = writeFolder(heavy(zip));
  const study = await readCase(folder);
  const scene = sceneOf(study);
  const gauges = createGauges(kinds(), scene, study.network);
  const flows: { converged: boolean; vm_pu: number; remarks: string[] }[] = [];
  await run(scene, [
    {
      onStep(step) {
        gauges.onStep(step);
        const { converged, vm_pu, remarks = [] } = step.flow;
        flows.push({ converged, vm_pu: vm_pu[2]!, remarks: remarks.map(({ id }) => id) });
      },
    },
  ]);
  return { flows, odd: gauges.indicators().find(({ id }) => id === 'voltage_odd_h') };
}

describe('an hour of a heavy load without a constant-power part', () => {
  it('of constant impedance has its one answer, a remark, and an hour of odd voltage', async () => {
    const { flows, odd } = await hours('zip_z: 1');
    expect(flows.map(({ converged }) => converged)).toEqual([true, true, true]);
    expect(flows[1]!.vm_pu).toBeCloseTo(0.48003425, 6);
    expect(flows.map(({ remarks }) => remarks)).toEqual([[], ['network_odd_voltage'], []]);
    expect(odd).toMatchObject({ value: 1, unit: 'h' });
  });

  it('of constant current, which that cable cannot bring, is a step without solution', async () => {
    const { flows, odd } = await hours('zip_i: 1');
    expect(flows.map(({ converged }) => converged)).toEqual([true, false, true]);
    expect(odd).toBeUndefined();
  });
});
