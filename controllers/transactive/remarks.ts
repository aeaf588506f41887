// What a reader of a settled step should know: imbalance that bonuses do not remove, nobody who answers, bonuses above what they save, limits
// of the network, devices and agents that did not do as planned. Remarks on a day come with its last step.
import { decimals, type Remark, sum } from '../../base/index.ts';
import { listed } from '../feeder/report.ts';
import { inWords } from '../feeder/violations.ts';
import { violationsOf } from './control-unit/connection.ts';
import type { Event, MeteredBonuses } from './plan.ts';
import { acceptedOf } from './record/tables.ts';
import type { Settled } from './settlement/settlement.ts';

type SettledStep = MeteredBonuses & Settled;

/** Imbalance below is rounding, relative to 1 kW and the exchange. */
const ROUNDING = 1e-5;
/** Less money is rounding [currency]. */
const NOTHING = 1e-6;

const REMARKS: Readonly<Record<string, (of: SettledStep) => string | undefined>> = {
  at_cap: atCap,
  no_answer: noAnswer,
  over_response: overResponse,
  above_rational_cap: aboveRational,
  rebound,
  network_limit: networkLimit,
  silent: (of) => logged(of, 'silent'),
  corrected: (of) => logged(of, 'corrected'),
  rejected: (of) => logged(of, 'rejected'),
  perfect_foresight: perfectForesight,
  agent_lost: agentLost,
  renewables_lost: renewablesLost,
};

export const remarksOf = (of: SettledStep): Remark[] =>
  Object.entries(REMARKS).flatMap(([id, textOf]) => {
    const text = textOf(of);
    return text === undefined ? [] : [{ id: `transactive_${id}`, text: `transactive: ${text}` }];
  });

const isNothing = (kw: number, { balance }: SettledStep): boolean =>
  !(Math.abs(kw) > ROUNDING * (1 + Math.abs(balance.scheduled_kw)));

const at = ({ hours, t }: SettledStep): string => hours[t]!;
const kw = (value: number): string => `${decimals(Math.abs(value), 2)} kW`;
const kind = (value: number): string => (value > 0 ? 'surplus' : 'deficit');

function atCap(of: SettledStep): string | undefined {
  const { balance, left_kw } = of;
  if (balance.cap === 0 || balance.bonus < balance.cap || acceptedOf(balance) === 0 || isNothing(left_kw, of))
    return undefined;
  if (Math.sign(left_kw) !== Math.sign(balance.imbalance_kw)) return undefined;
  return `the bonus is at its cap at ${at(of)}, and ${kw(left_kw)} of ${kind(left_kw)} remain`;
}

function noAnswer(of: SettledStep): string | undefined {
  const { balance } = of;
  if (isNothing(balance.imbalance_kw, of) || acceptedOf(balance) > 0) return undefined;
  const why = balance.cap > 0 ? 'no agent changes its plan for any bonus up to the cap' : 'the cap of the bonus is 0';
  return `${why} at ${at(of)}, with ${kw(balance.imbalance_kw)} of ${kind(balance.imbalance_kw)}`;
}

function overResponse(of: SettledStep): string | undefined {
  const { balance, left_kw } = of;
  if (isNothing(left_kw, of) || Math.sign(left_kw) === Math.sign(balance.imbalance_kw)) return undefined;
  if (isNothing(balance.imbalance_kw, of)) return undefined;
  return `the agents answer with more than is needed at ${at(of)}: ${kw(balance.imbalance_kw)} of ${kind(balance.imbalance_kw)} become ${kw(left_kw)} of ${kind(left_kw)}`;
}

function aboveRational({ balance, ...of }: SettledStep): string | undefined {
  const excess = balance.bonus - balance.rational_cap;
  if (acceptedOf(balance) === 0 || excess <= ROUNDING * balance.cap) return undefined;
  return `the bonus at ${of.hours[of.t]} is higher than what the renewables save by it, ${balance.bonus.toPrecision(4)} and ${balance.rational_cap.toPrecision(4)} ${of.currency}/kWh; \`cap: rational\` excludes this`;
}

/** With net accounting a payback is an imbalance of its step. */
function rebound(of: SettledStep): string | undefined {
  const { options, balance, left_kw } = of;
  const payback_kw = sum(balance.agents.map((agent) => agent.payback_kw));
  if (options.accounting !== 'net' || isNothing(payback_kw, of) || isNothing(left_kw, of)) return undefined;
  if (Math.sign(left_kw) === Math.sign(payback_kw)) return undefined;
  return `what agents pay back at ${at(of)}, ${kw(payback_kw)}, is a new imbalance, of which ${kw(left_kw)} remain; \`accounting: renominate\` nominates it`;
}

/** Limits that the plans before the step keep, and that are violated with what is accepted. */
function networkLimit(of: SettledStep): string | undefined {
  const { network, record, balance } = of;
  if (acceptedOf(balance) === 0) return undefined;
  const known = new Set(balance.violations.map(({ what, element }) => `${what} ${element}`));
  const found = violationsOf(network, record.flow).filter(({ what, element }) => !known.has(`${what} ${element}`));
  if (found.length === 0) return undefined;
  return `what is accepted at ${at(of)} violates limits of the network, on which bonuses do not depend: ${inWords(found)}`;
}

function logged({ plan, t, hours }: SettledStep, event: Event['event']): string | undefined {
  const found = plan.log.filter((of) => of.t === t && of.event === event);
  if (found.length === 0) return undefined;
  return `at ${hours[t]}: ${listed(
    found.map(({ agent, text }) => `${agent}: ${text}`),
    'agents',
  )}`;
}

const isLast = ({ day_accounts }: SettledStep): boolean => day_accounts !== undefined;

function perfectForesight(of: SettledStep): string | undefined {
  if (!isLast(of) || of.plan.balances.some(({ rounds, cap }) => rounds.length > 0 || cap > 0)) return undefined;
  if (of.plan.balances.some(({ imbalance_kw }) => !isNothing(imbalance_kw, of))) return undefined;
  return 'no step of the day has an imbalance: what is planned a day ahead is what happens, and there is nothing to do; `forecast` of the case has errors of forecasts';
}

function agentLost({ day_accounts = [], currency }: SettledStep): string | undefined {
  const lost = day_accounts.filter((of) => of.agent !== 'renewables' && of.profit_with < of.profit_without - NOTHING);
  if (lost.length === 0) return undefined;
  const words = lost.map((of) => `${of.agent} ${decimals(of.profit_without - of.profit_with, 2)} ${currency}`);
  return `agents have less profit than without the mechanism: ${listed(words, 'agents')}`;
}

function renewablesLost({ day_accounts = [], currency }: SettledStep): string | undefined {
  const of = day_accounts.find(({ agent }) => agent === 'renewables');
  if (!of || of.profit_with >= of.profit_without - NOTHING) return undefined;
  return `the renewables pay ${decimals(of.profit_without - of.profit_with, 2)} ${currency} more than without the mechanism`;
}
