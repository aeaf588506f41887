// Who pays whom, of every mechanism: payments of the owners of devices are their transfers without the energy that their bills have
// already, and a feeder without congestion costs the DSO nothing.
import { describe, expect, it } from 'vitest';
import { sum } from '../base/index.ts';
import { controllerKinds } from './index.ts';
import type { Study } from './testing/microgrid.ts';
import { street } from './testing/street.ts';
import { neighbourhood } from './testing/suite.ts';
import { type Paid, type Watched, watched } from './testing/watched.ts';

const crowded = { A: 19, B: 38 };
const open = neighbourhood({});
const surprised: Study = {
  ...open,
  forecasts: { load: open.profiles['load']!.map((share, h) => (h >= 8 && h < 18 ? 1.3 * share : share)) },
};

interface Trial {
  readonly kind: string;
  readonly study: Study;
  readonly options?: object;
  /** The parties that own devices, but for `agent:…` and `microgrid:…`. */
  readonly owners: readonly string[];
  /** Whether a transfer is energy at the prices of the market, which is in the bills. */
  billed(paid: Paid): boolean;
}

const energy = ({ purpose }: Paid): boolean => purpose === 'energy';
const tfm: Trial = {
  ...{ kind: 'tfm', study: neighbourhood(crowded), owners: ['customers'] },
  // the aggregator refunds what the supplier bills
  billed: ({ purpose, to }) => purpose === 'energy' && to === 'supplier',
};
const trials: readonly Trial[] = [
  tfm,
  { kind: 'dt', study: neighbourhood(crowded), owners: ['customers'], billed: energy },
  { kind: 'cla', study: street({ homes: 2, limits_kw: crowded }), owners: ['customers'], billed: energy },
  {
    ...{ kind: 'cla', study: street({ homes: 2, limits_kw: crowded }), owners: ['customers'], billed: energy },
    options: { participation: 'wholesale', wholesale: { fee_per_kwh: 0.01 }, silent: [{ party: 'aggregator' }] },
  },
  {
    ...{ kind: 'transactive', study: surprised, options: { cap_per_kwh: 5 }, owners: ['renewables'] },
    billed: ({ purpose }) => purpose !== 'bonus',
  },
];

/** What the owners pay in each step by the transfers, without energy that is billed already. */
function owed({ owners, billed }: Trial, { settlement, drawn_kw }: Watched): number[] {
  const owns = (party: string) => owners.includes(party) || /^(agent|microgrid):/.test(party);
  return drawn_kw.map((_, k) => {
    const paid = settlement.filter((of) => of.k === k && !billed(of));
    return sum(paid.map(({ from, to, amount }) => (owns(from) ? amount : 0) - (owns(to) ? amount : 0)));
  });
}

describe.each(trials)('payments under $kind $options', (trial) => {
  const day = watched(controllerKinds.get(trial.kind)!, trial.options ?? {}, trial.study, {});

  it('are in every step the transfers of the owners without the energy that is in their bills', async () => {
    const { payments, drawn_kw } = await day;
    const paid = drawn_kw.map((_, k) => sum(payments.filter((of) => of.k === k).map(({ amount }) => amount)));
    expect(paid).toEqual(owed(trial, await day).map((amount) => expect.closeTo(amount, 9)));
    expect(payments.some(({ amount }) => Math.abs(amount) > 1e-6)).toBe(true);
    expect(payments.every(({ device }) => device in trial.study.entries)).toBe(true);
  });
});

it.each([...controllerKinds.keys()])('a feeder without congestion costs the DSO nothing under %s', async (kind) => {
  const { accounts } = await watched(controllerKinds.get(kind)!, {}, neighbourhood({}), {});
  expect(accounts.filter(({ party, balance }) => party === 'dso' && Math.abs(balance) > 1e-9)).toEqual([]);
});
