// What transactive bonuses need of a case.
import { type Fault, flexibleDevice, type Need, unless } from '../needs.ts';
import { agentOf } from './agents/agents.ts';
import type { Options } from './options.ts';

const exportPrice: Need<Options> = ({ energy_price }, { market }) =>
  unless(
    energy_price !== undefined || market === undefined || market.export_price !== undefined,
    'transactive_no_export_price',
    'transactive: the market has no export_price, so that the energy price is the import price, a surplus is sold at 0, and a deficit costs no more than energy',
  );

/** Agents that do not answer are agents of the case. */
const silentAgents: Need<Options> = ({ silent }, { devices }) => {
  const known = [...new Set(devices.filter(({ flexible }) => flexible).map(agentOf))];
  const faults = silent.flatMap(({ agent }, i): Fault[] =>
    known.includes(agent)
      ? []
      : [{ path: ['silent', i, 'agent'], found: agent, expected: `an agent of the case: ${known.join(', ')}`, known }],
  );
  return { faults };
};

export const needs: readonly Need<Options>[] = [
  flexibleDevice('transactive', 'no agent can answer'),
  exportPrice,
  silentAgents,
];
