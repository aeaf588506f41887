// What transactive bonuses need of a case.
import { flexibleDevice, type Need, unless } from '../needs.ts';
import type { Options } from './options.ts';

const exportPrice: Need<Options> = ({ energy_price }, { market }) =>
  unless(
    energy_price !== undefined || market === undefined || market.export_price !== undefined,
    'transactive_no_export_price',
    'transactive: the market has no export_price, so that the energy price is the import price, a surplus is sold at 0, and a deficit costs no more than energy',
  );

export const needs: readonly Need<Options>[] = [flexibleDevice('transactive', 'no agent can answer'), exportPrice];
