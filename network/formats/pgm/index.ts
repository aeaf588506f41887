// power-grid-model JSON: the input of one scenario.
import type { NetworkFormat } from '../format.ts';
import { readPgm } from './read.ts';
import { isPgm } from './rows.ts';

export const powerGridModel = {
  name: 'power-grid-model',
  extensions: ['.json'],
  claims: isPgm,
  read: readPgm,
  asks: ['f_hz'],
} satisfies NetworkFormat;
