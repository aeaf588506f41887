// What a device is to its microgrid.
import type { DeviceModel } from '../../feeder/models.ts';
import type { Role } from '../terms.ts';

export function roleOf({ problem, flexibility }: DeviceModel): Role {
  if (flexibility.exclusive.length > 0) return 'store';
  const { lower, upper } = flexibility.p_kw.reach(problem.variables);
  const feeds = upper.every((kw) => kw <= 0) && lower.some((kw) => kw < 0);
  return feeds ? 'source' : 'consumer';
}
