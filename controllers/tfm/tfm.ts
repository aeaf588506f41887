// The transactive flexibility market (SMART-MLA report, section 5.2): a day ahead, aggregators sell the DSO reductions of load
// where the cheapest schedule would overload branches or lower voltages too far. In real time every device gets its final
// schedule as set point; after each step what the meters show is settled. docs/models/tfm.md ties each equation to a function.
import type { FeederDay } from '../feeder/day.ts';
import { mechanism } from '../mechanism.ts';
import { contractsOf } from './clearing/contracts.ts';
import { clearMarket } from './clearing/market.ts';
import { money, needs } from './needs.ts';
import { type Options, schema, shortagePrice } from './options.ts';
import type { Outcome, PlannedMarket } from './outcome.ts';
import { openAggregator } from './parties/aggregator.ts';
import { finalSchedules, reportStates } from './parties/device-agents.ts';
import { acCheck, finalCheck, requireFlexibility } from './parties/dso.ts';
import { announce, callForBids, collectBids, offersOf } from './parties/operator.ts';
import { participantsOf } from './parties/participants.ts';
import { supplyBaseline, supplyFinal } from './parties/supplier.ts';
import { plots } from './plots/index.ts';
import { indicators } from './record/indicators.ts';
import { remarksOf } from './record/remarks.ts';
import { shownDevices } from './record/shown.ts';
import { tables } from './record/tables.ts';
import { type Settled, settled } from './settlement/record.ts';

export const tfm = mechanism<Options, Outcome, Settled>({
  kind: 'tfm',
  title: 'transactive flexibility market between aggregators and DSO, day-ahead',
  options: schema,
  needs: { market: true, of: needs, money },
  dayAhead,
  setPoints,
  planned: { heading: 'The flexibility market', tables, indicators, remarks: remarksOf },
  settled,
  plots,
});

/** The day-ahead market in the steps of the report. What a party learns of another comes by mail. */
async function dayAhead(day: FeederDay<Options>): Promise<Outcome> {
  const { options, energy_price, mail } = day;
  const { aggregators: names, portfolios, loadPoints } = participantsOf(day);

  // 1 baseline
  reportStates(day);
  const { baseline, loads } = await supplyBaseline(day);

  // 2 AC check, 3 requirements
  const congestion = acCheck(day, loadPoints);
  requireFlexibility(day, congestion);
  const requirements = callForBids(day, names);

  // 4 bids
  const aggregators = names.map((name) =>
    openAggregator(
      day,
      name,
      portfolios.filter(({ aggregator }) => aggregator === name),
    ),
  );
  const answers = aggregators.map((one) => one.bid());
  const bids = collectBids(day, requirements);
  const refused = aggregators.flatMap((one) => one.refused());

  // 5 clearing
  const { limits } = congestion;
  const offers = offersOf(day, bids, loadPoints);
  const shortage_price = shortagePrice(options);
  const { clearing, rounds } = await clearMarket(offers, { limits, loadPoints, shortage_price }, options, mail);
  announce(day, bids, clearing);

  // 6 reschedule
  const reports: Pick<Outcome, 'unscheduled' | 'kept_at_baseline'>[] = [];
  for (const one of aggregators) reports.push(await one.reschedule());
  supplyFinal(day, loads);

  // 7 final check
  const checks = finalCheck(day, congestion);
  const final_kw = finalSchedules(day);
  return {
    ...{ energy_price, aggregators: names, baseline, final_kw, ...checks, requirements, bids },
    refused: [...answers.flatMap(({ unfit }) => unfit), ...refused],
    unanswered: answers.flatMap(({ unanswered }) => unanswered),
    not_offered: answers.flatMap(({ not_offered }) => not_offered).sort((a, b) => a - b),
    unscheduled: reports.flatMap(({ unscheduled }) => unscheduled),
    kept_at_baseline: reports.flatMap(({ kept_at_baseline }) => kept_at_baseline),
    clearing,
    rounds,
    contracts: contractsOf({ ...offers, limits, clearing, price_max: options.price_max_per_kwh }, portfolios),
    shown: shownDevices(day, baseline.p_kw, final_kw),
  };
}

/** The final schedule; p⁰ + share (p − p⁰) for the devices of an aggregator that delivers a share of what it sold. */
function setPoints({ plan: { baseline, final_kw }, devices, options: { delivery } }: PlannedMarket) {
  return devices.map(({ labels }, d) => {
    if (!baseline.flexible[d]) return undefined;
    const { aggregator = '' } = labels;
    const share = Object.hasOwn(delivery, aggregator) ? delivery[aggregator]! : 1;
    if (share === 1) return final_kw[d];
    return baseline.p_kw[d]!.map((p0, t) => p0 + share * (final_kw[d]![t]! - p0));
  });
}
