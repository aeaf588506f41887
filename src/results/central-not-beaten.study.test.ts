// The central optimum is the yardstick: on the cases of the project it keeps all limits, and no mechanism that keeps them costs less
// in the account of all (indicators/money/account.ts). Cases of 15 minutes are run hourly, those with thousands of homes with some of them.
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { controllerKinds } from '../../controllers/index.ts';
import { readCase } from '../case/index.ts';
import { type Account, accountOf } from './testing/account.ts';

const cases = fileURLToPath(new URL('../../cases/', import.meta.url));
const hourly = ['clock.step=1 h', 'outputs={}'];

interface Trial {
  readonly name: string;
  readonly set: readonly string[];
  /** Controllers in addition to every kind by itself, and the case's own. */
  readonly also?: readonly string[];
  /** Kinds that cannot run it. */
  readonly without?: readonly string[];
}

const trials: readonly Trial[] = [
  {
    name: 'ieee33-day',
    set: [
      ...hourly,
      'populations.home.buses=[9, 14, 18]',
      'populations.home.count=40',
      'populations.solar-home.buses=[18]',
      'populations.solar-home.count=4',
    ],
    also: ['dt, volt-var', 'tfm, volt-var'],
  },
  { name: 'rbts-bus4-winter', set: [...hourly, 'populations.home.buses=[LP4, LP5]', 'populations.home.count=40'] },
  { name: 'ieee33-microgrid', set: [] },
  { name: 'smart-mla-tfm', set: [] },
  { name: 'smart-mla-tfm-synthetic', set: hourly },
  { name: 'm2m-cla', set: hourly },
  { name: 'smart-mla-dt-srp', set: hourly },
  { name: 'cired-transactive', set: ['forecast={}'] }, // an optimum of a forecast is none of the truth
];

/** Costs closer than this share are the tolerance of the optimisation. */
const EQUAL = 1e-6;
const CENTRAL = 'central';

describe.each(trials)('$name', ({ name, set, also = [], without = [] }) => {
  const accounts = new Map<string, Account>();
  const central = () => accounts.get(CENTRAL)!;
  beforeAll(async () => {
    const kinds = [...controllerKinds.keys()].filter((kind) => !without.includes(kind));
    for (const controllers of ["the case's own", ...kinds, ...also]) {
      const changed = controllers === "the case's own" ? [] : [`controllers=[${controllers}]`];
      accounts.set(controllers, await accountOf(await readCase(cases + name, { set: [...set, ...changed] })));
    }
    const lines = Array.from(accounts, ([who, { cost, loss_kwh, violated, time_s }]) => {
      const limits = violated.length > 0 ? `violates ${violated.join(', ')}` : 'keeps all limits';
      return `${who.padEnd(16)} ${cost.toFixed(2).padStart(12)}  losses ${loss_kwh.toFixed(1)} kWh  ${time_s.toFixed(1)} s  ${limits}`;
    });
    process.stdout.write(`${[name, ...lines].join('\n  ')}\n`);
  }, 480_000);

  it('has a central optimum that keeps every limit, to 1 W and 1e-6 p.u.', () => {
    expect(central().violated).toEqual([]);
  });

  it('has no mechanism that keeps the limits and costs less than the central optimum', () => {
    const cheaper = [...accounts].filter(
      ([who, { cost, violated }]) => who !== CENTRAL && violated.length === 0 && cost < central().cost * (1 - EQUAL),
    );
    expect(cheaper.map(([who, { cost }]) => `${who}: ${cost}, central: ${central().cost}`)).toEqual([]);
    expect(accounts.size).toBeGreaterThan(5);
  });
});
