// The tables of a planned day: one for each step of the mechanism. The hour of a row is its step.
import type { Source } from '../../publishing.ts';
import type { PlannedMarket } from '../outcome.ts';
import { deviceTables } from './devices.ts';
import { marketTables } from './market.ts';
import { networkTables } from './network.ts';

export const tables: readonly Source<PlannedMarket>[] = [...networkTables, ...marketTables, ...deviceTables];
