// Energy over the run, and the peak of the import:  E = Σk P[k] Δt over the solved steps.
import type { NetworkData } from '../../../../network/index.ts';
import { groupsOf } from '../../sums/powers.ts';
import { solved } from '../../tables/table.ts';
import { declare } from '../declaration.ts';
import type { GaugeMaker, Indicator } from '../indicator.ts';

const POWER_FLOW = 'AC power flow';
const IMPORT = declare({
  id: 'energy_import_kwh',
  unit: 'kWh',
  title: 'Energy imported by the network',
  formula: 'Σk max(P[k], 0) Δt, P what the slack buses feed in',
  sense: 'less',
  source: POWER_FLOW,
});
const EXPORT = declare({
  id: 'energy_export_kwh',
  unit: 'kWh',
  title: 'Energy exported by the network',
  formula: 'Σk max(−P[k], 0) Δt',
  sense: 'neither',
  source: POWER_FLOW,
});
const LOSS = declare({
  id: 'energy_loss_kwh',
  unit: 'kWh',
  title: 'Energy lost in lines and transformers',
  formula: 'Σk loss[k] Δt',
  sense: 'less',
  source: POWER_FLOW,
});
const LOSS_SHARE = declare({
  id: 'energy_loss_percent',
  unit: '%',
  title: 'Losses over all energy fed in, by import, devices and machines',
  formula: '100 · losses / (import + what devices and machines feed)',
  sense: 'less',
  source: POWER_FLOW,
});
const PEAK = declare({
  id: 'power_import_max_kw',
  unit: 'kW',
  title: 'Peak import',
  formula: 'maxk P[k]',
  sense: 'less',
  source: POWER_FLOW,
});
export const energyDeclared = [IMPORT, EXPORT, LOSS, LOSS_SHARE, PEAK];

/** What the machines at these buses feed in, the same in every step [kW]. */
export function machines_kw({ generators }: NetworkData, buses: readonly string[]): number {
  const supplied = new Set(buses);
  const running = generators.filter((g) => g.in_service && supplied.has(g.bus));
  return running.reduce((sum, g) => sum + Math.max(0, 1000 * g.p_mw), 0);
}

export const energy: GaugeMaker = ({ clock: { dt_h }, grid, devices }, network) => {
  const groups = groupsOf(devices);
  const constant_kw = machines_kw(network, grid.buses);
  const state = { import_kwh: 0, export_kwh: 0, fed_kwh: 0, loss_kwh: 0, peak: { kw: Number.NaN, step: -1 } };
  return {
    state,
    onStep(record) {
      if (!solved(record)) return;
      const { import_kw, loss_kw } = record.flow;
      state.import_kwh += Math.max(0, import_kw) * dt_h;
      state.export_kwh += Math.max(0, -import_kw) * dt_h;
      state.fed_kwh += (Math.max(0, import_kw) + constant_kw + groups.read(record).all_fed_kw) * dt_h;
      state.loss_kwh += loss_kw * dt_h;
      if (!(import_kw <= state.peak.kw)) state.peak = { kw: import_kw, step: record.k };
    },
    indicators(): Indicator[] {
      const { import_kwh, export_kwh, fed_kwh, loss_kwh, peak } = state;
      const known = peak.step >= 0;
      const kwh = (value: number) => (known ? value : Number.NaN);
      return [
        IMPORT.is(kwh(import_kwh)),
        EXPORT.is(kwh(export_kwh)),
        LOSS.is(kwh(loss_kwh)),
        LOSS_SHARE.is(fed_kwh > 0 ? (100 * loss_kwh) / fed_kwh : Number.NaN),
        PEAK.is(peak.kw, known ? { step: peak.step } : {}),
      ];
    },
  };
};
