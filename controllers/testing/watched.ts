// A run under a mechanism that is watched: its plans, set points and mail, and the money that passes.
import {
  type Controller,
  collect,
  type Device,
  type Mail,
  type Observer,
  type Plan,
  type Range,
  run,
  type SetPoint,
} from '../../cosim/index.ts';
import { byDevice } from '../../cosim/testing/set-points.ts';
import type { AnyControllerKind } from '../controller.ts';
import { type Study, sceneOf } from './microgrid.ts';

/** A set point as it was sent, and what the device could do. */
export interface Sent extends SetPoint {
  readonly k: number;
  readonly id: string;
  readonly limits: Range;
  /** As in `Device`. */
  readonly rating_kva: number | undefined;
}

export interface Paid {
  readonly k: number;
  readonly from: string;
  readonly to: string;
  readonly purpose: string;
  readonly amount: number;
}

export interface Balance {
  readonly k: number;
  readonly party: string;
  readonly balance: number;
}

export interface Watched {
  readonly plans: readonly Plan[];
  readonly setPoints: readonly Sent[];
  /** Kinds of messages not received in the stage in which they were sent. */
  readonly untaken: readonly string[];
  /** Everything published, including money. */
  readonly published: readonly unknown[];
  readonly settlement: readonly Paid[];
  readonly balances: readonly Balance[];
  /** Received less paid, as published for the indicators of a run. */
  readonly accounts: readonly Balance[];
  /** What owners pay in addition to their energy, as published: the device, and the amount. */
  readonly payments: readonly { readonly k: number; readonly device: number; readonly amount: number }[];
  /** Over the steps and devices [kW]. */
  readonly drawn_kw: readonly Float64Array[];
  readonly failed: readonly number[];
}

/** What a trial changes. */
export interface Change {
  plan?(plan: Plan): Plan;
  device?(device: Device): Device;
}

export async function watched(
  kind: AnyControllerKind,
  options: unknown,
  study: Study,
  change: Change,
): Promise<Watched> {
  const plans: Plan[] = [];
  const setPoints: Sent[] = [];
  const untaken: string[] = [];
  const scene = sceneOf(study, (site) => [
    watch(
      kind.create(kind.schema.parse(options), site),
      { plans, setPoints, untaken },
      change.plan ?? ((plan) => plan),
    ),
  ]);
  const records = collect();
  const accounts: Balance[] = [];
  const payments: Watched['payments'][number][] = [];
  const money: Observer = {
    onPublish(published, k) {
      for (const [party, balance] of published.accounts ?? []) accounts.push({ k, party, balance });
      for (const [device, amount] of published.payments ?? []) payments.push({ k, device, amount });
    },
  };
  await run({ ...scene, devices: scene.devices.map((device) => change.device?.(device) ?? device) }, [records, money]);
  const rows = (name: string) =>
    records.published.flatMap(({ rows: all = [] }) =>
      all.flatMap(({ table, k, cells }) => (table.name === name ? cells.map((of) => [k, ...of] as never[]) : [])),
    );
  return {
    ...{ plans, setPoints, untaken },
    published: [...records.published],
    settlement: rows('settlement').map(([k, from, to, purpose, _aggregator, amount]) => ({
      ...{ k: k!, from: from!, to: to!, purpose: purpose!, amount: amount! },
    })),
    balances: rows('balances').map(([k, party, _received, _paid, balance]) => ({
      ...{ k: k!, party: party!, balance: balance! },
    })),
    ...{ accounts, payments },
    drawn_kw: records.steps.map(({ p_kw }) => p_kw),
    failed: records.final!.failed.map(({ k }) => k),
  };
}

type Seen = { readonly [K in 'plans' | 'setPoints' | 'untaken']: Watched[K][number][] };

/** The controller, with all it does written down, and each plan changed before it is kept. */
function watch(controller: Controller, { plans, setPoints, untaken }: Seen, change: (plan: Plan) => Plan): Controller {
  const { dayAhead, intraday, realTime } = controller;
  const keep = (plan: Plan, mail: WatchedMail): Plan => {
    untaken.push(...mail.untaken());
    plans.push(plan);
    return change(plan);
  };
  return {
    ...controller,
    ...(dayAhead && {
      dayAhead: async (view, post, publish) => {
        const mail = watchedMail(post);
        return keep(await dayAhead(view, mail, publish), mail);
      },
    }),
    ...(intraday && {
      intraday: async (view, plan, post, publish) => {
        const mail = watchedMail(post);
        return keep(await intraday(view, plan, mail, publish), mail);
      },
    }),
    ...(realTime && {
      realTime: async (view, plan, post) => {
        const mail = watchedMail(post);
        const sent = await realTime(view, plan, mail);
        untaken.push(...mail.untaken());
        for (const [d, setPoint] of byDevice(sent)) {
          const device = view.devices[d]!;
          const { id, rating_kva } = device;
          setPoints.push({ k: view.k, id, ...setPoint, limits: device.limits(), rating_kva });
        }
        return sent;
      },
    }),
  };
}

interface WatchedMail extends Mail {
  untaken(): string[];
}

function watchedMail(mail: Mail): WatchedMail {
  const unread = new Map<string, string>();
  return {
    ...mail,
    send(kind, message) {
      mail.send(kind, message);
      unread.set(`${kind.kind} to ${message.to}`, kind.kind);
    },
    take(to, kind) {
      unread.delete(`${kind.kind} to ${to}`);
      return mail.take(to, kind);
    },
    untaken: () => [...unread.values()],
  };
}
