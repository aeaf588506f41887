// How long the channels of each kind of device were outside their bands, and what the cumulative ones ended on, added up.
import type { Channel, Device } from '../../../../cosim/index.ts';
import { bandsOf } from '../../sums/bands.ts';
import { declare } from '../declaration.ts';
import type { GaugeMaker } from '../indicator.ts';
import { zeros } from '../zeros.ts';

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

/** Some channels of some devices, in the order of `StepRecord.channels`. */
export interface SomeChannels {
  readonly all: readonly Channel[];
  /** Places among the channels of all devices. */
  readonly at: Int32Array;
  readonly deviceOf: Int32Array;
}

/** The channels that are `wanted`. */
export function channelsWhere(
  devices: readonly Pick<Device, 'channels'>[],
  wanted: (channel: Channel, d: number) => boolean,
): SomeChannels {
  const all: Channel[] = [];
  const at: number[] = [];
  const deviceOf: number[] = [];
  let next = 0;
  for (let d = 0; d < devices.length; d++) {
    for (const channel of devices[d]!.channels) {
      const place = next++;
      if (!wanted(channel, d)) continue;
      all.push(channel);
      at.push(place);
      deviceOf.push(d);
    }
  }
  return { all, at: Int32Array.from(at), deviceOf: Int32Array.from(deviceOf) };
}

/** The values at these places. */
export const valuesAt = (at: Int32Array, channels: Float64Array): number[] => Array.from(at, (i) => channels[i]!);

/** A number that the devices of one kind add to. */
interface Total {
  readonly kind: string;
  readonly channel: Channel;
}

/** The channels that are `wanted`, and the totals that they add to, one per kind and channel. */
function totals(devices: readonly Pick<Device, 'kind' | 'channels'>[], wanted: (c: Channel) => boolean) {
  const places = new Map<string, number>();
  const all: Total[] = [];
  const place = (kind: string, channel: Channel) => {
    const key = JSON.stringify([kind, channel.name, channel.unit]);
    const at = places.get(key) ?? all.push({ kind, channel }) - 1;
    places.set(key, at);
    return at;
  };
  const channels = channelsWhere(devices, wanted);
  const to = channels.deviceOf.map((d, i) => place(devices[d]!.kind, channels.all[i]!));
  return { channels, at: channels.at, to, all };
}

export const channelTotals: GaugeMaker = ({ clock: { dt_h }, devices }, _network, inWords) => {
  const hours = totals(devices, ({ band }) => band !== undefined);
  const sums = totals(devices, ({ cumulative }) => cumulative === true);
  const bands = bandsOf(devices);
  const state = {
    /** Over `hours.all` [h]. */
    outside_h: zeros(hours.all.length),
    /** Values after the last step of the channels in `sums`. */
    last: [] as number[],
  };
  let present: Float64Array | undefined;
  return {
    state,
    onStep(record) {
      present = record.channels;
      for (const i of bands.outside(record)) state.outside_h[hours.to[i]!]! += dt_h;
    },
    complete() {
      if (present) state.last = valuesAt(sums.at, present);
    },
    indicators() {
      const names = (kind: string, { name }: Channel) => {
        return { kind: kind.replaceAll('-', '_'), channel: name, devices: inWords(kind) };
      };
      const summed = sums.all.map(() => 0);
      state.last.forEach((value, i) => {
        summed[sums.to[i]!]! += value;
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
