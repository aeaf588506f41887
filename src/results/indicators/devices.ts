// What each kind of device drew and what it fed:  E = Σk Σd P[k, d] Δt, each sign for itself.
import type { GaugeMaker, Indicator } from './indicator.ts';

export const deviceEnergy: GaugeMaker = ({ clock: { dt_h }, devices }, _network, inWords) => {
  const kinds = [...new Set(devices.map((d) => d.kind))];
  const kindOf = devices.map(({ kind }) => kinds.indexOf(kind));
  /** Over the kinds. */
  const state = { drawn_kwh: kinds.map(() => 0), fed_kwh: kinds.map(() => 0) };
  return {
    state,
    onStep(record) {
      kindOf.forEach((kind, i) => {
        const kwh = record.p_kw[i]! * dt_h;
        if (kwh > 0) state.drawn_kwh[kind]! += kwh;
        else state.fed_kwh[kind]! -= kwh;
      });
    },
    indicators: () =>
      kinds.flatMap((kind, i): Indicator[] => {
        const id = `device_${kind.replaceAll('-', '_')}`;
        const drawn = {
          id: `${id}_drawn_kwh`,
          value: state.drawn_kwh[i]!,
          unit: 'kWh',
          title: `Energy drawn by ${inWords(kind)}`,
        };
        const fed = {
          id: `${id}_fed_kwh`,
          value: state.fed_kwh[i]!,
          unit: 'kWh',
          title: `Energy fed by ${inWords(kind)}`,
        };
        return fed.value > 0 ? [drawn, fed] : [drawn];
      }),
  };
};
