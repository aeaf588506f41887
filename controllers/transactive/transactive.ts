// Transactive bonuses for energy imbalance (CIRED 2020, Fattaheian-Dehkordi et al.): in each step the control unit of a microgrid raises a
// bonus until its agents remove the imbalance between the day-ahead plan and real time, or the bonus reaches its cap. agents/ has the problem
// of an agent, eqs 1–4; control-unit/balance.ts the steps of the flowchart; docs/models/transactive.md ties equations to functions.
import { mechanism } from '../mechanism.ts';
import { planDayAhead } from './agents/day-ahead.ts';
import { balanceStep } from './control-unit/balance.ts';
import { needs } from './needs.ts';
import { type Options, schema } from './options.ts';
import type { BonusPlan } from './plan.ts';
import { plots } from './plots/index.ts';
import { indicators } from './record/indicators.ts';
import { tables } from './record/tables.ts';
import { remarksOf } from './remarks.ts';
import { type Settled, settle } from './settlement/settlement.ts';

export const transactive = mechanism<Options, BonusPlan, Settled>({
  kind: 'transactive',
  title: 'bonuses for agents that remove the imbalance of real time',
  options: schema,
  needs: { market: true, of: needs },
  dayAhead: planDayAhead,
  redispatch: balanceStep,
  setPoints: ({ plan }) => [...plan.plan_kw],
  plots,
  settled: {
    heading: 'Transactive bonuses',
    step: settle,
    tables,
    indicators,
    remarks: remarksOf,
    payments: ({ payments }) => payments,
  },
});
