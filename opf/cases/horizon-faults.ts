// Checks of a horizon that its schema cannot make: lengths of series, known buses, bounds that agree.
import type { Problem } from '../../base/index.ts';
import type { Horizon } from './schema.ts';

/** @param types type of each bus by number; 4 is isolated */
export function horizonFaults(h: Horizon, types: ReadonlyMap<number, number>, file: string): Problem[] {
  const problems: Problem[] = [];
  const bad = (field: string, found: unknown, expected: string) => {
    problems.push({ where: `${file}, horizon.${field}`, found, expected });
  };
  const length = (field: string, { length: n }: readonly number[]) => {
    if (n !== h.T) bad(field, `${n} numbers`, `${h.T}, one per step (T)`);
  };
  const known = (field: string, bus: number) => {
    const type = types.get(bus);
    if (type === undefined) bad(field, bus, 'the number of a bus');
    else if (type === 4) bad(field, bus, 'a bus that is not isolated (BUS_TYPE 4)');
  };
  length('import_price', h.import_price);
  length('export_price', h.export_price);
  length('load_profile_default', h.load_profile_default);
  if (h.load_profile_commercial) length('load_profile_commercial', h.load_profile_commercial);
  else if (h.commercial_buses.length > 0)
    bad('load_profile_commercial', undefined, 'the profile of the commercial buses');
  for (const [i, bus] of h.commercial_buses.entries()) known(`commercial_buses[${i}]`, bus);
  for (const [t, price] of h.export_price.entries()) {
    if (price <= (h.import_price[t] ?? price)) continue;
    bad(`export_price[${t}]`, price, `at most the import price of the step, ${h.import_price[t]}`);
  }
  for (const [i, d] of h.batteries.entries()) {
    const at = `batteries[${i}]`;
    known(`${at}.bus`, d.bus);
    if (d.e_min > d.e_max) bad(`${at}.e_min`, d.e_min, `at most e_max, ${d.e_max}`);
    else if (d.e_start < d.e_min || d.e_start > d.e_max) {
      bad(`${at}.e_start`, d.e_start, `within e_min to e_max, ${d.e_min} to ${d.e_max}`);
    }
    if (d.e_end > d.e_max) bad(`${at}.e_end`, d.e_end, `at most e_max, ${d.e_max}`);
  }
  for (const [i, d] of h.pv.entries()) {
    known(`pv[${i}].bus`, d.bus);
    length(`pv[${i}].p_available`, d.p_available);
  }
  return problems;
}
