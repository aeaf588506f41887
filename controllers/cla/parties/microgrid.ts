// The control agent of a microgrid: schedules its devices, bids, and schedules them again to what is accepted. It knows its devices and
// the prices; of the network it learns the hours in which a limit binds.
import { grouped } from '../../../base/index.ts';
import type { FeederDay } from '../../feeder/day.ts';
import { type LoadSchedule, read } from '../../feeder/messages.ts';
import { type DeviceModel, isFlexible } from '../../feeder/models.ts';
import { summedAt } from '../../feeder/schedule.ts';
import {
  AGGREGATOR,
  accept,
  allowance,
  callForProposals,
  controlAgent,
  deviceAgent,
  dispatchOrder,
  finalSchedule,
  initialSchedule,
  priceForecast,
  propose,
  refuse,
  reject,
  settlement,
  unitForecast,
} from '../messages.ts';
import type { Called, OwnBid, Scheduled } from '../microgrid/bids/offer.ts';
import type { Redispatch } from '../microgrid/redispatch.ts';
import type { Options } from '../options.ts';
import type { Conduct } from '../protocol/conduct.ts';
import type { Direction, Microgrid, MicrogridPlan, Period, Prices } from '../terms.ts';

/** What it sees of the day: its devices, the steps and its mail. */
type Sees = Pick<FeederDay<Options>, 'devices' | 'hours' | 'dt_h' | 'currency' | 'mail'>;

/** Models of its devices, in which appliances start when their owners prefer, and whenever they can be used. */
export interface OwnModels {
  readonly preferred: readonly DeviceModel[];
  readonly usable: readonly DeviceModel[];
}

export type MicrogridAgent = ReturnType<typeof openMicrogrid>;

export function openMicrogrid(
  { devices, hours, dt_h, currency, mail }: Sees,
  microgrid: Microgrid,
  agent: string,
  { preferred, usable }: OwnModels,
  periods: readonly Period[],
  conduct: Conduct,
) {
  const { name } = microgrid;
  const self = controlAgent(agent);
  const points = microgrid.devices.map((d) => ({ bus: devices[d]!.bus }));
  const load_points = [...new Set(points.map(({ bus }) => bus))];
  let prices: Prices = { buy: [], sell: [] };
  let scheduled: Scheduled | undefined;
  let called: readonly Period[] = [];
  let sent: readonly OwnBid[] = [];

  const loads = (): LoadSchedule => {
    const at = (of: MicrogridPlan['p_kw']) =>
      summedAt(points, load_points, of, hours.length).map((one) => Array.from(one));
    return { load_points, p_kw: at(scheduled!.plan.p_kw), q_kvar: at(scheduled!.plan.q_kvar) };
  };
  const periodOf = (hour: number) => periods.find((period) => period.hour === hour)!;

  return {
    ...{ microgrid, agent, load_points },
    /** Step 1 and 2. */
    learn(): void {
      prices = read(mail, self, priceForecast);
      mail.take(self, unitForecast); // the models of its devices begin at these states
    },
    /** Step 3: the problem of its schedule, with nothing agreed. */
    problem(): Omit<Scheduled, 'plan'> {
      const scheduling = { microgrid: name, day: { hours, dt_h }, models: preferred, prices, currency };
      return { scheduling, usable };
    },
    adopt(next: Scheduled): void {
      scheduled = next;
    },
    /** Continues with the schedule in force, as long as nothing is bid or scheduled again. */
    resume(plan: MicrogridPlan): void {
      scheduled = { ...this.problem(), plan };
    },
    plan: (): MicrogridPlan => scheduled!.plan,
    sendInitial(): void {
      const stamp = conduct.answers(name, 'schedule');
      if (stamp) mail.send(initialSchedule, { from: self, to: AGGREGATOR, payload: { ...loads(), ...stamp } });
    },
    /** Step 7: the periods in which it is called, by direction. */
    learnCall(): ReadonlyMap<Direction, Called> {
      const calls = mail.take(self, callForProposals).flatMap(({ payload }) => payload.calls);
      called = calls.map(({ period }) => periodOf(period));
      const of = grouped(calls, ({ direction }) => direction);
      return new Map(
        Array.from(of, ([direction, i]) => [direction, { ...scheduled!, periods: i.map((call) => called[call]!) }]),
      );
    },
    /** Step 7: answers the call. */
    answerCall(own: readonly OwnBid[]): void {
      sent = own;
      const stamp = called.length > 0 ? conduct.answers(name, 'bids') : undefined;
      if (!stamp) return;
      const bids = own.map(({ bid }) => bid);
      if (bids.length > 0) mail.send(propose, { from: self, to: AGGREGATOR, payload: { bids, ...stamp } });
      else {
        const payload = { reason: 'nothing to offer in these hours', ...stamp };
        mail.send(refuse, { from: self, to: AGGREGATOR, payload });
      }
    },
    /** Step 8: what is accepted, to be scheduled; undefined where nothing is. */
    learnAccepted(): Redispatch | undefined {
      mail.take(self, reject);
      const powers = new Map(mail.take(self, accept).map(({ payload }) => [payload.bid, payload.kw]));
      const accepted = sent.flatMap((own) => {
        const accepted_kw = powers.get(own.bid.id);
        return accepted_kw === undefined ? [] : [{ ...own, accepted_kw }];
      });
      if (accepted.length === 0) return undefined;
      const [allowed] = mail.take(self, allowance);
      const before = keptIn(called, scheduled!, accepted);
      const allowances = allowed?.payload.allowances ?? [];
      return { before: { ...before, scheduling: { ...before.scheduling, allowances } }, accepted };
    },
    /** Step 9. */
    sendOrders(): void {
      const { p_kw } = scheduled!.plan;
      const payload = { p_kw: p_kw.map((of, i) => (isFlexible(usable[i]!) ? Array.from(of) : null)) };
      mail.send(dispatchOrder, { from: self, to: deviceAgent(name), payload });
    },
    /** Step 10. */
    sendFinal(): void {
      const stamp = conduct.answers(name, 'final-schedule');
      if (stamp) mail.send(finalSchedule, { from: self, to: AGGREGATOR, payload: { ...loads(), ...stamp } });
    },
    /** Step 12. */
    learnPayments: () => mail.take(self, settlement).flatMap(({ payload }) => payload.payments),
  };
}

/** In every called hour the net power stays what it is, with the follow-up of accepted bids: a limit binds there. */
function keptIn(called: readonly Period[], scheduled: Scheduled, accepted: Redispatch['accepted']): Scheduled {
  const { scheduling, plan } = scheduled;
  const bought = new Set(accepted.map(({ bid }) => bid.period));
  const agreed_kw = new Map(scheduling.agreed_kw);
  for (const { hour, steps } of called) {
    if (bought.has(hour)) continue;
    for (const t of steps) {
      const more = accepted.reduce(
        (sum, { bid, accepted_kw }) => sum + ((bid.follow_up_kw?.[t] ?? 0) * accepted_kw) / bid.max_kw,
        0,
      );
      agreed_kw.set(t, (agreed_kw.get(t) ?? plan.net_kw[t]!) + more);
    }
  }
  return { ...scheduled, scheduling: { ...scheduling, agreed_kw } };
}
