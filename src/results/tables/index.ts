// The tables of a run folder. Another table is a file here and a line below.

import { branches } from './branches.ts';
import { buses } from './buses.ts';
import { devices } from './devices.ts';
import { grid } from './grid.ts';
import { groups } from './groups.ts';
import { messages } from './messages.ts';
import type { TableMaker } from './table.ts';

export const tables: readonly TableMaker[] = [buses, branches, devices, groups, grid, messages];
