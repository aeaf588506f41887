// The tables of a run folder. Another table is a file here and a line below.

import { InputError, repeated } from '../../../base/index.ts';
import type { Scene } from '../../../cosim/index.ts';
import type { NetworkData } from '../../../network/index.ts';
import { engineTableFaults } from '../../../record/index.ts';
import { branches } from './branches.ts';
import { buses } from './buses.ts';
import { devices } from './devices.ts';
import { forecast } from './forecast.ts';
import { grid } from './grid.ts';
import { groups } from './groups.ts';
import { messages } from './messages.ts';
import type { Table, TableMaker } from './table.ts';

export const tables: readonly TableMaker[] = [buses, branches, devices, groups, grid, forecast, messages];

/**
 * The tables of a run. Only the run knows the name and the fields of a table of a module, so they are checked here.
 * @throws InputError when a table of a module has the name of one of the engine, or two fields of one name
 */
export function makeTables(
  makers: readonly TableMaker[],
  scene: Scene,
  network: NetworkData,
  chosen: (device: string) => boolean,
): Table[] {
  return makers.flatMap((make) => {
    const table = make(scene, network, chosen);
    if (!table) return [];
    const { name, fields } = table;
    const taken = tables.includes(make) ? [] : engineTableFaults(name);
    const twice = repeated(fields.map((field) => field.name)).map((found) => ({
      where: `table ${name}, fields`,
      found,
      expected: 'a name that no other column of the table has',
      hint: 'give the column another name',
    }));
    if (taken.length + twice.length > 0) throw new InputError('tables', [...taken, ...twice]);
    return table;
  });
}
