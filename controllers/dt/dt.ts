// Dynamic tariff (DT) with scheduled re-profiling (SRP), day by day (SMART-MLA report, section 5.1). docs/models/dt.md ties each
// equation to a function.
import { mechanism } from '../mechanism.ts';
import { money, needs } from './needs.ts';
import { type Options, schema } from './options.ts';
import type { Outcome } from './outcome.ts';
import { CONTRACTS, report } from './parties/device-agent.ts';
import { partiesOf } from './parties/parties.ts';
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
    const { agents, dso, open, setPoints } = await partiesOf(day);
    // 0  every home plans by the spot price alone; the DSO checks the baseline
    for (const agent of agents) report(agent, day.mail);
    const aggregators = agents.map(open);
    for (const aggregator of aggregators) await aggregator.planBySpotPrice();
    const baseline = dso.checkBaseline();
    // 1  the DSO sets the tariff, at the penalty of neutral profit or a given one
    const decided = await dso.setTariff(baseline);
    // 2  aggregators plan by spot price and tariff
    for (const aggregator of aggregators) await aggregator.answerTariff();
    // 3  the DSO buys re-profiling for the limits that the response violates
    const bought = dso.buyReprofiling(baseline, decided);
    for (const aggregator of aggregators) await aggregator.reprofile();
    // 4  the final check, and the schedules of the devices
    const checks = dso.checkFinal(baseline, decided, bought);
    const { energy_price, load_points } = day;
    return { ...checks, energy_price, load_points, set_points_kw: setPoints(aggregators) };
  },
  setPoints: ({ plan }) => plan.set_points_kw,

  planned: { tables, indicators, remarks: remarksOf },
  settled,
  plots,
});
