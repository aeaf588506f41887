// Unit commitment of a microgrid (IEEE 33-bus microgrid study, eqs. 1–15): which units run, start and stop, when stores
// charge and discharge, what is imported, under DC power flow with ratings; locational marginal prices as its duals.
// docs/models/commitment.md ties each equation to the function that poses it.
import * as z from 'zod';
import { dispatcher } from '../dispatch/mechanism.ts';

const schema = z.strictObject({
  network: z
    .enum(['dc', 'copper-plate'])
    .default('dc')
    .describe('dc: flows and ratings of every branch; copper-plate: the balance alone'),
  cyclic: z
    .boolean()
    .default(true)
    .describe('Stores end the day with the energy they began it with (eq. 10); cars and houses with at least as much'),
});

export const commitment = dispatcher<z.output<typeof schema>>({
  kind: 'commitment',
  title: 'day-ahead unit commitment with DC power flow and locational marginal prices',
  options: schema,
  dispatch: (options) => ({ ...options, limits: { voltage: false, branches: true }, binaries: 'always' }),
});
