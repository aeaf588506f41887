// What a device is to its microgrid.
import { reach } from '../../../optimisation/index.ts';
import type { DeviceModel } from '../../feeder/models.ts';
import type { Role } from '../terms.ts';

export function roleOf({ problem, flexibility }: DeviceModel): Role {
  if (flexibility.exclusive.length > 0) return 'store';
  const powers = flexibility.p_kw.map((power) => reach(power, problem.variables));
  const feeds = powers.every(({ upper }) => upper <= 0) && powers.some(({ lower }) => lower < 0);
  return feeds ? 'source' : 'consumer';
}
