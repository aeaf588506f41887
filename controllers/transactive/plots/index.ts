// The plots of transactive bonuses, in the order of the report.
import type { AnyPlot } from '../../../record/index.ts';
import { transactiveAgents } from './agents.ts';
import { transactiveBonuses } from './bonuses.ts';
import { transactiveConvergence } from './convergence.ts';
import { transactiveDays } from './days.ts';
import { transactiveImbalance } from './imbalance.ts';

export const plots: readonly AnyPlot[] = [
  transactiveImbalance,
  transactiveAgents,
  transactiveBonuses,
  transactiveConvergence,
  transactiveDays,
];
