// How long the channels of each kind of device were outside their bands, and what the cumulative ones ended on, added up.
import type { Channel } from '../../../cosim/index.ts';
import type { GaugeMaker } from './indicator.ts';

/** A value this near to the edge of its band is inside: a house held at 20 °C may stand at 19.999999999999996. */
const ROUNDING = 1e-6;

const outside = (value: number, [lower, upper]: readonly [number, number]): boolean =>
  value < lower - ROUNDING || value > upper + ROUNDING;

/** A number that the devices of one kind add to. */
interface Total {
  readonly kind: string;
  readonly channel: Channel;
  value: number;
}

/** For each device and channel that is `wanted` the total it adds to, one per kind and channel. */
function totals(devices: readonly { kind: string; channels: readonly Channel[] }[], wanted: (c: Channel) => boolean) {
  const byKey = new Map<string, Total>();
  const total = (kind: string, channel: Channel) => {
    const key = JSON.stringify([kind, channel.name, channel.unit]);
    const found = byKey.get(key) ?? { kind, channel, value: 0 };
    byKey.set(key, found);
    return found;
  };
  const of = devices.map(({ kind, channels }) => channels.map((c) => (wanted(c) ? total(kind, c) : undefined)));
  return { of, all: () => [...byKey.values()] };
}

export const channelTotals: GaugeMaker = ({ clock: { dt_h }, devices }) => {
  const hours = totals(devices, ({ band }) => band !== undefined);
  const sums = totals(devices, ({ cumulative }) => cumulative === true);
  let last: readonly (readonly number[])[] = [];
  return {
    onStep(record) {
      last = devices.map(({ channels }, d) => (channels.length > 0 ? record.observe(d) : []));
      devices.forEach(({ channels }, d) => {
        channels.forEach(({ band }, c) => {
          if (band && outside(last[d]![c]!, band)) hours.of[d]![c]!.value += dt_h;
        });
      });
    },
    indicators() {
      last.forEach((values, d) => {
        values.forEach((value, c) => {
          const sum = sums.of[d]![c];
          if (sum) sum.value += value;
        });
      });
      return [
        ...hours.all().map(({ kind, channel, value }) => {
          const words = channel.title.charAt(0).toLowerCase() + channel.title.slice(1);
          const title = `Device-hours of ${kind} outside the band of ${words}`;
          return { id: `band_${idOf(kind, channel)}_outside_h`, value, unit: 'h', title };
        }),
        ...sums.all().map(({ kind, channel, value }) => {
          return { id: `device_${idOf(kind, channel)}`, value, unit: channel.unit, title: `${channel.title}, ${kind}` };
        }),
      ];
    },
  };
};

const idOf = (kind: string, { name }: Channel): string => `${kind.replaceAll('-', '_')}_${name}`;
