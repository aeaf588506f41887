// Invariants of all mechanisms, on a congested and an uncongested street.
import { describe, expect, it } from 'vitest';
import type { Device } from '../../cosim/index.ts';
import { compile } from '../../network/index.ts';
import type { AnyControllerKind } from '../controller.ts';
import type { Study } from './microgrid.ts';
import { fromJson, toJson } from './plain.ts';
import { type Street, street } from './street.ts';
import { type Change, type Paid, type Watched, watched } from './watched.ts';

export interface Trial {
  /** Options, as a case writes them. */
  readonly options?: unknown;
  /** A day with something to do for the mechanism; a congested street when absent. */
  readonly busy?: Study;
  /** A day without congestion; the same street without ratings when absent. */
  readonly calm?: Study;
  /** Purposes that are paid for without congestion too; `none` for a mechanism without transfers. */
  /** It balances in real time what devices draw, so that others are sent something else when a device disappears. */
  readonly balances?: true;
  readonly transfers: 'none' | { readonly always: readonly string[] };
}

/** A set point may be this far outside the limits of its device: rounding of a solver [kW]. */
const ROUNDING_KW = 1e-6;
/** Less money than this is rounding, in the currency of the case. */
const NOTHING = 1e-9;
const NOON = 12;

export function passesTheMechanismSuite(kind: AnyControllerKind, trial: Trial): void {
  const { options = {}, busy = neighbourhood({ A: 19, B: 38 }), calm = neighbourhood({}), balances, transfers } = trial;
  const watch = (study: Study, change: Change = {}) => watched(kind, options, study, change);
  let known: Promise<Watched> | undefined;
  const busyDay = () => {
    known ??= watch(busy);
    return known;
  };

  describe(`${kind.kind} as any mechanism`, () => {
    it('does the same with the same seed', async () => {
      expect(await watch(busy)).toEqual(await busyDay());
    });

    it('plans by forecasts: no stage reads the truth of a step that is not over', async () => {
      const { guarded, onTruth } = foresightGuard(kind);
      expect(await watched(guarded, options, { ...busy, onTruth }, {})).toEqual(await busyDay());
    });

    it('sends set points within the limits of the devices', async () => {
      const outside = (await busyDay()).setPoints.filter(
        ({ p_kw = 0, q_kvar = 0, limits, rating_kva = 0 }) =>
          p_kw < limits.min - ROUNDING_KW ||
          p_kw > limits.max + ROUNDING_KW ||
          (q_kvar !== 0 && Math.hypot(p_kw, q_kvar) > rating_kva + ROUNDING_KW),
      );
      expect(outside).toEqual([]);
    });

    it('keeps plans that survive JSON', async () => {
      const { plans: _, ...again } = await watch(busy, { plan: (plan) => fromJson(toJson(plan)) });
      const { plans, ...before } = await busyDay();
      expect(again).toEqual(before);
      expect(plans.map((plan) => fromJson(toJson(plan)))).toEqual(plans);
    });

    it('has every message taken by the party it is addressed to, in the stage in which it is sent', async () => {
      expect((await busyDay()).untaken).toEqual([]);
    });

    it(`${balances ? 'balances' : 'sends the same to all others'} when a device disappears at noon`, async () => {
      const before = await busyDay();
      const gone = busiestAfternoon(before, busy);
      const after = await watch(busy, { device: (device) => (device.id === gone ? goneFrom(device, NOON) : device) });
      const others = ({ setPoints }: Watched) =>
        setPoints.filter(({ id }) => id !== gone).map(({ id, k, p_kw }) => ({ id, k, p_kw }));
      if (balances) expect(others(after)).not.toEqual(others(before));
      else expect(others(after)).toEqual(others(before));
      expect(after.failed).toEqual([]);
      expect(after.drawn_kw).not.toEqual(before.drawn_kw);
      expectBalanced(after);
    });

    it('publishes no accounts but those that sum to zero over the parties in every step', async () => {
      const sums = new Map<number, number>();
      for (const { k, balance } of (await busyDay()).accounts) sums.set(k, (sums.get(k) ?? 0) + balance);
      expect([...sums].filter(([, sum]) => Math.abs(sum) > NOTHING)).toEqual([]);
    });

    if (transfers === 'none') {
      it('passes no money between parties', async () => {
        expect((await busyDay()).settlement).toEqual([]);
      });
    } else {
      it('has transfers that sum to zero in every step', async () => {
        const day = await busyDay();
        expect(purposesOf(day.settlement).length).toBeGreaterThan(transfers.always.length);
        expectBalanced(day);
      });

      it('publishes the accounts of its transfers', async () => {
        const { accounts, balances } = await busyDay();
        expect(accounts.some(({ balance }) => Math.abs(balance) > NOTHING)).toBe(true);
        expect(accounts).toEqual(balances);
      });

      it('pays for nothing where nothing is congested', async () => {
        expect(purposesOf((await watch(calm)).settlement)).toEqual([...transfers.always].sort());
      });
    }

    it('says what it lacks in a case without devices and without a market', () => {
      const parsed = kind.schema.parse(options);
      const network = compile(busy.network);
      const findings = (kind.needs ?? []).map((need) => need(parsed, { devices: [], network }));
      expect(findings.flatMap(({ faults = [], remarks = [] }) => [...faults, ...remarks]).length > 0).toBe(
        kind.needs !== undefined,
      );
      const create = () => kind.create(parsed, { network, profile: () => 0 });
      if (kind.buys)
        expect(create).toThrow(expect.objectContaining({ name: 'InputError' })); // a module may have its own copy of the class
      else expect(create().name).toBe(kind.kind);
    });
  });
}

/** The street with two customers at each load point, and PV and a battery with a converter at the two ends of it. */
export function neighbourhood(limits_kw: NonNullable<Street['limits_kw']>): Study {
  const { entries, ...rest } = street({ homes: 2, limits_kw });
  const labels = { aggregator: 'ag1' };
  const converter = (bus: string) => [
    { id: `pv-${bus}`, kind: 'pv', bus, labels, params: { p_peak_kw: 3, s_max_kva: 4, profile: 'load' } },
    {
      id: `battery-${bus}`,
      kind: 'battery',
      bus,
      labels,
      params: { p_max_kw: 3, e_cap_kwh: 8, soc_start: 0.5, s_max_kva: 4, eta_charge: 0.95, eta_discharge: 0.95 },
    },
  ];
  return { ...rest, entries: [...entries, ...['1', '3'].flatMap(converter)] };
}

/** The device whose power is set furthest from 0 after noon; without set points, any that draws. */
function busiestAfternoon({ setPoints, drawn_kw }: Watched, { entries }: Study): string {
  const after = setPoints.filter(({ k, p_kw = 0 }) => k >= NOON && Math.abs(p_kw) > 0);
  const first = after.reduce((a, b) => (Math.abs(b.p_kw!) > Math.abs(a.p_kw!) ? b : a), after[0]!);
  const drawing = drawn_kw.at(-1)!.findIndex((kw) => kw > 0);
  return after.length > 0 ? first.id : entries[drawing]!.id;
}

/** A device that can do nothing from step `from` on. */
function goneFrom(device: Device, from: number): Device {
  interface Inputs {
    readonly gone: boolean;
    readonly own: unknown;
  }
  return {
    ...device,
    inputs: (k): Inputs => ({ gone: k >= from, own: device.inputs(k) }),
    limits: (state, inputs) =>
      (inputs as Inputs).gone ? { min: 0, max: 0 } : device.limits(state, (inputs as Inputs).own),
    defaultSetPoint: (state, inputs) =>
      (inputs as Inputs).gone ? { p_kw: 0 } : device.defaultSetPoint(state, (inputs as Inputs).own),
    step: (state, inputs, setPoint) =>
      (inputs as Inputs).gone
        ? { p_kw: 0, q_kvar: 0, next: state }
        : device.step(state, (inputs as Inputs).own, setPoint),
  };
}

/** Balances are those of the transfers, and sum to zero in every step. */
function expectBalanced({ settlement, balances }: Watched): void {
  const left = new Map<string, number>();
  const add = (key: string, amount: number) => left.set(key, (left.get(key) ?? 0) + amount);
  for (const { k, party, balance } of balances) {
    add(`step ${k}`, balance);
    add(`${party} in step ${k}`, balance);
  }
  for (const { k, from, to, amount } of settlement) {
    add(`${from} in step ${k}`, amount);
    add(`${to} in step ${k}`, -amount);
  }
  expect([...left].filter(([, amount]) => Math.abs(amount) > NOTHING)).toEqual([]);
}

const purposesOf = (settlement: readonly Paid[]): string[] =>
  [...new Set(settlement.flatMap(({ purpose, amount }) => (Math.abs(amount) > NOTHING ? [purpose] : [])))].sort();

/** The kind with stages in which the truth of a step that is not over cannot be read. */
function foresightGuard(kind: AnyControllerKind) {
  let unknown = Number.POSITIVE_INFINITY;
  const during = async <T>(from: number, stage: () => T | Promise<T>): Promise<T> => {
    unknown = from;
    try {
      return await stage();
    } finally {
      unknown = Number.POSITIVE_INFINITY;
    }
  };
  const guarded: AnyControllerKind = {
    ...kind,
    create(options, site) {
      const controller = kind.create(options, site);
      const { dayAhead, intraday, redispatch } = controller;
      return {
        ...controller,
        ...(dayAhead && { dayAhead: (view, ...rest) => during(view.k, () => dayAhead(view, ...rest)) }),
        ...(intraday && { intraday: (view, ...rest) => during(view.k, () => intraday(view, ...rest)) }),
        ...(redispatch && { redispatch: (view, ...rest) => during(view.k + 1, () => redispatch(view, ...rest)) }),
      };
    },
  };
  const onTruth = (k: number) => {
    if (k >= unknown) throw new Error(`a plan reads the truth of step ${k}, which is not over`);
  };
  return { guarded, onTruth };
}
