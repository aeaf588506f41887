// The tables that the plots read.
import { columns, table } from '../../../record/index.ts';

const { column, price } = columns<unknown>();
const text = () => '';
const number = () => Number.NaN;

export const energyPrices = table('energy-price', 'What energy costs the customers', [
  price('price', 'Price of energy', number),
]);
export const lineLoading = table('line-loading', 'Active power of every branch with a rating', [
  column('branch', 'string', 'Branch', text),
  column('limit_kw', 'kW', 'Limit', number),
  column('baseline_kw', 'kW', 'Baseline, by AC power flow', number),
  column('final_kw', 'kW', 'Final schedule, by AC power flow', number),
]);
export const rescheduledDevices = table('rescheduled-devices', 'What single devices draw', [
  column('device', 'string', 'Device', text),
  column('kind', 'string', 'Kind of device', text),
  column('load_point', 'string', 'Load point', text),
  column('quantity', 'string', 'Quantity', text),
  column('unit', 'string', 'Unit of both values', text),
  column('baseline', 'number', 'Baseline', number),
  column('final', 'number', 'Final schedule', number),
]);
export const admm = table('admm', 'Rounds of operator and DSO', [
  column('round', 'integer', 'Round', number),
  column('primal_kw', 'kW', 'Primal residual', number),
  column('dual_kw', 'kW', 'Dual residual', number),
]);
