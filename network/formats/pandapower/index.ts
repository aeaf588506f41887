// pandapower JSON, written by pandapower 2.0 and later.
import type { NetworkFormat } from '../format.ts';
import { isPandapower } from './file/document.ts';
import { readPandapower } from './read.ts';

export const pandapower = {
  name: 'pandapower',
  extensions: ['.json'],
  claims: isPandapower,
  read: readPandapower,
} satisfies NetworkFormat;
