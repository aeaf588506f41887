// Local reactive-power droop: each converter measures the voltage at its bus and injects the reactive power of its
// curve. It sets no active power and needs no message.
//   q = −share(v) · S_rated   [kvar, load convention: what is injected is drawn negatively]
import { z } from 'zod';
import type { SetPoint } from '../../cosim/index.ts';
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

export const voltVarDroop = mechanism<z.output<typeof schema>>({
  kind: 'volt-var',
  title: 'Local volt–var droop of every converter with a rating',
  options: schema,
  needs: { of: [converters] },
  followsVoltage: true,
  realTime({ options: { points }, view }) {
    const setPoints = new Map<number, SetPoint>();
    /** By bus: many devices are at the same one. */
    const shares = new Map<string, number>();
    for (let d = 0; d < view.devices.length; d++) {
      const { bus, rating_kva } = view.devices[d]!;
      if (rating_kva === undefined) continue;
      const share = shares.get(bus) ?? voltVar(points, view.voltage(bus));
      shares.set(bus, share);
      setPoints.set(d, { q_kvar: 0 - share * rating_kva }); // 0 − 0, for −0 prints a sign
    }
    return setPoints;
  },
});
