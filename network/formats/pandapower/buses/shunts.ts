// Constant admittances at buses: shunts, and those of wards.
import type { Shunt } from '../../../model/data.ts';
import { characteristic } from '../branches/taps.ts';
import type { Net } from '../file/net.ts';
import type { Row } from '../file/table.ts';

/** A step that the shunt does not have is taken as it is written, as in pandapower. */
function noteStep(net: Net, row: Row): void {
  const [step, most] = [row.given('step'), row.given('max_step')];
  if (step === undefined || most === undefined || (step >= 0 && step <= most)) return;
  const name = `shunt ${row.key} (step ${step} of 0 to ${most})`;
  net.tally.add('shunt_step', name, (what) => `steps outside of 0 to max_step, taken as they are written: ${what}`);
}

export function shuntsOf(net: Net): Shunt[] {
  const shunts: Shunt[] = [];
  for (const { row, bus } of net.atBuses('shunt')) {
    const byTable = row.flag('step_dependency_table', false)
      ? characteristic(net, row, 'shunt_characteristic_table', 'step')
      : undefined;
    noteStep(net, row);
    const from = byTable ?? row;
    // powers are those at the rated voltage of the shunt
    const scale = (byTable ? 1 : row.number('step', 1)) * (bus.vn_kv / row.positive('vn_kv', bus.vn_kv)) ** 2;
    const powers = { gs_mw: from.number('p_mw', 0) * scale, bs_mvar: -from.number('q_mvar') * scale };
    shunts.push({ bus: bus.name, ...powers, at: row.at });
  }
  for (const table of ['ward', 'xward'])
    for (const { row, bus } of net.atBuses(table))
      shunts.push({ bus: bus.name, gs_mw: row.number('pz_mw'), bs_mvar: -row.number('qz_mvar'), at: row.at });
  return shunts.filter(({ gs_mw, bs_mvar }) => gs_mw !== 0 || bs_mvar !== 0);
}
