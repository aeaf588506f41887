// Prices of every order: export paid less than import costs, as much, more; below 0; free. The optimum is compared with the best of
// all patterns of import and export, each a problem without binaries, written here once more for a battery, a load and a PV plant.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formulate, InfeasibleError, solve } from '../../optimisation/index.ts';
import { central } from '../central/central.ts';
import { commitment } from '../commitment/commitment.ts';
import type { AnyControllerKind } from '../controller.ts';
import { feeder, recordsUnder, type Study, table } from '../testing/microgrid.ts';

const STEPS = 4;
const DC = { network: 'dc' };

interface Home {
  readonly buy: readonly number[];
  readonly sell: readonly number[];
  readonly load_kw: readonly number[];
  readonly sun: readonly number[];
  readonly eta: number;
  readonly limit_kw?: number | undefined;
}

const CAP_KWH = 10;
const P_MAX_KW = 5;
const PEAK_KW = 8;

const studyOf = ({ buy, sell, load_kw, sun, eta, limit_kw }: Home): Study => ({
  network: feeder(),
  steps: STEPS,
  profiles: { price: buy, sell, load: load_kw, pv: sun },
  market: { export_price: 'sell', import_max_kw: limit_kw, export_max_kw: limit_kw },
  entries: [
    { id: 'load', kind: 'load', bus: '2', params: { p_kw: 1, q_kvar: 0, profile: 'load' } },
    { id: 'pv', kind: 'pv', bus: '2', params: { p_peak_kw: PEAK_KW, profile: 'pv' } },
    {
      id: 'store',
      kind: 'battery',
      bus: '2',
      params: { p_max_kw: P_MAX_KW, e_cap_kwh: CAP_KWH, eta_charge: eta, eta_discharge: eta },
    },
  ],
});

/** The least cost where bits of `importing` and `charging` say which way every step goes; Infinity where that cannot be. */
async function minCostWith(
  { buy, sell, load_kw, sun, eta, limit_kw = Infinity }: Home,
  importing: number,
  charging: number,
) {
  const into = formulate('one pattern');
  const bit = (bits: number, t: number) => (bits >> t) & 1;
  const up = (bits: number, max: number) => (t: number) => (bit(bits, t) ? max : 0);
  const down = (bits: number, max: number) => (t: number) => (bit(bits, t) ? 0 : max);
  const m = into.variables('m', [STEPS], { min: 0, max: up(importing, limit_kw), cost: (t) => buy[t]! });
  const e = into.variables('e', [STEPS], { min: 0, max: down(importing, limit_kw), cost: (t) => -sell[t]! });
  const c = into.variables('c', [STEPS], { min: 0, max: up(charging, P_MAX_KW) });
  const d = into.variables('d', [STEPS], { min: 0, max: down(charging, P_MAX_KW) });
  const g = into.variables('g', [STEPS], { min: 0, max: (t) => PEAK_KW * sun[t]! });
  const kwh = into.variables('kwh', [STEPS], {
    min: (t) => (t === STEPS - 1 ? CAP_KWH / 2 : 0),
    max: (t) => (t === STEPS - 1 ? CAP_KWH / 2 : CAP_KWH),
  });
  into.rows('balance', [STEPS], (row, t) => {
    row.term(1, m(t)).term(-1, e(t)).term(-1, c(t)).term(1, d(t)).term(1, g(t)).equals(load_kw[t]!);
  });
  into.rows('store', [STEPS], (row, t) => {
    row
      .term(1, kwh(t))
      .term(-eta, c(t))
      .term(1 / eta, d(t));
    if (t > 0) row.term(-1, kwh(t - 1)).equals(0);
    else row.equals(CAP_KWH / 2);
  });
  try {
    return (await solve(into.build())).objective;
  } catch (error) {
    if (error instanceof InfeasibleError) return Number.POSITIVE_INFINITY;
    throw error;
  }
}

/** The least cost of all patterns; undefined where none is possible. */
async function min(home: Home): Promise<number | undefined> {
  let best = Number.POSITIVE_INFINITY;
  for (let importing = 0; importing < 2 ** STEPS; importing++) {
    for (let charging = 0; charging < 2 ** STEPS; charging++) {
      best = Math.min(best, await minCostWith(home, importing, charging));
    }
  }
  return best === Number.POSITIVE_INFINITY ? undefined : best;
}

const price = fc.constantFrom(-0.3, -0.1, 0, 0.1, 0.1, 0.2, 0.4);
const steps = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: STEPS, maxLength: STEPS });
const homes: fc.Arbitrary<Home> = fc.record({
  buy: steps(price),
  sell: steps(price),
  load_kw: steps(fc.constantFrom(0, 1, 3, 6)),
  sun: steps(fc.constantFrom(0, 0.25, 1)),
  eta: fc.constantFrom(0.9, 1),
  limit_kw: fc.constantFrom(undefined, 10, 20),
});

const kinds: readonly AnyControllerKind[] = [central, commitment];

describe.each(kinds)('the exchange under $kind', (kind) => {
  it('never imports and exports, nor charges and discharges, in one step, and costs the least of all patterns', async () => {
    await fc.assert(
      fc.asyncProperty(homes, async (home) => {
        const run = await recordsUnder(kind, studyOf(home), { network: 'copper-plate' });
        const traded = table(run, 'exchange');
        const cost = traded.reduce((sum, row) => sum + Number(row['cost']), 0);
        for (const row of traded) expect(Math.min(Number(row['import_kw']), Number(row['export_kw']))).toBe(0);
        const best = await min(home);
        expect(Math.abs(cost - best!)).toBeLessThan(1e-5);
        // doing nothing: the sun is fed in, the store rests
        const idle = home.load_kw.reduce((sum, load, t) => {
          const net = load - PEAK_KW * home.sun[t]!;
          return sum + net * (net > 0 ? home.buy : home.sell)[t]!;
        }, 0);
        expect(cost).toBeLessThan(idle + 1e-6);
        const stored = (k: number) =>
          Number(
            table(run, 'schedule').find((row) => row.k === k && row['quantity'] === 'e_kwh')?.['value'] ?? CAP_KWH / 2,
          );
        for (let k = 0; k < STEPS; k++) {
          const p = table(run, 'schedule').find(
            (row) => row.k === k && row['device'] === 'store' && row['quantity'] === 'p_kw',
          );
          const kw = Number(p!['value']);
          const gained = stored(k) - (k > 0 ? stored(k - 1) : CAP_KWH / 2);
          expect(Math.abs(gained - (kw > 0 ? home.eta * kw : kw / home.eta))).toBeLessThan(1e-5);
        }
      }),
      { seed: 7, numRuns: 12 },
    );
  }, 120_000);
});

describe('export paid better than import', () => {
  const home: Home = {
    buy: [0.1, 0.05, 0.06, 0.2],
    sell: [0.08, 0.04, 0.08, 0.08],
    load_kw: [10, 10, 10, 10],
    sun: [0, 0, 0, 0],
    eta: 0.95,
  };

  it('is bounded by what the devices can draw and feed where the connection has no limit', async () => {
    const free = table(await recordsUnder(central, studyOf(home), DC), 'exchange');
    const wide = table(await recordsUnder(central, studyOf({ ...home, limit_kw: 1000 }), DC), 'exchange');
    expect(free.map((row) => row['cost'])).toEqual(wide.map((row) => row['cost']));
    expect(Number(free[2]!['export_kw'])).toBe(0);
  });

  it('sells what is left over, and says what one more kWh would cost', async () => {
    const sunny = { ...home, load_kw: [1, 1, 1, 1], sun: [0, 0, 1, 0] };
    const run = await recordsUnder(central, studyOf(sunny), DC);
    const [, , noon] = table(run, 'exchange');
    expect(Number(noon!['export_kw'])).toBeGreaterThan(1.9);
    const prices = table(run, 'prices').filter(({ k }) => k === 2);
    for (const row of prices) expect(Number(row['price_eur_per_kwh'])).toBeCloseTo(0.08, 9);
  });

  it('without a price of its own is paid nothing, below 0 too', async () => {
    const { market: _, ...unpaid } = studyOf({
      ...home,
      buy: [0.1, -0.2, 0.1, 0.1],
      load_kw: [0, 0, 0, 0],
      sun: [0, 1, 0, 0],
    });
    const [, second] = table(await recordsUnder(central, unpaid, DC), 'exchange');
    expect(second!['export_price_eur_per_kwh']).toBe(0);
    expect(Number(second!['export_kw'])).toBe(0);
    expect(Number(second!['import_kw'])).toBeGreaterThan(0);
  });
});
