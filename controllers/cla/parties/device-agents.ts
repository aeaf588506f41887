// The agents of the devices, one for each microgrid: report what units can do, and receive their set points.
import type { FeederDay } from '../../feeder/day.ts';
import { type DeviceModel, isFlexible } from '../../feeder/models.ts';
import { controlAgent, deviceAgent, dispatchOrder, type UnitForecast, unitForecast } from '../messages.ts';
import type { Microgrid } from '../terms.ts';

type Sees = Pick<FeederDay<unknown>, 'devices' | 'models' | 'mail'>;

/** Step 2: the units of a microgrid, to the agent that acts for it. */
export function forecastUnits({ devices, models, mail }: Sees, { name, devices: own }: Microgrid, agent: string): void {
  const units = own.map((d): UnitForecast => {
    const { kind, observe } = devices[d]!;
    return { kind, state: [...observe()], ...canDraw(models.distinct[models.of[d]!]!) };
  });
  mail.send(unitForecast, { from: deviceAgent(name), to: controlAgent(agent), payload: { units } });
}

function canDraw(model: DeviceModel): Pick<UnitForecast, 'profile_kw' | 'range_kw'> {
  const { problem, flexibility } = model;
  if (!isFlexible(model)) return { profile_kw: [...flexibility.p_kw.constants] };
  const { lower, upper } = flexibility.p_kw.reach(problem.variables);
  const range_kw = [Math.min(...lower), Math.max(...upper)] as const;
  return range_kw.every(Number.isFinite) ? { range_kw } : {};
}

/** Step 9: the power of each device of a microgrid, in its order; undefined where no order came. */
export function receiveOrders(
  { mail }: Pick<Sees, 'mail'>,
  { name }: Microgrid,
): readonly (readonly number[] | null)[] | undefined {
  return mail.take(deviceAgent(name), dispatchOrder).at(-1)?.payload.p_kw;
}
