// The customers of the transactive flexibility market (SMART-MLA report, section 5.2): a car and a heat pump each, and the spot
// prices of the day. What the report prints only as figures is inferred.
import type { DeviceView } from '../../cosim/index.ts';
import { deviceKinds, install, type World } from '../../devices/index.ts';
import { flexibilityOf } from '../../optimisation/index.ts';
import type { Day } from '../feeder/schedule.ts';

const numbers = (text: string) => text.trim().split(/\s+/).map(Number);

/** t1 … t24 [DKK/kWh] */
export const spot = numbers(
  '.270 .265 .260 .242 .266 .235 .340 .370 .380 .320 .365 .360 .345 .330 .310 .255 .350 .410 .430 .410 .370 .340 .310 .290',
);

/** Hours t1 … t24 away, and hours in which 3 kWh are used. */
const PATTERNS = [
  { name: 'home', share: 0.65, away: [12, 13, 20], used: [12, 20] },
  { name: 'commuter', share: 0.22, away: [8, 9, 10, 11, 12, 13, 14, 15, 16, 17], used: [8, 17] },
  { name: 'night', share: 0.13, away: [1, 2, 3, 4, 5, 6, 7, 8, 21, 22, 23, 24], used: [8, 21] },
];
const DRIVE_KW = 3;
const T_OUT_DEGC = 15.5;
/** House types I … V. */
export const K1 = [0.28, 0.315, 0.35, 0.385, 0.42];
export const K2 = [3.638, 4.093, 4.548, 5.002, 5.457];

const frac = (x: number) => x - Math.floor(x);

const world: World = {
  dt_h: 1,
  hour: (k) => k % 24,
  day: (k) => Math.floor(k / 24),
  weekday: () => 1,
  elapsed_h: (day, hour) => 24 * day + hour,
  profile(name, k) {
    if (name === 'outdoor') return T_OUT_DEGC;
    const [pattern, what] = name.split(' ');
    const { away, used } = PATTERNS.find((one) => one.name === pattern)!;
    const t = (k % 24) + 1;
    return what === 'away' ? Number(away.includes(t)) : DRIVE_KW * Number(used.includes(t));
  },
};

export const day: Day = { from: 0, hours: Array.from({ length: 24 }, (_, t) => `t${t + 1}`), dt_h: 1 };

export type Placed = ReturnType<typeof placed>;

/** A device in its place. */
export function placed(id: string, kind: string, params: object, where: World = world) {
  const known = deviceKinds.get(kind)!;
  return install(known, { id, bus: 'LP', labels: {}, params: known.schema.parse(params) }, where);
}

/** A device before the first step, as input of a mechanism. */
export function viewOf(device: Placed): DeviceView {
  const start = device.start();
  const { id, kind, bus, labels, discomfort_per_kw2h } = device;
  return {
    ...{ id, kind, bus, labels, discomfort_per_kw2h },
    limits: () => device.limits(start, device.inputs(0)),
    defaultSetPoint: () => device.defaultSetPoint(start, device.inputs(0)),
    observe: () => device.observe(start),
    respond: (setPoint) => device.step(start, device.inputs(0), setPoint),
    flexibility: (horizon, into) => flexibilityOf(device.flexibility(start, horizon, into)),
  };
}

/** What a device does when it is asked for p over the day: powers, what it shows of itself first after each step, and all at the end. */
export function follow(device: Placed, p_kw: Float64Array) {
  let state: unknown = device.start();
  const did = Array.from(p_kw, (p, k) => {
    const step = device.step(state, device.inputs(k), { p_kw: p });
    state = step.next;
    return { p_kw: step.p_kw, shown: device.observe(state)[0]! };
  });
  return {
    p_kw: did.map((step) => step.p_kw),
    shown: did.map((step) => step.shown),
    start: device.observe(device.start())[0]!,
    end: device.observe(state),
  };
}

/** Car and heat pump of customers 0 … n − 1, whose κ spread around what their aggregator's price suggests. */
export function homes(n: number, price: number): Placed[] {
  const around = 0.41 + 0.45 * (price - 0.68);
  const κ = (golden: number, i: number) => around + 0.03 * Math.sqrt(3) * (2 * frac(golden * (i + 0.5)) - 1);
  return Array.from({ length: n }, (_, i) => {
    const { name } = PATTERNS[patternOf(frac(0.6180339887 * i + 0.5))]!;
    const car = {
      p_max_kw: 11,
      e_cap_kwh: 30,
      soc_min: 0.2,
      soc_max: 0.9,
      soc_start: 0.5,
      eta_charge: 1,
      away_profile: `${name} away`,
      drive_profile: `${name} used`,
      discomfort_per_kw2h: κ(0.7548776662, i),
    };
    const pump = {
      k1_kw_per_k: K1[i % 5],
      k2_kwh_per_k: K2[i % 5],
      p_max_kw: 6,
      cop: 3,
      t_start_degc: 20,
      t_out_profile: 'outdoor',
      discomfort_per_kw2h: κ(0.569840291, i),
    };
    return [placed(`car-${i}`, 'ev', car), placed(`pump-${i}`, 'heat-pump', pump)];
  }).flat();
}

function patternOf(u: number): number {
  let below = 0;
  return PATTERNS.findIndex(({ share }) => u < (below += share));
}
