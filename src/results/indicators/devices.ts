// What each kind of device drew and fed, how long its channels were outside their bands, and what its counters ended on.
import type { Channel } from '../../../cosim/index.ts';
import type { GaugeMaker, Indicator } from './indicator.ts';

/** Channels that count from the start of the run: their last values, added up, say how much it was altogether. */
const COUNTERS: Readonly<Record<string, string>> = {
  e_unserved_kwh: 'Energy wanted and not served',
  e_curtailed_kwh: 'Energy available and not fed in',
  runs_started: 'Runs started',
  runs_missed: 'Runs missed',
  cost: 'Cost of generation',
};

/** A value this near to the edge of its band is inside: a house held at 20 °C may stand at 19.999999999999996. */
const ROUNDING = 1e-6;

const outside = (value: number, [lower, upper]: readonly [number, number]): boolean =>
  value < lower - ROUNDING || value > upper + ROUNDING;

interface Total {
  readonly kind: string;
  readonly channel: Channel;
  value: number;
}

export const deviceTotals: GaugeMaker = ({ clock: { dt_h }, devices }) => {
  const kinds = [...new Set(devices.map((d) => d.kind))];
  const drawn_kwh = new Map(kinds.map((kind) => [kind, 0]));
  const fed_kwh = new Map(kinds.map((kind) => [kind, 0]));
  const kept = new Map<string, Total>();
  const total = (kind: string, channel: Channel) => {
    const key = JSON.stringify([kind, channel.name, channel.unit]);
    const found = kept.get(key) ?? { kind, channel, value: 0 };
    kept.set(key, found);
    return found;
  };
  const bands = devices.map((d) => d.channels.map((c) => (c.band ? total(d.kind, c) : undefined)));
  const counters = devices.map((d) => d.channels.map((c) => (c.name in COUNTERS ? total(d.kind, c) : undefined)));
  let last: readonly (readonly number[])[] = [];

  return {
    onStep(record) {
      devices.forEach(({ kind }, i) => {
        const kwh = record.p_kw[i]! * dt_h;
        if (kwh > 0) drawn_kwh.set(kind, drawn_kwh.get(kind)! + kwh);
        else fed_kwh.set(kind, fed_kwh.get(kind)! - kwh);
      });
      last = devices.map((_, i) => (bands[i]!.length > 0 ? record.observe(i) : []));
      devices.forEach(({ channels }, i) => {
        channels.forEach(({ band }, c) => {
          const value = last[i]![c]!;
          if (band && outside(value, band)) bands[i]![c]!.value += dt_h;
        });
      });
    },
    indicators() {
      counters.forEach((row, i) => {
        row.forEach((counter, c) => {
          if (counter) counter.value += last[i]?.[c] ?? 0;
        });
      });
      const rows: Indicator[] = [];
      for (const kind of kinds) {
        const id = kind.replaceAll('-', '_');
        const drawn = drawn_kwh.get(kind)!;
        const fed = fed_kwh.get(kind)!;
        rows.push({ id: `device_${id}_drawn_kwh`, value: drawn, unit: 'kWh', title: `Energy drawn by ${kind}` });
        if (fed > 0) rows.push({ id: `device_${id}_fed_kwh`, value: fed, unit: 'kWh', title: `Energy fed by ${kind}` });
      }
      for (const { kind, channel, value } of kept.values()) {
        const id = `${kind.replaceAll('-', '_')}_${channel.name}`;
        const inWords = channel.title.charAt(0).toLowerCase() + channel.title.slice(1);
        rows.push(
          channel.band
            ? {
                id: `band_${id}_outside_h`,
                value,
                unit: 'h',
                title: `Device-hours of ${kind} outside the band of ${inWords}`,
              }
            : { id: `device_${id}`, value, unit: channel.unit, title: `${COUNTERS[channel.name]}, ${kind}` },
        );
      }
      return rows;
    },
  };
};
