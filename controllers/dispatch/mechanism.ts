// A day ahead the whole day is dispatched at once; in real time the flexible devices get the set points of the plan; after each
// step the plan is compared with the AC power flow of the run.
import type { z } from 'zod';
import type { ControllerKind } from '../controller.ts';
import type { FeederDay } from '../feeder/day.ts';
import { horizonOf, type Schedule } from '../feeder/schedule.ts';
import { mechanism } from '../mechanism.ts';
import { flexibleDevice } from '../needs.ts';
import { solveAc } from './ac/solve.ts';
import { type Compared, compared, comparisonIndicators, comparisonTables } from './comparison.ts';
import { copperPlateOf, type DcNetwork, dcOf } from './dc.ts';
import type { Dispatched } from './plan.ts';
import { plots } from './plots/index.ts';
import { indicators, tables } from './record.ts';
import { remarksOf } from './remarks.ts';
import { replanIndicators, replanTables, restOf } from './replan.ts';
import { solveDispatch } from './solve.ts';

export interface DispatchOptions {
  /** AC power flow; DC flows and ratings of every branch; or no network. */
  readonly network: 'ac' | 'dc' | 'copper-plate';
  /** Limits that an AC plan keeps. */
  readonly limits: { readonly voltage: boolean; readonly branches: boolean };
  /** Stores end the day as they began it, cars and houses with at least as much. */
  readonly cyclic: boolean;
  /** Whether the binaries against charging and discharging at once are there from the beginning. */
  readonly binaries: 'always' | 'if-needed';
}

interface Dispatcher<O> {
  readonly kind: string;
  readonly title: string;
  readonly options: z.ZodType<O>;
  dispatch(options: O): DispatchOptions;
  /** Whether the rest of the day is planned again in the intraday stages; never when absent. */
  replans?(options: O): boolean;
}

export const dispatcher = <O>({ kind, title, options, dispatch, replans }: Dispatcher<O>): ControllerKind<O> =>
  mechanism<O, Dispatched, Compared>({
    kind,
    title,
    options,
    needs: { market: true, of: [flexibleDevice(kind, 'the plan is what an uncontrolled run does')] },
    cyclic: (options) => dispatch(options).cyclic,
    dayAhead: (day) => dispatchDay(day, dispatch(day.options)),
    ...(replans && {
      intraday: (day, before) => {
        if (before?.from === day.from) return before.plan; // nothing has been learned since
        return dispatchDay(day, dispatch(day.options), before && restOf(before, day));
      },
      replans: (options) => (replans(options) ? ['intraday'] : []),
      replanned: {
        prefix: 'replan',
        heading: 'Plans of the intraday stages',
        tables: replanTables,
        indicators: replanIndicators,
        remarks: (planned) => remarksOf(kind, planned),
      },
    }),
    setPoints: ({ plan }) =>
      plan.devices.map(({ flexible, reactive, p_kw, q_kvar }) =>
        reactive ? { p_kw, q_kvar } : flexible ? p_kw : undefined,
      ),
    planned: {
      prefix: 'plan',
      heading: 'The plan',
      tables,
      indicators,
      remarks: (planned) => remarksOf(kind, planned),
    },
    settled: {
      prefix: 'ac',
      heading: 'Beyond the plan',
      step: compared,
      tables: comparisonTables,
      indicators: comparisonIndicators,
    },
    plots,
  });

/** @param inForce the plan in force for its steps, where there is one */
function dispatchDay(
  day: FeederDay<unknown>,
  { network, limits, binaries, cyclic }: DispatchOptions,
  inForce?: Schedule,
) {
  const { devices, exchange, dt_h, seed } = day;
  const dispatch = { devices, exchange, horizon: horizonOf({ ...day, cyclic }), dt_h };
  if (network === 'ac') return solveAc({ ...dispatch, network: day.network, limits }, seed, inForce);
  const dc: DcNetwork = network === 'dc' ? dcOf(day.network) : copperPlateOf(day.network);
  return solveDispatch({ ...dispatch, dc }, binaries === 'always', seed);
}
