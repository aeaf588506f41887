// sgen and storage of a pandapower file as devices.
import type { Tally } from '../../../network/formats/elements/tally.ts';
import type { Element } from '../../../network/formats/pandapower/index.ts';
import { battery, type DeviceRow, plant } from '../devices.ts';
import type { Taken } from './series.ts';

export function devicesOf(elements: readonly Element[], taken: Taken, tally: Tally): DeviceRow[] {
  return elements.flatMap((element) => {
    if (element.table === 'sgen') return plantOf(element, taken, tally) ?? [];
    return element.table === 'storage' ? (batteryOf(element, taken, tally) ?? []) : [];
  });
}

/** Its size is the largest power of the series where that is above the power in the file, or the series has powers instead of shares. */
function plantOf(element: Element, taken: Taken, tally: Tally): DeviceRow | undefined {
  const { table, key, name: id, bus, type, q_mvar } = element;
  const use = taken.use(id, 'p');
  const name = `${table} ${key}`;
  const inFeed = { name, id, bus, type, q_mvar: taken.use(id, 'q') ? Number.NaN : q_mvar };
  if (!use) return plant({ ...inFeed, p_mw: 0 }, tally);
  const values = taken.values(use);
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    least = Math.min(least, values[i]!);
    most = Math.max(most, values[i]!);
  }
  if (least < 0) {
    tally.add(
      'drawing_in_feed',
      name,
      (what) => `remains a fixed in-feed, as its series is below 0 in some steps: ${what}`,
    );
    return undefined;
  }
  const size = use.isShare && most <= 1 ? 1 : most || 1;
  const profile = () =>
    size === 1
      ? taken.take(use.column)
      : taken.take(
          `${id.replaceAll('-', '_')}_share`,
          Float64Array.from(values, (x) => x / size),
        );
  return plant({ ...inFeed, p_mw: use.nominal * size, profile }, tally);
}

function batteryOf(element: Element, taken: Taken, tally: Tally): DeviceRow | undefined {
  const { table, key, name: id, bus, p_mw, scaling, storage = {} } = element;
  const {
    e_max_mwh = 0,
    e_min_mwh,
    soc_percent,
    p_max_mw,
    efficiency_percent = 100,
    self_discharge_percent_per_day = 0,
  } = storage;
  const store = {
    p_max_mw: p_max_mw ?? Math.abs(p_mw * scaling),
    e_mwh: e_max_mwh,
    e_min_mwh,
    eta: efficiency_percent > 1 ? efficiency_percent / 100 : efficiency_percent, // networks of SimBench have shares in it
    self_discharge_percent: self_discharge_percent_per_day,
    level: soc_percent === undefined ? undefined : soc_percent / 100,
  };
  return battery({ name: `${table} ${key}`, id, bus, ...store, hasProfile: taken.use(id, 'p') !== undefined }, tally);
}
