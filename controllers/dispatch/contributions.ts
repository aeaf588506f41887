// Variables, rows and costs of the devices, the first part of every dispatch.
import { RunError } from '../../base/index.ts';
import type { DeviceView } from '../../cosim/index.ts';
import type { Cost, Flexibility, Formulation, Horizon } from '../../optimisation/index.ts';
import type { Exchange } from '../market.ts';

interface Devices {
  readonly devices: readonly DeviceView[];
  readonly exchange: Pick<Exchange, 'currency'>;
  readonly horizon: Omit<Horizon, 'exclusive'>;
}

/** Adds them; `exclusive` says which devices get binaries that keep them from charging and discharging at once. */
export function contributions(
  { devices, exchange, horizon }: Devices,
  exclusive: (device: number) => boolean,
  into: Formulation,
): Flexibility[] {
  return devices.map((device, d) => {
    if (!device.flexibility) throw new RunError(`device ${device.id} does not say what it can do over a day`);
    const contribution = device.flexibility({ ...horizon, exclusive: exclusive(d) }, into);
    for (const cost of contribution.costs) charge(cost, exchange.currency, into);
    return contribution;
  });
}

function charge({ name, currency, linear, squares }: Cost, expected: string, into: Formulation): void {
  if (currency !== expected && linear.terms.concat(squares).some(([c]) => c !== 0)) {
    throw new RunError(
      `the cost of ${name} is in ${currency}, the market's prices in ${expected}: one of them has to change`,
    );
  }
  for (const [c, column] of linear.terms) into.cost(column, c);
  for (const [c, column] of squares) into.quadratic(column, 2 * c);
  into.constant(linear.constant);
}

/** More than this on both sides is charging and discharging at once [kW]. */
const AT_ONCE_KW = 1e-6;

/** Pairs of variables of each device that are both above 0 and must not be. */
export const atOnce = (
  flexibility: readonly Flexibility[],
  x: Float64Array,
): (readonly (readonly [number, number])[])[] =>
  flexibility.map(({ exclusive }) => exclusive.filter(([a, b]) => x[a]! > AT_ONCE_KW && x[b]! > AT_ONCE_KW));
