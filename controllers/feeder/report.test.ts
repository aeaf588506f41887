import { expect, it } from 'vitest';
import { publishedTable, rowsOf } from '../../record/index.ts';
import { site } from '../testing/microgrid.ts';
import { voltagesAt, voltagesTable } from './report.ts';

it('voltages are those of the buses asked for, with the error of the linear model', () => {
  const flat = (first: number) => {
    const vm_pu = site.network.buses.map((_, i) => Float64Array.of(1, first + i));
    return { flow_kw: [], limit_kw: [], loading_percent: [], overload_kva: [], vm_pu, loss_kw: Float64Array.of(0, 0) };
  };
  const rows = voltagesAt(site, ['3', '1'], { before: flat(10), linear: flat(20), after: flat(30) });
  const declared = voltagesTable({ baseline: 'Before', linear: 'Linear', error: 'Error' });
  expect(rowsOf(declared, publishedTable(declared, 'EUR'), 5, rows, 1).cells).toEqual([
    ['3', 12, 22, 32, -10],
    ['1', 10, 20, 30, -10],
  ]);
});
