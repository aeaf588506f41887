// Local reactive-power droop: each converter measures the voltage at its bus and injects the reactive power of its
// curve. It sets no active power and needs no message.
//   q = −share(v) · S_rated   [kvar, load convention: what is injected is drawn negatively]
import * as z from 'zod';
import { grouped } from '../../base/index.ts';
import type { DeviceView } from '../../cosim/index.ts';
import { mechanism } from '../mechanism.ts';
import { type Need, unless } from '../needs.ts';
import { type Curve, type CurvePoint, categoryB, curveOf, shareAt } from './curve.ts';

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

/** The converters at a bus: those `from` … `to` − 1 of all. */
interface Place {
  readonly bus: string;
  readonly from: number;
  readonly to: number;
  /** Reactive power in their set points [share of the rated kVA, > 0 injected]; NaN before the first. */
  share: number;
}

interface Converters {
  readonly places: readonly Place[];
  readonly rating_kva: Float64Array;
  readonly setPoints: { readonly devices: Int32Array; readonly q_kvar: Float64Array };
}

const known = new WeakMap<readonly DeviceView[], Converters>();
const curves = new WeakMap<readonly CurvePoint[], Curve>();

function curveThrough(points: readonly CurvePoint[]): Curve {
  const curve = curves.get(points) ?? curveOf(points);
  curves.set(points, curve);
  return curve;
}

/** The converters with a rating, bus by bus; found once for the devices of a run, because set points are asked for in every round. */
function convertersOf(devices: readonly DeviceView[]): Converters {
  let found = known.get(devices);
  if (found) return found;
  const rated = [...devices.keys()].filter((d) => devices[d]!.rating_kva !== undefined);
  const byBus = grouped(rated, (d) => devices[d]!.bus);
  const all = [...byBus.values()].flatMap((at) => at.map((i) => rated[i]!));
  let to = 0;
  found = {
    places: Array.from(byBus, ([bus, { length }]) => ({ bus, from: to, to: (to += length), share: Number.NaN })),
    rating_kva: Float64Array.from(all, (d) => devices[d]!.rating_kva!),
    setPoints: { devices: Int32Array.from(all), q_kvar: new Float64Array(all.length) },
  };
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
    const { places, rating_kva, setPoints } = convertersOf(view.devices);
    const curve = curveThrough(points);
    for (let j = 0; j < places.length; j++) {
      const place = places[j]!;
      const share = shareAt(curve, view.voltage(place.bus));
      if (share === place.share) continue;
      place.share = share;
      for (let i = place.from; i < place.to; i++) setPoints.q_kvar[i] = 0 - share * rating_kva[i]!; // 0 − 0, for −0 prints a sign
    }
    return setPoints;
  },
});
