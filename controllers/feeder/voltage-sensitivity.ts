// What one more kW drawn at some load points does to every voltage.
import type { BusLoads, NetworkGrid } from '../../network/index.ts';
import { carried } from './flows.ts';

/** ∂|V|/∂P around the power flow of `loads`, [bus][load point]: p.u. per kW drawn, < 0 where drawing lowers the voltage. */
export function voltagePerKw(
  grid: NetworkGrid,
  loads: BusLoads,
  hour: string,
  loadPoints: readonly string[],
): Float64Array[] {
  carried(grid, loads, hour);
  const sensitivities = grid.sensitivities();
  const columns = loadPoints.map((bus) => sensitivities.toLoadAt(bus).vm_pu_per_kw);
  return grid.buses.map((_, b) => Float64Array.from(columns, (column) => column[b]!));
}
