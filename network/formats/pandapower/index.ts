// pandapower JSON: read as pandapower 2.0 and later write it, written in format 2.14.0.
import type { NetworkFormat } from '../format.ts';
import { isPandapower } from './file/document.ts';
import { readPandapower } from './read.ts';
import { writePandapower } from './write/write.ts';

export const pandapower = {
  name: 'pandapower',
  extensions: ['.json'],
  claims: isPandapower,
  read: readPandapower,
  write: (data) => writePandapower(data),
} satisfies NetworkFormat;

export type { Table } from './file/table.ts';
export { OF_SERIES } from './file/unused.ts';
export type { Controlled } from './series/controllers.ts';
export type { Element } from './series/elements.ts';
export { type StoredSeries, storedSeries } from './series/stored.ts';
export { type SolvedState, writePandapower } from './write/write.ts';
