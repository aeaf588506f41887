// Evaluates candidates for a method, in the order in which the method asks for them: each is run at most once, and not at all where it
// is in search.csv. Announced candidates are run ahead in worker processes; a result counts when the method asks for it.
import { setImmediate } from 'node:timers/promises';
import { type TaskResult, WorkerDied } from '../pool/index.ts';
import type { Scalar } from '../score/expression/value.ts';
import { placedIn, type RunChanged, readingOf } from './candidate.ts';
import type { Finding, Ledger } from './ledger.ts';
import type { Explorer } from './methods.ts';
import type { Objective } from './objective.ts';
import type { Plan } from './plan.ts';
import type { Met } from './result.ts';
import type { At } from './space.ts';

/** Stops a method. */
export class Stop extends Error {
  readonly why: 'limited' | 'interrupted';
  constructor(why: 'limited' | 'interrupted') {
    super(why);
    this.why = why;
  }
}

interface Exploring {
  readonly run: RunChanged;
  /** Of the pool that runs. */
  readonly workers: number;
  readonly plan: Plan;
  readonly objective: Objective;
  readonly ledger: Ledger;
  /** Largest number of candidates run. */
  readonly max: number;
  readonly signal: AbortSignal | undefined;
}

export interface Explored extends Explorer {
  readonly met: ReadonlyMap<string, Met>;
  evaluated(): number;
}

export function explore(exploring: Exploring, onMet: (known: number) => void): Explored {
  const { plan, ledger, workers, max, signal } = exploring;
  const met = new Map<string, Met>();
  const begun = new Map<string, Promise<TaskResult>>();
  let evaluated = 0;
  const ahead = workers === 1 ? 0 : 2 * workers;
  const isNeeded = (identity: string) => evaluated < max && !ledger.find(identity);
  const keyOf = (at: At) => at.join(' ');

  const find = async (at: At): Promise<Finding> => {
    await setImmediate(); // short runs do not yield to signals
    if (signal?.aborted) throw new Stop('interrupted');
    const running = begun.get(keyOf(at)) ?? begin(exploring, at, isNeeded);
    begun.delete(keyOf(at));
    try {
      return settle(at, await running);
    } catch (error) {
      if (!(error instanceof WorkerDied)) throw error;
      evaluated++; // not in search.csv, so that the next search tries again
      return { value: Number.POSITIVE_INFINITY, failure: error.message };
    }
  };
  const settle = (at: At, result: TaskResult): Finding => {
    if (result.status === 'interrupted') throw new Stop('interrupted');
    if (result.status === 'refused') throw result.by === 'reading' ? placedIn(plan, at, result.error) : result.error;
    const known = result.status === 'recorded' ? undefined : ledger.find(result.identity);
    if (known) return known;
    if (evaluated >= max || result.status !== 'evaluated') throw new Stop('limited');
    const finding = exploring.objective.of(result.outcome);
    ledger.add(result.identity, placesOf(plan, at), finding);
    evaluated++;
    return finding;
  };
  return {
    met,
    ahead,
    evaluated: () => evaluated,
    async valueAt(at) {
      if (!plan.space.admits(at)) return Number.POSITIVE_INFINITY;
      let here = met.get(keyOf(at));
      if (!here) {
        here = { at, finding: await find(at) };
        met.set(keyOf(at), here);
        onMet(met.size - evaluated);
      }
      return here.finding.value;
    },
    announce(at) {
      const key = keyOf(at);
      if (ahead === 0 || met.has(key) || begun.has(key) || !plan.space.admits(at)) return;
      const running = begin(exploring, at, isNeeded);
      running.catch(() => {}); // reported where the method asks for it
      begun.set(key, running);
    },
  };
}

const begin = (
  { run, plan, objective }: Exploring,
  at: At,
  admit: (identity: string) => boolean,
): Promise<TaskResult> => run(readingOf(plan, at), { admit }, { minimise: objective.text });

const placesOf = ({ axes }: Plan, at: At): Scalar[] => axes.map(({ values }, i) => values[at[i]!]!);
