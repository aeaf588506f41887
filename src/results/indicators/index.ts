// The indicators of a run. Another gauge is a file here and a line below.
import { sharedIndicators } from '../../../controllers/index.ts';
import type { Scene } from '../../../cosim/index.ts';
import type { NetworkData } from '../../../network/index.ts';
import { type DeviceTitles, kindInWords } from '../kinds.ts';
import { forget } from '../sums/columns.ts';
import { beginRun, endRun } from '../sums/kernel.ts';
import { type Declaration, isOf } from './declaration.ts';
import { channelsDeclared, channelTotals } from './devices/channels.ts';
import { comfort, comfortDeclared } from './devices/comfort.ts';
import { deviceEnergy, deviceEnergyDeclared } from './devices/energy.ts';
import { forecastDeclared, forecastErrors } from './devices/forecast.ts';
import { totals, totalsDeclared } from './devices/totals.ts';
import { energy, energyDeclared } from './grid/energy.ts';
import { imbalance, imbalanceDeclared } from './grid/imbalance.ts';
import { loading, loadingDeclared } from './grid/loading.ts';
import { notSupplied, notSuppliedDeclared } from './grid/not-supplied.ts';
import { overloads, overloadsDeclared } from './grid/overloads.ts';
import { ownUse, ownUseDeclared } from './grid/own-use.ts';
import { peaks, peaksDeclared } from './grid/peaks.ts';
import { violations, violationsDeclared } from './grid/violations.ts';
import { voltage, voltageDeclared } from './grid/voltage.ts';
import type { Gauge, GaugeMaker } from './indicator.ts';
import { account, accountDeclared } from './money/account.ts';
import { bills, billsDeclared } from './money/bills.ts';
import { energyCost, energyCostDeclared } from './money/cost.ts';
import { roles, rolesDeclared } from './money/roles.ts';
import { messages, messagesDeclared } from './parties/messages.ts';

export { type Declaration, isOf } from './declaration.ts';
export type { GaugeMaker, Indicator } from './indicator.ts';

export const gauges: readonly GaugeMaker[] = [
  energy,
  energyCost,
  notSupplied,
  voltage,
  loading,
  deviceEnergy,
  channelTotals,
  peaks,
  ownUse,
  violations,
  overloads,
  account,
  bills,
  roles,
  totals,
  comfort,
  messages,
  forecastErrors,
  imbalance,
];

/** What the gauges measure, by the headings of docs/indicators.md. */
export const declarations: Readonly<Record<string, readonly Declaration[]>> = {
  'Energy and power': [
    ...[...energyDeclared, ...peaksDeclared, ...notSuppliedDeclared],
    ...[...totalsDeclared, ...ownUseDeclared],
  ],
  Voltage: [...voltageDeclared, ...violationsDeclared],
  Loading: [...loadingDeclared, ...overloadsDeclared],
  Money: [...energyCostDeclared, ...accountDeclared, ...billsDeclared, ...rolesDeclared],
  Comfort: comfortDeclared,
  Messages: messagesDeclared,
  Forecasts: [...forecastDeclared, ...imbalanceDeclared],
  Devices: [...deviceEnergyDeclared, ...channelsDeclared],
};

/** The declaration of an indicator of a run; undefined where one mechanism or a module adds it. */
export const declarationOf = (id: string): Declaration | undefined =>
  [...Object.values(declarations).flat(), ...sharedIndicators].find((declared) => isOf(id, declared));

/** The indicators of a run, and what its kinds of devices are called. */
export interface Measuring {
  readonly indicators: readonly GaugeMaker[];
  readonly devices: DeviceTitles;
}

/** The gauges of a run as one. */
export interface Gauges extends Required<Gauge> {
  /** After the last indicators and tables of the run. */
  end(): void;
}

/** All gauges of a run as one, to be ended; `from` is the state to begin with. */
export function createGauges(
  { indicators, devices }: Measuring,
  scene: Scene,
  network: NetworkData,
  from?: object,
): Gauges {
  const inWords = kindInWords(devices);
  beginRun(scene.devices);
  const gauges = indicators.map((make) => make(scene, network, inWords));
  const state = gauges.map((g) => g.state);
  if (from) for (const [g, earlier] of (from as readonly object[]).entries()) Object.assign(state[g]!, earlier);
  const complete = () => {
    for (const gauge of gauges) gauge.complete?.();
    forget();
  };
  return {
    get state() {
      complete();
      return state;
    },
    onStep(record) {
      for (const gauge of gauges) gauge.onStep(record);
    },
    complete,
    onSchedule: (k, import_kw) => gauges.forEach((g) => void g.onSchedule?.(k, import_kw)),
    onPublish: (publication) => gauges.forEach((g) => void g.onPublish?.(publication)),
    onMessage: (message) => gauges.forEach((g) => void g.onMessage?.(message)),
    indicators() {
      complete();
      return gauges.flatMap((g) => g.indicators());
    },
    tables() {
      complete();
      return gauges.flatMap((g) => g.tables?.() ?? []);
    },
    end: () => endRun(scene.devices),
  };
}
