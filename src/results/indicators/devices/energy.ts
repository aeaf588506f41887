// What each kind of device drew and what it fed:  E = Σk Σd P[k, d] Δt, each sign for itself.
import { groupsOf } from '../../sums/powers.ts';
import { declare } from '../declaration.ts';
import type { GaugeMaker, Indicator } from '../indicator.ts';
import { zeros } from '../zeros.ts';

const DRAWN = declare({
  id: 'device_{kind}_drawn_kwh',
  unit: 'kWh',
  title: 'Energy drawn by {devices}',
  formula: 'Σk Σd max(P[k, d], 0) Δt over the devices d of the kind',
  sense: 'neither',
  source: 'devices',
});
const FED = declare({
  id: 'device_{kind}_fed_kwh',
  unit: 'kWh',
  title: 'Energy fed by {devices}',
  formula: 'Σk Σd max(−P[k, d], 0) Δt over the devices d of the kind; absent where it is 0',
  sense: 'neither',
  source: 'devices',
});
export const deviceEnergyDeclared = [DRAWN, FED];

export const deviceEnergy: GaugeMaker = ({ clock: { dt_h }, devices }, _network, inWords) => {
  const kinds = [...new Set(devices.map((d) => d.kind))];
  const groups = groupsOf(devices);
  const kindOf = Int32Array.from(groups.first, ({ kind }) => kinds.indexOf(kind));
  /** Over the kinds. */
  const state = { drawn_kwh: zeros(kinds.length), fed_kwh: zeros(kinds.length) };
  return {
    state,
    onStep(record) {
      const { drawn_kw, fed_kw } = groups.read(record);
      const { drawn_kwh, fed_kwh } = state;
      for (let g = 0; g < kindOf.length; g++) {
        drawn_kwh[kindOf[g]!]! += drawn_kw[g]! * dt_h;
        fed_kwh[kindOf[g]!]! += fed_kw[g]! * dt_h;
      }
    },
    indicators: () =>
      kinds.flatMap((kind, i): Indicator[] => {
        const fill = { kind: kind.replaceAll('-', '_'), devices: inWords(kind) };
        const drawn = DRAWN.is(state.drawn_kwh[i]!, { fill });
        const fed = FED.is(state.fed_kwh[i]!, { fill });
        return fed.value > 0 ? [drawn, fed] : [drawn];
      }),
  };
};
