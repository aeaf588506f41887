// Energy over the run, and the peak of the import:  E = Σk P[k] Δt over the solved steps.
import type { NetworkData } from '../../../network/index.ts';
import { solved } from '../tables/table.ts';
import type { GaugeMaker, Indicator } from './indicator.ts';

/** What the machines at these buses feed in, the same in every step [kW]. */
function machines_kw({ generators }: NetworkData, buses: readonly string[]): number {
  const supplied = new Set(buses);
  const running = generators.filter((g) => g.in_service && supplied.has(g.bus));
  return running.reduce((sum, g) => sum + Math.max(0, 1000 * g.p_mw), 0);
}

export const energy: GaugeMaker = ({ clock: { dt_h }, grid }, network) => {
  const constant_kw = machines_kw(network, grid.buses);
  const state = { import_kwh: 0, export_kwh: 0, fed_kwh: 0, loss_kwh: 0, peak: { kw: Number.NaN, step: -1 } };
  return {
    state,
    onStep(record) {
      if (!solved(record)) return;
      const { import_kw, loss_kw } = record.flow;
      state.import_kwh += Math.max(0, import_kw) * dt_h;
      state.export_kwh += Math.max(0, -import_kw) * dt_h;
      state.fed_kwh += (Math.max(0, import_kw) + constant_kw) * dt_h;
      for (const p_kw of record.p_kw) if (p_kw < 0) state.fed_kwh -= p_kw * dt_h;
      state.loss_kwh += loss_kw * dt_h;
      if (!(import_kw <= state.peak.kw)) state.peak = { kw: import_kw, step: record.k };
    },
    indicators(): Indicator[] {
      const { import_kwh, export_kwh, fed_kwh, loss_kwh, peak } = state;
      const known = peak.step >= 0;
      const kwh = (value: number) => ({ value: known ? value : Number.NaN, unit: 'kWh' });
      return [
        { id: 'energy_import_kwh', ...kwh(import_kwh), title: 'Energy imported by the network' },
        { id: 'energy_export_kwh', ...kwh(export_kwh), title: 'Energy exported by the network' },
        { id: 'energy_loss_kwh', ...kwh(loss_kwh), title: 'Energy lost in lines and transformers' },
        {
          id: 'energy_loss_percent',
          value: fed_kwh > 0 ? (100 * loss_kwh) / fed_kwh : Number.NaN,
          unit: '%',
          title: 'Losses over all energy fed in, by import, devices and machines',
        },
        {
          id: 'power_import_max_kw',
          value: peak.kw,
          unit: 'kW',
          title: 'Peak import',
          ...(known ? { step: peak.step } : {}),
        },
      ];
    },
  };
};
