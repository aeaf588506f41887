// Centralised optimal dispatch with perfect information: every device, every forecast and the network are known, and the cost of
// energy is minimised day by day. No mechanism can be cheaper; the others are compared with it.
import { z } from 'zod';
import { dispatcher } from '../dispatch/mechanism.ts';

const schema = z
  .strictObject({
    network: z
      .enum(['dc', 'copper-plate'])
      .default('dc')
      .describe('dc: flows and ratings of every branch; copper-plate: as if there were no network'),
    voltage: z
      .boolean()
      .default(false)
      .describe(
        'Also keep every bus within v_min_pu … v_max_pu, by rows linearised around the AC power flow of the plan',
      ),
    cyclic: z
      .boolean()
      .default(true)
      .describe('Stores end the day with the energy they began it with; cars and houses with at least as much'),
  })
  .refine(({ network, voltage }) => network === 'dc' || !voltage, {
    path: ['voltage'],
    error: 'false on a copper plate, where no bus has a price of its own',
  });

export const central = dispatcher<z.output<typeof schema>>({
  kind: 'central',
  title: 'centralised optimal dispatch with perfect information',
  options: schema,
  dispatch: (options) => ({ ...options, binaries: 'if-needed' }),
});
