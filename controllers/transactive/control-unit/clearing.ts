// Clearing of a step: the bonus, and the accepted change of every agent, so that the exchange at the grid connection is as nominated.
// A kW less at a device is more than a kW at the connection, by its losses; the need at the devices is corrected until what is accepted
// removes the imbalance there, and no more:
//
//   need[0] = |imbalance|,   need[i+1] = need[i] |imbalance| / change of the exchange with need[i] accepted
//
// Under the published rule what the agents answer is committed, whatever it does at the connection.
import { sum } from '../../../base/index.ts';
import { type Accepted, type Answering, type Committed, changesOf } from '../agents/agent.ts';
import type { Options } from '../options.ts';
import type { Round, Sign } from '../plan.ts';
import type { Market } from './market.ts';
import { type Found, RULES } from './rules.ts';

/** Corrections of the need for losses. */
const CORRECTIONS = 8;

export interface Step {
  readonly market: Market;
  readonly options: Options;
  readonly sign: Sign;
  readonly cap: number;
  readonly imbalance_kw: number;
  /** An imbalance below is none [kW]. */
  readonly nothing_kw: number;
  readonly dt_h: number;
  /** Imbalance that remains at the connection with changes of devices [kW]. */
  residual(changes: ReadonlyMap<number, number>): number;
}

export interface Cleared {
  readonly accepted: Accepted;
  readonly rounds: readonly Round[];
  /** Accepted changes of every agent's devices, before they are planned. */
  readonly changes: readonly (readonly Committed[])[];
  readonly residual_kw: number;
}

export function clear(step: Step): Cleared {
  const { sign, cap, imbalance_kw, nothing_kw, options } = step;
  const need = Math.abs(imbalance_kw);
  let need_kw = need;
  let cleared = allocate(step, need_kw);
  if (options.rule === 'published') return cleared;
  for (let i = 0; i < CORRECTIONS; i++) {
    const left = sign * cleared.residual_kw;
    const isSaturated = cleared.accepted.lower_bonus === cap;
    if (Math.abs(left) <= nothing_kw || (isSaturated && left > 0)) break;
    const removed = need - left;
    if (!(removed > 0)) break;
    need_kw *= need / removed;
    cleared = allocate(step, need_kw);
  }
  return Math.abs(cleared.residual_kw) <= need && sign * cleared.residual_kw >= -nothing_kw
    ? cleared
    : allocate(step, 0);
}

/** The rule, again without agents that cannot do a part of their answer, who keep to what they can do. */
function allocate(step: Step, need_kw: number): Cleared {
  const { market, options, cap, dt_h, sign } = step;
  const held = new Map<number, number>();
  let kept = new Map<number, readonly Committed[]>();
  for (;;) {
    const found: Found =
      need_kw === 0
        ? { accepted: { lower_bonus: 0, bonus: 0, share: 0 }, rounds: [] }
        : RULES[options.rule]({ market, cap, need_kw, held }, options);
    const changes = market.agents.map(
      ({ devices }, a) => kept.get(a) ?? changesOf(devices as readonly Answering[], found.accepted, dt_h),
    );
    const rejecting = changes.flatMap((of, a) => (!held.has(a) && of.some(({ rejected }) => rejected) ? [a] : []));
    if (rejecting.length === 0) {
      const moved = new Map(changes.flat().map(({ device, schedule }) => [device, sign * schedule.change_kw]));
      return { ...found, changes, residual_kw: step.residual(moved) };
    }
    kept = new Map([...kept, ...rejecting.map((a) => [a, changes[a]!] as const)]);
    for (const a of rejecting) held.set(a, sum(changes[a]!.map(({ schedule }) => schedule.change_kw)));
  }
}
