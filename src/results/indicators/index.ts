// The indicators of a run. Another gauge is a file here and a line below.
import type { Scene } from '../../../cosim/index.ts';
import type { NetworkData } from '../../../network/index.ts';
import { type DeviceTitles, kindInWords } from '../kinds.ts';
import { channelTotals } from './channels.ts';
import { energyCost } from './cost.ts';
import { deviceEnergy } from './devices.ts';
import { energy } from './energy.ts';
import type { Gauge, GaugeMaker } from './indicator.ts';
import { loading } from './loading.ts';
import { notSupplied } from './not-supplied.ts';
import { voltage } from './voltage.ts';

export type { GaugeMaker, Indicator } from './indicator.ts';

export const gauges: readonly GaugeMaker[] = [
  energy,
  energyCost,
  notSupplied,
  voltage,
  loading,
  deviceEnergy,
  channelTotals,
];

/** The indicators of a run, and what its kinds of devices are called. */
export interface Measuring {
  readonly indicators: readonly GaugeMaker[];
  readonly devices: DeviceTitles;
}

/** All gauges as one; `from` is the state to begin with. */
export function createGauges(
  { indicators, devices }: Measuring,
  scene: Scene,
  network: NetworkData,
  from?: object,
): Gauge {
  const inWords = kindInWords(devices);
  const gauges = indicators.map((make) => make(scene, network, inWords));
  const state = gauges.map((g) => g.state);
  if (from) for (const [g, earlier] of (from as readonly object[]).entries()) Object.assign(state[g]!, earlier);
  return {
    state,
    onStep: (record) => gauges.forEach((g) => void g.onStep(record)),
    indicators: () => gauges.flatMap((g) => g.indicators()),
  };
}
