// What a power flow does not use, and what it cannot represent.
import { profileEntries } from './document.ts';
import type { Net } from './net.ts';

const USED = new Set([
  ...[
    'bus',
    'ext_grid',
    'gen',
    'load',
    'sgen',
    'storage',
    'motor',
    'asymmetric_load',
    'asymmetric_sgen',
    'shunt',
    'ward',
  ],
  ...['xward', 'line', 'impedance', 'dcline', 'trafo', 'trafo3w', 'switch', 'trafo_characteristic_table'],
  ...['shunt_characteristic_table'],
]);

/** Coordinates are read or only for drawings. */
const DRAWN = new Set(['bus_geodata', 'line_geodata', 'bus_dc_geodata', 'line_dc_geodata']);

const REFUSED = new Set([
  ...[
    'svc',
    'ssc',
    'tcsc',
    'vsc',
    'vsc_stacked',
    'vsc_bipolar',
    'b2b_vsc',
    'bus_dc',
    'line_dc',
    'load_dc',
    'source_dc',
  ],
]);

/** Refuses elements in service that change voltages and have no equivalent here. */
export function refuseUnknown(net: Net): void {
  for (const table of REFUSED) {
    for (const row of net.rows(table)) {
      const in_service = row.state('in_service');
      const hint = 'set in_service to False in pandapower, or replace it by a load, generator or impedance';
      if (in_service)
        row.bad('in_service', true, `${table} out of service, as there is no equivalent of it here`, hint);
      else net.out(table, row);
    }
  }
}

/** Notes the rows of tables that are not used, and names these tables, which cannot be written again. */
export function notUsed(net: Net): string[] {
  const unused = [...net.document.tables].filter(
    ([name, { size }]) =>
      size > 0 && !USED.has(name) && !DRAWN.has(name) && !REFUSED.has(name) && !name.startsWith('res_'),
  );
  for (const [name] of unused)
    for (const row of net.rows(name))
      net.note(`not_used_${name}`, name, row, TEXTS[name] ?? ((what) => `not used: ${what}`));
  for (const [name] of profileEntries(net.document)) net.tally.add('not_used_profiles', name, TEXTS['profiles']!);
  for (const name of net.document.objects) net.tally.add('objects', name, OBJECTS);
  return [...unused.map(([name]) => name), ...net.document.objects];
}

/** Ids of the notes on time series, which an import reads. */
export const OF_SERIES: readonly string[] = ['network_not_used_controller', 'network_not_used_profiles'];

const TEXTS: Readonly<Record<string, (what: string) => string>> = {
  controller: (what) =>
    `controllers, which change taps and powers in pandapower's time series only, are not used; import pandapower reads the series ` +
    `of ConstControl: ${what}`,
  profiles: (what) => `profiles are not used in a power flow; import pandapower reads them: ${what}`,
};
const OBJECTS = (what: string) => `objects of Python are not read: ${what}`;
