// A mechanism, and the controller that runs it. A day ahead the kit builds the day, has it planned and publishes what is planned;
// in real time it sends the set points of the plan; after each step it settles what the devices drew.
import type { z } from 'zod';
import { RunError } from '../base/index.ts';
import type { Controller, Mail, Plan, Publish, SetPoint, SetPointsOf, StepRecord, View } from '../cosim/index.ts';
import type { Horizon } from '../optimisation/index.ts';
import type { AnyPlot } from '../record/index.ts';
import { accountsIn, type Money } from './accounts.ts';
import type { ControllerKind, Site } from './controller.ts';
import { type FeederDay, feederDay } from './feeder/day.ts';
import { type Feeder, feederOf } from './feeder/grid.ts';
import type { Day } from './feeder/schedule.ts';
import { functionIn, type Kept, keptAt, type Made, type Placed, placed, sentOf, setPointsIn } from './kept.ts';
import { marketOf, type Prices, pricesOf } from './market.ts';
import type { MoneyDefault, Need } from './needs.ts';
import { factsOf, inMoney, type Published, prefixOf, publisher } from './publishing.ts';
import { checkedSetPoints, type PlannedSetPoint } from './set-points.ts';

/** A planned day: the plan `Y`, and the feeder that it is for. */
export interface Planned<O, Y> extends Feeder {
  readonly options: O;
  readonly devices: readonly Placed[];
  /** Of the market; empty where there is none. */
  readonly currency: string;
  readonly plan: Y;
}

/** A planned day from its step `t` on, planned again. */
export interface Replanned<O, Y> extends Planned<O, Y> {
  readonly t: number;
  /** The plan that it replaces; undefined before the first day-ahead stage. */
  readonly before: Planned<O, Y> | undefined;
}

/** A finished step of a planned day. */
export interface Metered<O, Y, C = unknown> extends Planned<O, Y> {
  /** Step of the planned day, from 0. */
  readonly t: number;
  /** What each device drew [kW]. */
  readonly drawn_kw: Float64Array;
  readonly record: StepRecord;
  /** What energy costs in the step, the truth [currency/kWh]; undefined without a market. */
  readonly prices: Prices | undefined;
  /** A profile in the step, the truth. */
  profile(name: string): number;
  /** The correction of this step in real time; undefined without one. */
  readonly correction: C | undefined;
}

/** A step of a planned day before it begins; the view is of the present states. */
export interface Coming<O, Y> extends Planned<O, Y> {
  /** Step of the planned day, from 0. */
  readonly t: number;
  readonly view: View;
  readonly mail: Mail;
  /** Those of the plan, by device. */
  readonly set_points: ReadonlyMap<number, SetPoint>;
}

/** What is changed in a step in real time. */
export interface Correction {
  /** By device; a device without one keeps the set point of the plan. */
  readonly set_points: ReadonlyMap<number, SetPoint>;
}

/** What a real-time decision may depend on. */
export interface Now<O> {
  readonly options: O;
  readonly view: View;
  readonly mail: Mail;
}

/** `O` are its options, `Y` its plan, which is data, `S` what it settles in a step, and `C` what it corrects in real time. */
export interface Mechanism<O, Y = never, S extends Money = never, C extends Correction = never> {
  /** What a case calls it. */
  readonly kind: string;
  readonly title: string;
  /** Checks and completes what a case says of it, as `ControllerKind.schema`. */
  readonly options: z.ZodType<O>;
  /** What it needs of a case, checked when the case is read. */
  readonly needs?: {
    /** Prices to buy energy at. */
    readonly market?: true;
    /** Labels of devices that it reads, and their possible values. */
    readonly labels?: Readonly<Record<string, readonly string[]>>;
    readonly of?: readonly Need<O>[];
    /** Its defaults in money. */
    readonly money?: readonly MoneyDefault<O>[];
  };
  /** How stores and houses end the day, as in `Horizon`; with at least as much as they began with when absent. */
  cyclic?(options: O): Horizon['cyclic'];
  /** Plans the rest of the local day. */
  dayAhead?(day: FeederDay<O>): Y | Promise<Y>;
  /** Plans the rest of the local day again, to end as `before` does: the plan in force, undefined before the first day-ahead stage. */
  intraday?(day: FeederDay<O>, before: Planned<O, Y> | undefined): Y | Promise<Y>;
  /**
   * Plans again in every step, when its truth is known. `rest` is the rest of the local day from the present step, which is step `t`
   * of the planned day. The plan that it returns is one of the whole day; its set points are read from `setPoints` again.
   */
  redispatch?(rest: FeederDay<O>, planned: Planned<O, Y>, t: number): Y | Promise<Y>;
  /** Which of these two it has under its options; both when absent. */
  replans?(options: O): readonly ('intraday' | 'redispatch')[];
  /**
   * What each device is to draw over the steps, in the order of the devices: an array of p_kw, or { p_kw, q_kvar } for a converter;
   * undefined for a device that keeps its default behaviour.
   */
  setPoints?(planned: Planned<O, Y>): readonly PlannedSetPoint[];
  /**
   * Changes set points of the plan before a step, from the present states of the devices; undefined where nothing is changed. What
   * it returns is passed to `settled.step` of the same step.
   */
  correct?(coming: Coming<O, Y>): C | undefined | Promise<C | undefined>;
  /** Set points without a plan; a device without one keeps its default behaviour. */
  realTime?(now: Now<O>): SetPointsOf;
  /** `realTime` depends on the voltage of the same step. */
  readonly followsVoltage?: true;
  /** Published of each planned day. */
  readonly planned?: Published<Planned<O, Y>>;
  /** Published of each plan by `intraday` or `redispatch`, in the step before which it was made. */
  readonly replanned?: Published<Replanned<O, Y>>;
  /**
   * Published of each step that `step` settles; it returns undefined for a step that is not settled. Of a step with `transfers`
   * between parties, or with `accounts`, the accounts of the parties are published too.
   */
  readonly settled?: Published<Metered<O, Y, C> & S> & { step(metered: Metered<O, Y, C>): S | undefined };
  /** Drawn in the report of a run that has the tables they read. */
  readonly plots?: readonly AnyPlot[];
}

/** The kind of controller that runs a mechanism. */
export function mechanism<O, Y = never, S extends Money = never, C extends Correction = never>(
  of: Mechanism<O, Y, S, C>,
): ControllerKind<O> {
  const { kind, title, options: schema, needs = {}, plots } = of;
  const published = publishedBy(of);
  const tables = published.flatMap((one) => one.tables?.map(({ table }) => table) ?? []);
  const indicators = published.flatMap((one) => factsOf(kind, one));
  return {
    kind,
    title,
    schema,
    ...(of.dayAhead ? { plans: true } : {}),
    ...(needs.market ? { buys: true } : {}),
    ...(needs.labels ? { labels: needs.labels } : {}),
    ...(needs.of ? { needs: needs.of } : {}),
    ...(needs.money ? { money: needs.money } : {}),
    ...(tables.length > 0 ? { tables } : {}),
    ...(indicators.length > 0 ? { indicators } : {}),
    ...(plots ? { plots } : {}),
    headings: Object.fromEntries(published.flatMap((one) => (one.heading ? [[prefixOf(kind, one), one.heading]] : []))),
    create: (options, site) => controllerOf(of, options, site),
  };
}

const publishedBy = ({
  planned,
  replanned,
  settled,
}: Partial<Record<'planned' | 'replanned' | 'settled', Published<never>>>) =>
  [planned, replanned, settled].filter((published) => published !== undefined);

/** A mechanism in a run. */
interface Running<O, Y, S extends Money, C extends Correction> {
  readonly of: Mechanism<O, Y, S, C>;
  readonly options: O;
  readonly site: Site;
  readonly currency: string;
  plannedOf(kept: Pick<Kept<Y>, 'day' | 'devices' | 'plan'>): Planned<O, Y>;
}

function controllerOf<O, Y, S extends Money, C extends Correction>(
  of: Mechanism<O, Y, S, C>,
  options: O,
  site: Site,
): Controller {
  const { kind } = of;
  const buys = of.needs?.market || publishedBy(of).some(inMoney);
  const currency = (buys ? marketOf(kind, site) : site.market)?.currency ?? '';
  const plannedOf = ({ day, devices, plan }: Pick<Kept<Y>, 'day' | 'devices' | 'plan'>): Planned<O, Y> => ({
    ...feederOf(site.network, devices, day),
    ...{ options, devices, currency, plan },
  });
  const running = { of, options, site, currency, plannedOf };
  return {
    name: kind,
    ...(of.followsVoltage && { followsVoltage: true }),
    ...stagesOf(running),
    ...stepsOf(running),
    ...(of.realTime && { realTime: (view: View, _plan: Plan, mail: Mail) => of.realTime!({ options, view, mail }) }),
  };
}

/** The stages that it plans in. */
function stagesOf<O, Y, S extends Money, C extends Correction>(running: Running<O, Y, S, C>) {
  const { of, options, site, currency, plannedOf } = running;
  const { kind } = of;
  const publishPlanned = of.planned && publisher(kind, of.planned, currency);
  const publishReplanned = of.replanned && publisher(kind, of.replanned, currency);

  const dayOf = (view: View, mail: Mail, known?: number, before?: Kept<Y>) =>
    feederDay({ kind, options, site, cyclic: of.cyclic?.(options), known, began: before?.began }, view, mail);
  const keep = (made: Made<Y>, { from, hours, dt_h }: Day, plan: Y) => {
    const { devices, began, models, before } = made;
    const path = functionIn(plan);
    if (path !== undefined) throw new RunError(`${kind}, plan${path}: found a function, expected data`);
    const data = { day: { from, hours, dt_h }, devices, began, plan };
    const planned = plannedOf(data);
    const given = of.setPoints ? checkedSetPoints(kind, of.setPoints(planned), data.devices, hours) : [];
    const kept: Kept<Y> = { ...data, given, set_points: sentOf(given, from, models, before) };
    return { kept, planned };
  };
  const publishAgain = (publish: Publish, planned: Planned<O, Y>, from: number, t: number, before?: Kept<Y>) => {
    if (!publishReplanned) return;
    publish(publishReplanned({ ...planned, t, before: before && plannedOf(before) }, from, [t]));
  };

  const madeFrom = (day: FeederDay<O>, before?: Kept<Y>): Made<Y> => ({
    devices: day.devices.map(placed),
    began: before?.began ?? day.devices.map((device) => device.observe()),
    models: of.setPoints && site.forecast ? day.models : undefined,
    before,
  });
  const dayAhead = async (view: View, mail: Mail, publish: Publish): Promise<Plan> => {
    const day = dayOf(view, mail);
    const { kept, planned } = keep(madeFrom(day), day, await of.dayAhead!(day));
    if (publishPlanned) publish(publishPlanned(planned, day.from, [...day.hours.keys()]));
    return kept;
  };
  const intraday = async (view: View, earlier: Plan, mail: Mail, publish: Publish): Promise<Plan> => {
    const before = keptAt<Y>(earlier, view.k);
    const day = dayOf(view, mail, view.k - 1, before);
    const plan = await of.intraday!(day, before && plannedOf(before));
    const { kept, planned } = keep(madeFrom(day, before), day, plan);
    if (plan !== before?.plan) publishAgain(publish, planned, day.from, 0, before);
    return kept;
  };
  const redispatch = async (view: View, plan: Plan, mail: Mail, publish: Publish): Promise<Plan> => {
    const before = keptAt<Y>(plan, view.k);
    if (!before) return plan;
    const { day, devices, began } = before;
    const t = view.k - day.from;
    const changed = await of.redispatch!(dayOf(view, mail, view.k, before), plannedOf(before), t);
    const { kept, planned } = keep({ devices, began }, day, changed);
    publishAgain(publish, planned, day.from, t, before);
    return kept;
  };
  const again = of.replans?.(options) ?? ['intraday', 'redispatch'];
  return {
    ...(of.dayAhead && { dayAhead, scheduled: (plan: Plan, k: number) => setPointsIn(plan, k, 'given') }),
    ...(of.intraday && again.includes('intraday') && { intraday }),
    ...(of.redispatch && again.includes('redispatch') && { redispatch }),
  };
}

/** What it does in every step of a planned day. */
function stepsOf<O, Y, S extends Money, C extends Correction>(running: Running<O, Y, S, C>) {
  const { of, site, currency, plannedOf } = running;
  const publishSettled = of.settled && publisher(of.kind, of.settled, currency);
  const sendSetPoints = ({ k }: View, plan: Plan) => setPointsIn(plan, k, 'set_points');
  /** Of the latest step; `settle` follows in the same step. */
  let corrected: { readonly k: number; readonly correction: C | undefined } | undefined;
  const correctSetPoints = async (view: View, plan: Plan, mail: Mail): Promise<ReadonlyMap<number, SetPoint>> => {
    const set_points = sendSetPoints(view, plan);
    const kept = keptAt<Y>(plan, view.k);
    if (!kept) return set_points;
    const coming = { ...plannedOf(kept), t: view.k - kept.day.from, view, mail, set_points };
    const correction = await of.correct!(coming);
    corrected = { k: view.k, correction };
    if (!correction) return set_points;
    const changed = Array.from(correction.set_points, ([d, to]) => [d, { ...set_points.get(d), ...to }] as const);
    return new Map([...set_points, ...changed]);
  };
  const settle = (record: StepRecord, plan: Plan, publish: Publish): void => {
    const kept = keptAt<Y>(plan, record.k);
    if (!kept) return;
    const { from } = kept.day;
    const t = record.k - from;
    const correction = corrected?.k === record.k ? corrected.correction : undefined;
    const prices = site.market && pricesOf(site.market, site, record.k);
    const profile = (name: string) => site.profile(name, record.k);
    const finished = { t, drawn_kw: record.p_kw, record, prices, profile, correction };
    const metered: Metered<O, Y, C> = { ...plannedOf(kept), ...finished };
    const step = of.settled!.step(metered);
    if (step) publish({ ...publishSettled!({ ...metered, ...step }, from, [t]), ...accountsIn(step) });
  };

  return {
    ...(of.setPoints && { realTime: of.correct ? correctSetPoints : sendSetPoints }),
    ...(of.settled && { settle }),
  };
}
