// Real time: before every step the DSO checks the power flow of what all devices will draw. Where it violates a limit, the DSO requests the
// least change of the net power at the load points of microgrids, without bids. The control agents share a request among their
// devices, in proportion to what each can change in this step. The DSO does not know what devices can do: where a load point does less
// than is requested, and a limit is still violated, it requests the rest at the other load points, in a further round.
import { sum } from '../../../base/index.ts';
import { addLoad, type SetPoint } from '../../../cosim/index.ts';
import { type BusLoads, emptyLoads, gridOf } from '../../../network/index.ts';
import { carried } from '../../feeder/ac-check.ts';
import { DSO } from '../../feeder/messages.ts';
import { timeOf } from '../../feeder/schedule.ts';
import { inspector, inWords, type Violation } from '../../feeder/violations.ts';
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
}

/** What a device will draw in the step, after all changes of set points so far, and with another one where it is given. */
type Drawn = (d: number, another?: SetPoint) => Parameters<typeof addLoad>[2];

export async function requestChanges(coming: ComingStep): Promise<Request | undefined> {
  if (!coming.options.real_time) return undefined;
  const changed = withinLimits(coming);
  const drawn: Drawn = (d, another) =>
    coming.view.devices[d]!.respond({ ...coming.set_points.get(d), ...changed.get(d), ...another });
  const violations = () => violationsIn(coming, drawn);
  let left = violations();
  if (left.length === 0 && changed.size === 0) return undefined;

  const requests: MandatoryRequest[] = [];
  let places = placesIn(coming);
  for (let round = 1; left.length > 0; round++) {
    const answers = await request(coming, places, round, drawn);
    const moved = answers.flatMap(({ set_points }) => [...set_points]);
    for (const [d, to] of moved) changed.set(d, { ...changed.get(d), ...to });
    requests.push(...answers.map(({ answered }) => answered));
    left = violations();
    const exhausted = new Set(answers.flatMap(({ place, answered }) => (doneInFull(answered) ? [] : [place])));
    if (exhausted.size === 0) break;
    places = places.filter((place) => !exhausted.has(place));
  }
  return { set_points: changed, requests, unresolved: left.length === 0 ? [] : [inWords(left)] };
}

const doneInFull = ({ requested_kw, done_kw }: MandatoryRequest): boolean =>
  Math.abs(requested_kw - done_kw) <= LEAST_KW;

function violationsIn(coming: ComingStep, drawn: Drawn): Violation[] {
  const { network, options, hours, t } = coming;
  const flow = carried(gridOf(network), loadsOf(coming, drawn), hours[t]!);
  return inspector({ network, services: options.services })(flow);
}

/** One round: the least change of the net powers of these places is requested; the answers of those whose net power is to change. */
async function request(coming: ComingStep, places: readonly Place[], round: number, drawn: Drawn) {
  if (places.length === 0) return [];
  const { options, mail } = coming;
  const { change_kw } = await leastRequest(coming, places, drawn);
  return places.flatMap((place, j) => {
    const kw = change_kw[j]!;
    if (Math.abs(kw) <= LEAST_KW) return [];
    const payload = { load_point: place.load_point, kw, penalty_per_kwh: options.penalty_per_kwh };
    mail.send(mandatoryRequest, { from: DSO, to: controlAgent(place.agent), payload });
    return [{ place, ...answer(coming, place, round, drawn) }];
  });
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

function loadsOf({ network, view }: Pick<ComingStep, 'network' | 'view'>, drawn: Drawn): BusLoads {
  const loads = emptyLoads(network.buses.length);
  const place = placesOf(network);
  for (const [d, { bus }] of view.devices.entries()) addLoad(loads, place.get(bus)!, drawn(d));
  return loads;
}

/** Load points of microgrids that take part now. */
function placesIn({ plan, options, hours, t, view }: ComingStep): Place[] {
  return plan.microgrids.flatMap(({ microgrid: { name, devices }, load_points }) => {
    const { member, agent } = membershipAt(options, name, timeOf(hours[t]!));
    if (!member) return [];
    return load_points.map((load_point): Place => {
      const here = devices.filter((d) => view.devices[d]!.bus === load_point);
      return { microgrid: name, agent, load_point, devices, here };
    });
  });
}

/** The least change of the net powers of some places in the coming step. */
function leastRequest(coming: ComingStep, places: readonly Place[], drawn: Drawn) {
  const { network, options, hours, t, dt_h } = coming;
  const slots = [[{ name: hours[t]!, steps: [0] }]];
  const nothing = places.map(() => [0]);
  const schedule = { load_points: places.map(({ load_point }) => load_point), p_kw: nothing, q_kvar: nothing };
  const export_kw = places.map(({ here }) => -sum(here.map((d) => drawn(d).p_kw)));
  const watch = { network, services: options.services, slots, others: [[loadsOf(coming, drawn)]] };
  return leastChange(watch, schedule, 0, dt_h, export_kw);
}

/** The control agent of a microgrid answers a request: orders to its devices, and what they do of it. */
function answer({ view, mail }: ComingStep, place: Place, round: number, drawn: Drawn) {
  const { microgrid, agent, load_point, devices, here } = place;
  const { kw } = mail.take(controlAgent(agent), mandatoryRequest).at(-1)!.payload;
  const room = here.map((d) => {
    const { min, max } = view.devices[d]!.limits();
    return Math.max(0, kw > 0 ? max - drawn(d).p_kw : drawn(d).p_kw - min);
  });
  const share = Math.min(1, Math.abs(kw) / (sum(room) || Number.POSITIVE_INFINITY));
  const moves = here.flatMap((d, i) =>
    room[i]! > 0 ? [[d, drawn(d).p_kw + Math.sign(kw) * share * room[i]!] as const] : [],
  );
  const to = new Map(moves);
  const payload = { p_kw: devices.map((d) => (to.has(d) ? [to.get(d)!] : null)) };
  mail.send(dispatchOrder, { from: controlAgent(agent), to: deviceAgent(microgrid), payload });
  const orders = mail.take(deviceAgent(microgrid), dispatchOrder).at(-1)!.payload.p_kw;
  const set_points = new Map(
    orders.flatMap((order, i) => (order === null ? [] : [[devices[i]!, { p_kw: order[0]! }] as const])),
  );
  const moved_kw = new Map(Array.from(set_points, ([d, ordered]) => [d, drawn(d, ordered).p_kw - drawn(d).p_kw]));
  const done_kw = sum(moved_kw.values());
  const answered: MandatoryRequest = { round, microgrid, load_point, requested_kw: kw, done_kw, moved_kw };
  return { set_points, answered };
}
