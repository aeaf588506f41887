// The devices: one folder per kind, one line here.
import { adjustableLoad } from './adjustable-load/adjustable-load.ts';
import { appliance } from './appliance/appliance.ts';
import { battery } from './battery/battery.ts';
import type { AnyDeviceKind } from './device.ts';
import { ev } from './ev/ev.ts';
import { generator } from './generator/generator.ts';
import { heatPump } from './heat-pump/heat-pump.ts';
import { load } from './load/load.ts';
import { pv } from './pv/pv.ts';
import { wind } from './wind/wind.ts';

export { checkDeviceKind } from './checked.ts';
export * from './device.ts';
export { createForecast, type ForecastQuantity, type ForecastSpec } from './forecast/forecast.ts';
export { type Forecast, type Installed, install, type Place } from './install.ts';

/** Every kind of device that a case may name, by name. */
export const deviceKinds: ReadonlyMap<string, AnyDeviceKind> = new Map(
  [adjustableLoad, appliance, battery, ev, generator, heatPump, load, pv, wind].map((kind: AnyDeviceKind) => [
    kind.kind,
    kind,
  ]),
);
