// The tables that the plots read.
import { columns, table } from '../../../record/index.ts';

const { column, price, money } = columns<unknown>();
const text = () => '';
const number = () => Number.NaN;

export const prices = table('prices', 'What energy costs at every load point', [price('spot', 'Spot price', number)]);
export const tariffs = table('tariffs', 'Dynamic tariff of every load point', [
  column('load_point', 'string', 'Load point', text),
  price('tariff', 'Dynamic tariff', number),
]);
export const lineLoading = table('line-loading', 'Active power of every branch with a rating', [
  column('branch', 'string', 'Branch', text),
  column('limit_kw', 'kW', 'Limit', number),
  column('baseline_kw', 'kW', 'By the spot price alone, by AC power flow', number),
  column('baseline_lossless_kw', 'kW', 'By the spot price alone, without losses', number),
  column('tariff_kw', 'kW', 'In answer to the tariff, without losses', number),
  column('final_lossless_kw', 'kW', 'Final schedule, without losses', number),
  column('final_kw', 'kW', 'Final schedule, by AC power flow', number),
]);
export const reprofiling = table('reprofiling', 'Re-profiling bought', [
  column('element', 'string', 'Branch or bus', text),
  column('amount_kw', 'kW', 'Amount', number),
  price('price', 'Flexibility price', number),
  money('cost', 'Cost', number),
]);
export const search = table('penalty-search', 'How the penalty of neutral profit was found', [
  column('trial', 'integer', 'Trial', number),
  column('generation', 'integer', 'Generation of the swarm', number),
  price('best_penalty', 'Penalty nearest to neutral so far', number),
  money('best_profit', 'Its revenue less cost', number),
]);
