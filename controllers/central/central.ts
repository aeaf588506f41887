// Centralised optimal dispatch with perfect information: every device, every forecast and the network are known, and the cost of
// energy, losses and devices is minimised day by day, subject to the AC power flow. With exact forecasts no mechanism that keeps the
// limits can be cheaper; the others are compared with it. docs/models/central.md states the problem.
import * as z from 'zod';
import { renamed } from '../../base/index.ts';
import type { ControllerKind } from '../controller.ts';
import { dispatcher } from '../dispatch/mechanism.ts';

const schema = z.strictObject({
  network: z
    .enum(['ac', 'dc', 'copper-plate'])
    .default('ac')
    .describe(
      'ac: losses, voltages and reactive power by AC power flow; dc: flows and ratings of every branch without losses; copper-plate: as if there were no network',
    ),
  limits: renamed(
    z
      .strictObject({
        voltage: z.boolean().default(true).describe('v_min_pu … v_max_pu of every bus'),
        branches: z.boolean().default(true).describe('Ratings of the branches, at both ends'),
      })
      .prefault({})
      .describe('Limits that an AC plan keeps; where no plan keeps them, their violations are least in sum'),
    { voltage: '`limits: { voltage: true }` or `limits: { voltage: false }`' },
  ),
  cyclic: z
    .boolean()
    .default(true)
    .describe('Stores end the day with the energy they began it with; cars and houses with at least as much'),
  replan: z
    .enum(['none', 'intraday'])
    .default('none')
    .describe(
      'intraday: in every intraday stage the rest of the day is planned again, from the present states of the devices and the forecasts of the moment (model-predictive control); none: the day-ahead plan is kept',
    ),
});

export const central: ControllerKind<z.output<typeof schema>> = {
  ...dispatcher<z.output<typeof schema>>({
    kind: 'central',
    title: 'centralised optimal dispatch with perfect information',
    options: schema,
    dispatch: (options) => ({ ...options, binaries: 'if-needed' }),
    replans: ({ replan }) => replan === 'intraday',
  }),
  yardstick: true,
};
