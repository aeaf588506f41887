// A mechanism, and the controller that runs it. A day ahead the kit builds the day, has it planned and publishes what is planned;
// in real time it sends the set points of the plan; after each step it settles what the devices drew.
import type { z } from 'zod';
import { RunError } from '../base/index.ts';
import type { Controller, DeviceView, Mail, Plan, Publish, SetPoint, StepRecord, View } from '../cosim/index.ts';
import type { Horizon } from '../optimisation/index.ts';
import type { AnyPlot } from '../record/index.ts';
import { accountsIn, type Money } from './accounts.ts';
import type { ControllerKind, Site } from './controller.ts';
import { type FeederDay, feederDay } from './feeder/day.ts';
import { type Feeder, feederOf } from './feeder/grid.ts';
import type { Models } from './feeder/models.ts';
import type { Day } from './feeder/schedule.ts';
import { marketOf, type Prices, pricesOf } from './market.ts';
import type { MoneyDefault, Need } from './needs.ts';
import { factsOf, inMoney, type Published, prefixOf, publisher } from './publishing.ts';
import { at, checkedSetPoints, type PlannedSetPoint, type Powers, withoutForecast } from './set-points.ts';

/** The facts of a device of a planned day, as data. */
export type Placed = Pick<DeviceView, 'id' | 'kind' | 'bus' | 'labels' | 'rating_kva' | 'discomfort_per_kw2h'>;

/** A planned day: the plan `Y`, and the feeder that it is for. */
export interface Planned<O, Y> extends Feeder {
  readonly options: O;
  readonly devices: readonly Placed[];
  /** Of the market; empty where there is none. */
  readonly currency: string;
  readonly plan: Y;
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
  /** Plans the rest of the local day again. `before` is the plan in force; it is undefined before the first day-ahead stage. */
  intraday?(day: FeederDay<O>, before: Planned<O, Y> | undefined): Y | Promise<Y>;
  /**
   * Plans again in every step, when its truth is known. `rest` is the rest of the local day from the present step, which is step `t`
   * of the planned day. The plan that it returns is one of the whole day; its set points are read from `setPoints` again.
   */
  redispatch?(rest: FeederDay<O>, planned: Planned<O, Y>, t: number): Y | Promise<Y>;
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
  /** Set points without a plan, by device; a device without one keeps its default behaviour. */
  realTime?(now: Now<O>): ReadonlyMap<number, SetPoint>;
  /** `realTime` depends on the voltage of the same step. */
  readonly followsVoltage?: true;
  /** Published of each planned day. */
  readonly planned?: Published<Planned<O, Y>>;
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
  const { kind, title, options: schema, needs = {}, planned, settled, plots } = of;
  const tables = [planned, settled].flatMap((published) => published?.tables?.map(({ table }) => table) ?? []);
  const indicators = [planned, settled].flatMap((published) => (published ? factsOf(kind, published) : []));
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
    headings: Object.fromEntries(
      [planned, settled].flatMap((of) => (of?.heading ? [[prefixOf(kind, of), of.heading]] : [])),
    ),
    create: (options, site) => controllerOf(of, options, site),
  };
}

/** What the controller keeps from stage to stage: data. */
interface Kept<Y> {
  readonly day: Day;
  readonly devices: readonly Placed[];
  readonly plan: Y;
  /** By the plan, and as they are sent. */
  readonly given: readonly (Powers | undefined)[];
  readonly set_points: readonly (Powers | undefined)[];
}

function controllerOf<O, Y, S extends Money, C extends Correction>(
  of: Mechanism<O, Y, S, C>,
  options: O,
  site: Site,
): Controller {
  const { kind } = of;
  const buys = of.needs?.market || [of.planned, of.settled].some((published) => published && inMoney(published));
  const currency = (buys ? marketOf(kind, site) : site.market)?.currency ?? '';
  const publishPlanned = of.planned && publisher(kind, of.planned, currency);
  const publishSettled = of.settled && publisher(kind, of.settled, currency);

  const dayOf = (view: View, mail: Mail, known?: number) =>
    feederDay({ kind, options, site, cyclic: of.cyclic?.(options), known }, view, mail);
  const plannedOf = ({ day, devices, plan }: Pick<Kept<Y>, 'day' | 'devices' | 'plan'>): Planned<O, Y> => ({
    ...feederOf(site.network, devices, day),
    ...{ options, devices, currency, plan },
  });
  const keep = ({ from, hours, dt_h }: Day, devices: readonly Placed[], plan: Y, models?: Models, before?: Kept<Y>) => {
    const path = functionIn(plan);
    if (path !== undefined) throw new RunError(`${kind}, plan${path}: found a function, expected data`);
    const data = { day: { from, hours, dt_h }, devices, plan };
    const planned = plannedOf(data);
    const given = of.setPoints ? checkedSetPoints(kind, of.setPoints(planned), data.devices, hours) : [];
    const kept: Kept<Y> = { ...data, given, set_points: sentOf(given, from, models, before) };
    return { kept, planned };
  };
  const known = keptAt<Y>;

  const modelsOf = (day: FeederDay<O>) => (of.setPoints && site.forecast ? day.models : undefined);
  const dayAhead = async (view: View, mail: Mail, publish: Publish): Promise<Plan> => {
    const day = dayOf(view, mail);
    const { kept, planned } = keep(day, day.devices.map(placed), await of.dayAhead!(day), modelsOf(day));
    if (publishPlanned) publish(publishPlanned(planned, day.from, [...day.hours.keys()]));
    return kept;
  };
  const intraday = async (view: View, earlier: Plan, mail: Mail): Promise<Plan> => {
    const day = dayOf(view, mail, view.k - 1);
    const before = known(earlier, view.k);
    const plan = await of.intraday!(day, before && plannedOf(before));
    return keep(day, day.devices.map(placed), plan, modelsOf(day), before).kept;
  };
  const redispatch = async (view: View, plan: Plan, mail: Mail): Promise<Plan> => {
    const before = known(plan, view.k);
    if (!before) return plan;
    const { day, devices } = before;
    const changed = await of.redispatch!(dayOf(view, mail, view.k), plannedOf(before), view.k - day.from);
    return keep(day, devices, changed).kept;
  };
  const sendSetPoints = ({ k }: View, plan: Plan): ReadonlyMap<number, SetPoint> => {
    const kept = known(plan, k);
    const setPoints = new Map<number, SetPoint>();
    for (const [d, powers] of kept?.set_points.entries() ?? []) {
      if (powers) setPoints.set(d, at(powers, k - kept!.day.from));
    }
    return setPoints;
  };
  /** Of the latest step; `settle` follows in the same step. */
  let corrected: { readonly k: number; readonly correction: C | undefined } | undefined;
  const correctSetPoints = async (view: View, plan: Plan, mail: Mail): Promise<ReadonlyMap<number, SetPoint>> => {
    const set_points = sendSetPoints(view, plan);
    const kept = known(plan, view.k);
    if (!kept) return set_points;
    const coming = { ...plannedOf(kept), t: view.k - kept.day.from, view, mail, set_points };
    const correction = await of.correct!(coming);
    corrected = { k: view.k, correction };
    if (!correction) return set_points;
    const changed = Array.from(correction.set_points, ([d, to]) => [d, { ...set_points.get(d), ...to }] as const);
    return new Map([...set_points, ...changed]);
  };
  const settle = (record: StepRecord, plan: Plan, publish: Publish): void => {
    const kept = known(plan, record.k);
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
    name: kind,
    ...(of.followsVoltage && { followsVoltage: true }),
    ...(of.dayAhead && { dayAhead }),
    ...(of.intraday && { intraday }),
    ...(of.redispatch && { redispatch }),
    ...(of.setPoints && { realTime: of.correct ? correctSetPoints : sendSetPoints }),
    ...(of.realTime && { realTime: (view: View, _plan: Plan, mail: Mail) => of.realTime!({ options, view, mail }) }),
    ...(of.settled && { settle }),
  };
}

/** The plan, where step k is one of its day. */
function keptAt<Y>(plan: Plan, k: number): Kept<Y> | undefined {
  const kept = plan as Kept<Y> | undefined;
  return kept && covers(kept.day, k) ? kept : undefined;
}

/** @param models of the day, where plans see forecasts that may be wrong */
function sentOf(
  given: readonly (Powers | undefined)[],
  from: number,
  models: Models | undefined,
  before: Kept<unknown> | undefined,
): readonly (Powers | undefined)[] {
  if (!models) return given;
  const earlier = before && { given: before.given, sent: before.set_points, steps: from - before.day.from };
  return withoutForecast(given, models, earlier);
}

/** Path of the first function in a plan: `.of.1.kw`. A plan is kept in checkpoints, which hold data alone. */
function functionIn(value: unknown, seen = new Set<object>()): string | undefined {
  if (typeof value === 'function') return '';
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value)) return undefined;
  seen.add(value);
  for (const [key, member] of Object.entries(value)) {
    const path = functionIn(member, seen);
    if (path !== undefined) return `.${key}${path}`;
  }
  return undefined;
}

/** Whether a step belongs to the day; from its end to the next plan on, devices keep their default behaviour. */
const covers = ({ from, hours }: Day, k: number): boolean => k >= from && k < from + hours.length;

const placed = ({ id, kind, bus, labels, rating_kva, discomfort_per_kw2h }: DeviceView): Placed => ({
  ...{ id, kind, bus, labels, rating_kva, discomfort_per_kw2h },
});
