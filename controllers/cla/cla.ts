// Capacity limit allocation (m2M-GRID deliverable 5.2, chapter 5): microgrids, their aggregator and the DSO agree on the net power of each hour.
// docs/models/cla.md ties each equation to a function. protocol/stages.ts has the steps of a stage, parties/ who does what in them.

import { timeOf } from '../feeder/schedule.ts';
import { mechanism } from '../mechanism.ts';
import { money, needs } from './needs.ts';
import { type Options, schema } from './options.ts';
import type { ClaPlan, PlannedCla, Request } from './plan.ts';
import { plots } from './plots/index.ts';
import { membershipAt } from './protocol/membership.ts';
import { planDayAhead, planIntraday } from './protocol/stages.ts';
import { requestChanges } from './real-time/requests.ts';
import { indicators } from './record/indicators.ts';
import { tables } from './record/tables.ts';
import { remarksOf } from './remarks.ts';
import { settled } from './settlement/record.ts';
import type { Settled } from './settlement/settlement.ts';

export const cla = mechanism<Options, ClaPlan, Settled, Request>({
  kind: 'cla',
  title: 'capacity limits for an aggregator of microgrids, and bids where they bind',
  options: schema,
  needs: { market: true, of: needs, money },
  dayAhead: planDayAhead,
  intraday: planIntraday,
  setPoints,
  correct: requestChanges,
  planned: { heading: 'Capacity limit allocation', tables, indicators, remarks: remarksOf },
  settled,
  plots,
});

/** The orders of the microgrids; a device has its default behaviour after its microgrid has left. */
function setPoints({ plan, devices, hours, options }: PlannedCla): (Float64Array | undefined)[] {
  const set_points_kw = devices.map((_, d) => plan.others_kw[d]);
  for (const { microgrid, orders_kw } of plan.microgrids) {
    const isMember = hours.map((hour) => membershipAt(options, microgrid.name, timeOf(hour)).member);
    for (const [i, d] of microgrid.devices.entries()) {
      set_points_kw[d] = orders_kw[i]?.map((kw, t) => (isMember[t] ? kw : Number.NaN));
    }
  }
  return set_points_kw;
}
