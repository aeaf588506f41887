// How long the channels of each kind of device were outside their bands, and what the cumulative ones ended on, added up.
import type { Channel } from '../../../../cosim/index.ts';
import { declare } from '../declaration.ts';
import type { GaugeMaker } from '../indicator.ts';

const OUTSIDE = declare({
  id: 'band_{kind}_{channel}_outside_h',
  unit: 'h',
  title: 'Device-hours of {devices} outside the band of {quantity}',
  formula: 'Σk Σd Δt over the steps after which the channel of device d is outside its band',
  sense: 'less',
  source: 'devices',
});
const SUM = declare({
  id: 'device_{kind}_{channel}',
  unit: '{unit}',
  title: '{quantity}, {devices}',
  formula: 'Σd of a cumulative channel after the last step',
  sense: 'neither',
  source: 'devices',
});
export const channelsDeclared = [OUTSIDE, SUM];

/** A value this near to the edge of its band is inside: a house held at 20 °C may be at 19.999999999999996. */
export const ROUNDING = 1e-6;

const outside = (value: number, [lower, upper]: readonly [number, number]): boolean =>
  value < lower - ROUNDING || value > upper + ROUNDING;

/** A number that the devices of one kind add to. */
interface Total {
  readonly kind: string;
  readonly channel: Channel;
}

/** The totals, one per kind and channel that is `wanted`, and for each device and channel the place of the one it adds to. */
function totals(devices: readonly { kind: string; channels: readonly Channel[] }[], wanted: (c: Channel) => boolean) {
  const places = new Map<string, number>();
  const all: Total[] = [];
  const place = (kind: string, channel: Channel) => {
    const key = JSON.stringify([kind, channel.name, channel.unit]);
    const at = places.get(key) ?? all.push({ kind, channel }) - 1;
    places.set(key, at);
    return at;
  };
  const of = devices.map(({ kind, channels }) => channels.map((c) => (wanted(c) ? place(kind, c) : undefined)));
  return { of, all };
}

export const channelTotals: GaugeMaker = ({ clock: { dt_h }, devices }, _network, inWords) => {
  const hours = totals(devices, ({ band }) => band !== undefined);
  const sums = totals(devices, ({ cumulative }) => cumulative === true);
  /** The channels with a band, and the totals that they add to. */
  const banded = devices.flatMap(({ channels }, d) =>
    channels.flatMap(({ band }, c) => (band ? [{ d, c, band, at: hours.of[d]![c]! }] : [])),
  );
  const state = {
    /** Over `hours.all` [h]. */
    outside_h: hours.all.map(() => 0),
    /** Channel values after the last step, over the devices. */
    last: [] as readonly (readonly number[])[],
  };
  return {
    state,
    onStep(record) {
      state.last = devices.map(({ channels }, d) => (channels.length > 0 ? record.observe(d) : []));
      for (const { d, c, band, at } of banded) if (outside(state.last[d]![c]!, band)) state.outside_h[at]! += dt_h;
    },
    indicators() {
      const names = (kind: string, { name }: Channel) => {
        return { kind: kind.replaceAll('-', '_'), channel: name, devices: inWords(kind) };
      };
      const summed = sums.all.map(() => 0);
      state.last.forEach((values, d) => {
        values.forEach((value, c) => {
          const at = sums.of[d]![c];
          if (at !== undefined) summed[at]! += value;
        });
      });
      return [
        ...hours.all.map(({ kind, channel }, i) => {
          const words = channel.title.charAt(0).toLowerCase() + channel.title.slice(1);
          return OUTSIDE.is(state.outside_h[i]!, { fill: { ...names(kind, channel), quantity: words } });
        }),
        ...sums.all.map(({ kind, channel }, i) => {
          return SUM.is(summed[i]!, { fill: { ...names(kind, channel), quantity: channel.title, unit: channel.unit } });
        }),
      ];
    },
  };
};
