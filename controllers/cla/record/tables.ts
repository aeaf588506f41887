// The tables of a planned day. The hour of a row is its step.
import type { Source } from '../../publishing.ts';
import type { PlannedCla } from '../plan.ts';
import { accountTables } from './accounts.ts';
import { allocationTables } from './allocation.ts';
import { networkTables } from './network.ts';
import { scheduleTables } from './schedules.ts';

export const tables: readonly Source<PlannedCla>[] = [
  ...allocationTables,
  ...scheduleTables,
  ...networkTables,
  ...accountTables,
];
