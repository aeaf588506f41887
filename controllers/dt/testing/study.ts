// Section 5.1 of the SMART-MLA report with the inferred inputs that reproduce its tariffs: LP1, LP4 and LP5 of RBTS Bus 4, half
// of their customers responding to prices; flows without losses, as the report has them.

import type { DeviceView } from '../../../cosim/index.ts';
import { deviceKinds, install } from '../../../devices/index.ts';
import { testWorld } from '../../../devices/testing/world.ts';
import { flexibilityOf } from '../../../optimisation/index.ts';
import type { NetworkLimit } from '../../feeder/limits.ts';
import { type Models, modelsOf } from '../../feeder/models.ts';
import type { Day } from '../../feeder/schedule.ts';
import { groupsOf, type Member } from '../problem/groups.ts';
import type { Congestion, PriceResponse } from '../problem/problem.ts';
import { respond } from '../problem/solve.ts';

const numbers = (text: string) => text.trim().split(/\s+/).map(Number);

/** DKK/kWh */
export const spot =
  numbers(`.262 .258 .256 .255 .257 .262 .285 .31 .315 .31 .30 .29 .275 .2301203 .262 .275 .2998074 .29
  .33 .34 .33 .31 .29 .1854889`);
const residential = numbers(`.52 .49 .47 .46 .47 .50 .58 .62 .60 .58 .57 .58 .58 .57 .60 .60 .90 1.0 .84 .80 .76 .78 .68
  .50`);
const commercial =
  numbers(`.30 .30 .30 .30 .32 .36 .45 .60 .80 .95 1.0 1.0 .98 .98 .96 .93 .9415257 .9880737 .70 .55 .45
  .40 .35 .32`);
export const steps = spot.map((_, t) => t);

/** What nobody can move, by load point [kW]. */
export const conventional: Readonly<Record<string, readonly number[]>> = {
  LP1: residential.map((s) => 886.9 * s),
  LP4: residential.map((s) => 886.9 * s),
  LP5: residential.map((s) => 813.7 * s),
  'LP6, LP7': commercial.map((s) => 2 * 415 * s),
};

/** Five makes of house, their retention k2 / (k1 + k2), the hours their cars are away, and customers per load point. */
const makes = [
  { retention: 0.4390902, away: [7, 17], customers: 10 },
  { retention: 0.4350902, away: [8, 16], customers: 10 },
  { retention: 0.4246692, away: [7, 18], customers: 7 },
  { retention: 0.4174427, away: [8, 17], customers: 13 },
  { retention: 0.4144427, away: [9, 16], customers: 10 },
] as const;

export const load_points = ['LP1', 'LP4', 'LP5'];
const K2 = 1.2;
const world = testWorld({ dt_h: 1 });

function viewOf(kindName: string, id: string, bus: string, params: object): DeviceView {
  const kind = deviceKinds.get(kindName)!;
  const device = install(kind, { id, bus, labels: {}, params: kind.schema.parse(params) }, world);
  const state = device.start();
  return {
    id,
    kind: kindName,
    bus,
    labels: {},
    limits: () => device.limits(state, device.inputs(0)),
    defaultSetPoint: () => device.defaultSetPoint(state, device.inputs(0)),
    observe: () => device.observe(state),
    respond: (setPoint) => device.step(state, device.inputs(0), setPoint),
    flexibility: (horizon, into) => flexibilityOf(device.flexibility(state, horizon, into)),
  };
}

/**
 * One car and one heat pump per customer, at one load point.
 * @param homes how many, in the shares of the makes; those of the study when not given
 * @param vary draws a factor near 1 for what a home needs; homes of a make are alike when not given
 */
export function homesAt(bus: string, homes = 50, vary = () => 1): DeviceView[] {
  return makes.flatMap(({ retention, away: [leave, back], customers }, z) =>
    Array.from({ length: (customers * homes) / 50 }, (_, i) => [
      viewOf('ev', `${bus}-${z}-${i}-ev`, bus, {
        e_cap_kwh: 25,
        soc_min: 0.2,
        soc_max: 0.85,
        soc_start: 0.5,
        p_max_kw: 11,
        eta_charge: 1,
        trips: [{ leave, back, drive_kwh: 6 * vary() }],
      }),
      viewOf('heat-pump', `${bus}-${z}-${i}-hp`, bus, {
        k1_kw_per_k: K2 * (1 / (retention * vary()) - 1),
        k2_kwh_per_k: K2,
        cop: 2.3,
        p_max_kw: 5.8,
        t_min_degc: 20,
        t_max_degc: 24,
        t_start_degc: 20.5,
        t_out_degc: 15.75575,
      }),
    ]).flat(),
  );
}

export const day: Day = { from: 0, hours: steps.map((t) => `t${t + 1}`), dt_h: 1, cyclic: 'stores' };

export const membersOf = (
  devices: readonly DeviceView[],
  { distinct, of }: Models = modelsOf(devices, day),
): Member[] => devices.map(({ bus }, device) => ({ device, load_point: bus, model: distinct[of[device]!]! }));

/** All homes of the price-responsive half, before anybody's limits. */
export function study(): PriceResponse {
  const groups = groupsOf(membersOf(load_points.flatMap((bus) => homesAt(bus))));
  const price = load_points.map(() => Float64Array.from(spot));
  return { groups, day, load_points, price, sensitivity: 2.351968e-4 };
}

const behind = { L2: ['LP1'], L7: ['LP4', 'LP5', 'LP6, LP7'] } as const;

/** The study with line limits [kW]. The other half of the homes stays on what the spot price alone makes of it. */
export async function congested(
  limits_kw: Readonly<Partial<Record<keyof typeof behind, number>>>,
): Promise<Congestion> {
  const problem = study();
  const { load_kw: alone } = await respond(problem);
  const of = (line: keyof typeof behind, limit_kw: number) =>
    steps.map((t): NetworkLimit => {
      const fixed = behind[line].reduce(
        (sum, lp) => sum + conventional[lp]![t]! + (alone[load_points.indexOf(lp)]?.[t] ?? 0),
        0,
      );
      const per_kw = Float64Array.from(load_points, (lp) => ((behind[line] as readonly string[]).includes(lp) ? 1 : 0));
      const flow = alone.reduce((sum, load, j) => sum + per_kw[j]! * load[t]!, fixed);
      return { service: 'overload', element: line, t, per_kw, lower: flow - limit_kw, upper: flow + limit_kw };
    });
  const limits = Object.entries(limits_kw).flatMap(([line, kw]) => of(line as keyof typeof behind, kw));
  return { ...problem, limits, baseline_kw: alone, activeSet: new Set() };
}
