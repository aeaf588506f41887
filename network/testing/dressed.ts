// A random network with everything else that a table may have.
import { stream } from '../../base/index.ts';
import type { NetworkData } from '../model/data.ts';

/**
 * Loads of all laws, and shunts, at every bus, the slack bus included; a closed switch; every third branch rated by current; a second slack bus where phase shifts are small.
 */
export function dressed(data: NetworkData, seed: number): NetworkData {
  const random = stream(seed, 'dressed');
  const last = data.branches.some(({ shift_deg }) => shift_deg > 10) ? '' : String(data.buses.length - 1);
  return {
    ...data,
    buses: data.buses.map((bus) =>
      bus.bus === last
        ? { ...bus, kind: 'slack', v_pu: random.uniform(0.99, 1.02), va_deg: random.uniform(-1, 1) }
        : bus,
    ),
    allows: { severalSlacks: true },
    switches: [{ switch: 's', from_bus: '1', to_bus: '2', closed: true }],
    shunts: data.buses.map(({ bus }) => ({
      bus,
      gs_mw: random.uniform(0, 0.01),
      bs_mvar: random.uniform(-0.05, 0.05),
    })),
    branches: data.branches.map((branch, k) => (k % 3 === 0 ? { ...branch, i_max_a: 200 } : branch)),
    loads: [{ ...data.loads[0]!, load: 'at the slack', bus: data.buses[0]!.bus }, ...data.loads].map((load) => {
      const z = random.uniform(0, 0.5);
      const i = random.uniform(0, 0.5);
      return { ...load, zip: { z, i, p: 1 - z - i } };
    }),
  };
}
