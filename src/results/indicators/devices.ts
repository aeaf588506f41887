// What each kind of device drew and what it fed:  E = Σk Σd P[k, d] Δt, each sign for itself.
import type { GaugeMaker, Indicator } from './indicator.ts';

export const deviceEnergy: GaugeMaker = ({ clock: { dt_h }, devices }) => {
  const kinds = [...new Set(devices.map((d) => d.kind))];
  const drawn_kwh = new Map(kinds.map((kind) => [kind, 0]));
  const fed_kwh = new Map(kinds.map((kind) => [kind, 0]));
  return {
    onStep(record) {
      devices.forEach(({ kind }, i) => {
        const kwh = record.p_kw[i]! * dt_h;
        if (kwh > 0) drawn_kwh.set(kind, drawn_kwh.get(kind)! + kwh);
        else fed_kwh.set(kind, fed_kwh.get(kind)! - kwh);
      });
    },
    indicators: () =>
      kinds.flatMap((kind): Indicator[] => {
        const id = `device_${kind.replaceAll('-', '_')}`;
        const drawn = {
          id: `${id}_drawn_kwh`,
          value: drawn_kwh.get(kind)!,
          unit: 'kWh',
          title: `Energy drawn by ${kind}`,
        };
        const fed = { id: `${id}_fed_kwh`, value: fed_kwh.get(kind)!, unit: 'kWh', title: `Energy fed by ${kind}` };
        return fed.value > 0 ? [drawn, fed] : [drawn];
      }),
  };
};
