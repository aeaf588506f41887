// Local reactive-power droop: each converter measures the voltage at its bus and injects the reactive power of its
// curve. It sets no active power and needs no message.
//   q = −share(v) · S_rated   [kvar, load convention: what is injected is drawn negatively]
import * as z from 'zod';
import type { DeviceView, SetPoint } from '../../cosim/index.ts';
import { mechanism } from '../mechanism.ts';
import { type Need, unless } from '../needs.ts';
import { categoryB, voltVar } from './curve.ts';

const point = z.tuple([
  z.number().positive().describe('Voltage [p.u. of nominal]'),
  z.number().min(-1).max(1).describe('Reactive power [share of the rated kVA], > 0 injected'),
]);

const curve = z
  .array(point)
  .min(2)
  .superRefine((points, context) => {
    for (const [i, [v, q]] of points.entries()) {
      const [v0, q0] = points[i - 1] ?? [0, Number.POSITIVE_INFINITY];
      const fault = (path: number, message: string) => context.addIssue({ code: 'custom', path: [i, path], message });
      if (v <= v0) fault(0, 'a higher voltage than in the point before');
      if (q > q0) fault(1, 'no more injection than in the point before, at a lower voltage');
    }
  });

const schema = z.strictObject({
  points: curve
    .default(() => categoryB.map(([v, q]) => [v, q] as [number, number]))
    .describe('Curve through [voltage, reactive power] points; IEEE Std 1547-2018 Table 8 Category B when not given'),
});

const converters: Need<unknown> = (_, { devices }) =>
  unless(
    devices.some(({ rating_kva }) => rating_kva !== undefined),
    'volt_var_no_converter',
    'volt-var: no device of the case has a converter with a rating in kVA, so that nothing is controlled',
  );

/** The converters at a bus. */
interface Place {
  readonly bus: string;
  /** Reactive power that `setPoints` have [share of the rated kVA, > 0 injected]; NaN before the first. */
  share: number;
  readonly converters: { readonly rating_kva: number; readonly setPoint: { q_kvar: number } }[];
}

interface Converters {
  readonly places: readonly Place[];
  /** By device. */
  readonly setPoints: ReadonlyMap<number, SetPoint>;
}

const known = new WeakMap<readonly DeviceView[], Converters>();

/** The converters with a rating; found once for the devices of a run, because set points are asked for in every round. */
function convertersOf(devices: readonly DeviceView[]): Converters {
  let found = known.get(devices);
  if (found) return found;
  const places = new Map<string, Place>();
  const setPoints = new Map<number, SetPoint>();
  for (const [d, { bus, rating_kva }] of devices.entries()) {
    if (rating_kva === undefined) continue;
    const place = places.get(bus) ?? { bus, share: Number.NaN, converters: [] };
    const setPoint = { q_kvar: Number.NaN };
    places.set(bus, place);
    place.converters.push({ rating_kva, setPoint });
    setPoints.set(d, setPoint);
  }
  found = { places: [...places.values()], setPoints };
  known.set(devices, found);
  return found;
}

export const voltVarDroop = mechanism<z.output<typeof schema>>({
  kind: 'volt-var',
  title: 'Local volt–var droop of every converter with a rating',
  options: schema,
  needs: { of: [converters] },
  followsVoltage: true,
  realTime({ options: { points }, view }) {
    const { places, setPoints } = convertersOf(view.devices);
    for (const place of places) {
      const share = voltVar(points, view.voltage(place.bus));
      if (share === place.share) continue;
      place.share = share;
      for (const { rating_kva, setPoint } of place.converters) setPoint.q_kvar = 0 - share * rating_kva; // 0 − 0, for −0 prints a sign
    }
    return setPoints;
  },
});
