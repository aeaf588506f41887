// Real time: before every step the DSO checks the power flow of what all devices will draw. Where it violates a limit, the DSO requests the
// least change of the net power at the load points of microgrids, without bids. The control agents share a request among their
// devices, in proportion to what each can change in this step.
import { sum } from '../../../base/index.ts';
import { addLoad, type Mail, type SetPoint, type View } from '../../../cosim/index.ts';
import { type BusLoads, emptyLoads, gridOf } from '../../../network/index.ts';
import { carried } from '../../feeder/ac-check.ts';
import { DSO } from '../../feeder/messages.ts';
import { timeOf } from '../../feeder/schedule.ts';
import { inspector, inWords } from '../../feeder/violations.ts';
import { placesOf } from '../dso/checks.ts';
import { leastChange } from '../dso/limits.ts';
import { controlAgent, deviceAgent, dispatchOrder, mandatoryRequest } from '../messages.ts';
import type { ComingStep, MandatoryRequest, Request } from '../plan.ts';
import { membershipAt } from '../protocol/membership.ts';

/** A smaller change is not requested [kW]. */
const LEAST_KW = 1e-6;

/** The devices of a microgrid at one load point. */
interface Place {
  readonly microgrid: string;
  readonly agent: string;
  readonly load_point: string;
  /** All devices of the microgrid, and those at the load point. */
  readonly devices: readonly number[];
  readonly here: readonly number[];
  /** What it draws together [kW]. */
  readonly net_kw: number;
}

export async function requestChanges(coming: ComingStep): Promise<Request | undefined> {
  const { options, network, hours, t, view, mail } = coming;
  if (!options.real_time) return undefined;
  const followed = withinLimits(coming);
  const set_points = new Map([...coming.set_points, ...followed]);
  const drawn = (d: number, set_point = set_points.get(d) ?? {}) => view.devices[d]!.respond(set_point);
  const before = loadsOf(coming, (d) => drawn(d));
  const inspect = inspector({ network, services: options.services });
  const grid = gridOf(network);
  const violations = inspect(carried(grid, before, hours[t]!));
  if (violations.length === 0) {
    return followed.size === 0 ? undefined : { set_points: followed, requests: [], unresolved: [] };
  }

  const places = placesIn(coming, (d) => drawn(d).p_kw);
  const { change_kw } = await leastRequest(coming, before, places);
  const answers = places.flatMap((place, j) => {
    const kw = change_kw[j]!;
    if (Math.abs(kw) <= LEAST_KW) return [];
    const payload = { load_point: place.load_point, kw, penalty_per_kwh: options.penalty_per_kwh };
    mail.send(mandatoryRequest, { from: DSO, to: controlAgent(place.agent), payload });
    return [answer(place, view, (d) => drawn(d).p_kw, mail)];
  });
  const changed = new Map<number, SetPoint>(answers.flatMap(({ set_points: of }) => [...of]));
  const after = loadsOf(coming, (d) => drawn(d, { ...set_points.get(d), ...changed.get(d) }));
  const left = inspect(carried(grid, after, hours[t]!));
  return {
    set_points: new Map([...followed, ...changed]),
    requests: answers.map(({ request }) => request),
    unresolved: left.length === 0 ? [] : [inWords(left)],
  };
}

/** Set points that a device can no longer follow, after a request or a failure, are its nearest limit. */
function withinLimits({ set_points, view }: ComingStep): Map<number, SetPoint> {
  const changed = new Map<number, SetPoint>();
  for (const [d, { p_kw, ...rest }] of set_points) {
    if (p_kw === undefined) continue;
    const { min, max } = view.devices[d]!.limits();
    const within = Math.min(max, Math.max(min, p_kw));
    if (Math.abs(within - p_kw) > LEAST_KW) changed.set(d, { ...rest, p_kw: within });
  }
  return changed;
}

function loadsOf(
  { network, view }: Pick<ComingStep, 'network' | 'view'>,
  drawn: (d: number) => Parameters<typeof addLoad>[2],
): BusLoads {
  const loads = emptyLoads(network.buses.length);
  const place = placesOf(network);
  for (const [d, { bus }] of view.devices.entries()) addLoad(loads, place.get(bus)!, drawn(d));
  return loads;
}

/** Load points of microgrids that take part now. */
function placesIn({ plan, options, hours, t, view }: ComingStep, p_kw: (d: number) => number): Place[] {
  return plan.microgrids.flatMap(({ microgrid: { name, devices }, load_points }) => {
    const { member, agent } = membershipAt(options, name, timeOf(hours[t]!));
    if (!member) return [];
    return load_points.map((load_point): Place => {
      const here = devices.filter((d) => view.devices[d]!.bus === load_point);
      return { microgrid: name, agent, load_point, devices, here, net_kw: sum(here.map(p_kw)) };
    });
  });
}

/** The least change of the net powers of some places in the coming step. */
function leastRequest({ network, options, hours, t, dt_h }: ComingStep, loads: BusLoads, places: readonly Place[]) {
  const { services } = options;
  const slots = [[{ name: hours[t]!, steps: [0] }]];
  const nothing = places.map(() => [0]);
  const schedule = { load_points: places.map(({ load_point }) => load_point), p_kw: nothing, q_kvar: nothing };
  const export_kw = places.map(({ net_kw }) => -net_kw);
  return leastChange({ network, services, slots, others: [[loads]] }, schedule, 0, dt_h, export_kw);
}

/** The control agent of a microgrid answers a request: orders to its devices, and what they do of it. */
function answer(place: Place, view: View, p_kw: (d: number) => number, mail: Mail) {
  const { microgrid, agent, load_point, devices, here } = place;
  const { kw } = mail.take(controlAgent(agent), mandatoryRequest).at(-1)!.payload;
  const room = here.map((d) => {
    const { min, max } = view.devices[d]!.limits();
    return Math.max(0, kw > 0 ? max - p_kw(d) : p_kw(d) - min);
  });
  const share = Math.min(1, Math.abs(kw) / (sum(room) || Number.POSITIVE_INFINITY));
  const moves = here.flatMap((d, i) =>
    room[i]! > 0 ? [[d, p_kw(d) + Math.sign(kw) * share * room[i]!] as const] : [],
  );
  const to = new Map(moves);
  const payload = { p_kw: devices.map((d) => (to.has(d) ? [to.get(d)!] : null)) };
  mail.send(dispatchOrder, { from: controlAgent(agent), to: deviceAgent(microgrid), payload });
  const orders = mail.take(deviceAgent(microgrid), dispatchOrder).at(-1)!.payload.p_kw;
  const set_points = new Map(
    orders.flatMap((order, i) => (order === null ? [] : [[devices[i]!, { p_kw: order[0]! }] as const])),
  );
  const drawn = (d: number) => view.devices[d]!.respond(set_points.get(d) ?? {}).p_kw;
  const moved_kw = new Map(Array.from(set_points.keys(), (d) => [d, drawn(d) - p_kw(d)]));
  const request: MandatoryRequest = {
    microgrid,
    load_point,
    requested_kw: kw,
    done_kw: sum(moved_kw.values()),
    moved_kw,
  };
  return { set_points, request };
}
