// Dynamic tariff (DT) with scheduled re-profiling (SRP), day by day (SMART-MLA report, section 5.1). docs/models/dt.md ties each
// equation to a function.
import { mechanism } from '../mechanism.ts';
import { money, needs } from './needs.ts';
import { type Options, schema } from './options.ts';
import type { Outcome } from './outcome.ts';
import { openAggregator } from './parties/aggregator.ts';
import { buyReprofiling, checkBaseline, checkFinal, dsoOf, setTariff } from './parties/dso.ts';
import { CONTRACTS, reportStates, sellersOf, setPointsOf } from './parties/sellers.ts';
import { plots } from './plots/index.ts';
import { indicators } from './record/indicators.ts';
import { remarksOf } from './record/remarks.ts';
import { settled } from './record/settled.ts';
import { tables } from './record/tables.ts';
import type { Settled } from './settlement.ts';

export const dt = mechanism<Options, Outcome, Settled>({
  kind: 'dt',
  title: 'dynamic tariff, and scheduled re-profiling for what it leaves',
  options: schema,
  needs: { market: true, labels: { contract: CONTRACTS }, of: needs, money },
  cyclic: ({ houses }) => (houses === 'free' ? 'stores' : true),

  async dayAhead(day) {
    const cheapest = await day.baseline();
    const sellers = sellersOf(day);
    const dso = dsoOf(day, sellers, cheapest);
    // 0  every home plans by the spot price alone; the DSO checks the baseline
    reportStates(day, sellers);
    const aggregators = sellers.map((seller) => openAggregator(day, seller, cheapest));
    for (const aggregator of aggregators) await aggregator.planBySpotPrice();
    const baseline = checkBaseline(dso);
    // 1  the DSO sets the tariff, at the penalty of neutral profit or a given one
    const decided = await setTariff(dso, baseline);
    // 2  aggregators plan by spot price and tariff
    for (const aggregator of aggregators) await aggregator.answerTariff();
    // 3  the DSO buys re-profiling for the limits that the response violates
    const bought = buyReprofiling(dso, baseline, decided);
    for (const aggregator of aggregators) await aggregator.reprofile();
    // 4  the schedules of the devices, and their AC check
    const plans = aggregators.map((aggregator) => aggregator.schedule());
    const { energy_price, load_points } = day;
    const set_points_kw = setPointsOf(day, sellers, plans, cheapest);
    return { energy_price, load_points, set_points_kw, ...checkFinal(dso, baseline, decided, bought) };
  },
  setPoints: ({ plan }) => plan.set_points_kw,

  planned: { tables, indicators, remarks: remarksOf },
  settled,
  plots,
});
