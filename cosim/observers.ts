// Observers: one for scheduled steps only, one that keeps a run in memory.
import type { Final, Flow, Observer } from './contracts.ts';
import type { Message } from './mail.ts';
import type { Publication } from './publication.ts';
import { due, type Schedule } from './time/schedule.ts';

/** The same observer, called for scheduled steps only. */
export function scheduled(schedule: Schedule, observer: Observer): Observer {
  let listens: (k: number) => boolean;
  return {
    onStart(scene) {
      listens = due(schedule, scene.clock);
      observer.onStart?.(scene);
    },
    onMessage: (message) => observer.onMessage?.(message),
    onPublish: (publication, k) => observer.onPublish?.(publication, k),
    onSchedule: (k, import_kw) => observer.onSchedule?.(k, import_kw),
    onStep(record) {
      if (listens(record.k)) observer.onStep?.(record);
    },
    onCheckpoint: (checkpoint) => observer.onCheckpoint?.(checkpoint),
    onEnd: (final) => observer.onEnd?.(final),
  };
}

/** One finished step, copied. */
export interface CollectedStep {
  readonly k: number;
  readonly time_ms: number;
  /** Over the devices. */
  readonly p_kw: Float64Array;
  readonly q_kvar: Float64Array;
  readonly channels: readonly (readonly number[])[];
  /** Result of the power flow; undefined where it did not converge. */
  readonly flow: Flow | undefined;
  readonly rounds: number;
  readonly failure: string | undefined;
}

export interface Collector extends Observer {
  readonly steps: readonly CollectedStep[];
  readonly messages: readonly Message[];
  readonly published: readonly Publication[];
  readonly final: Final | undefined;
}

/** Stores the whole last run in memory: for tests, notebooks and short runs. Long runs use streaming observers. */
export function collect(): Collector {
  const steps: CollectedStep[] = [];
  const messages: Message[] = [];
  const published: Publication[] = [];
  let final: Final | undefined;
  let devices = 0;
  return {
    steps,
    messages,
    published,
    get final() {
      return final;
    },
    onStart(scene) {
      steps.length = messages.length = published.length = 0;
      final = undefined;
      devices = scene.devices.length;
    },
    onMessage: (message) => messages.push(message),
    onPublish: (publication) => published.push(publication),
    onStep({ k, time_ms, p_kw, q_kvar, observe, flow, rounds, failure }) {
      steps.push({
        k,
        time_ms,
        p_kw: p_kw.slice(),
        q_kvar: q_kvar.slice(),
        channels: Array.from({ length: devices }, (_, d) => [...observe(d)]),
        flow: flow.converged ? copy(flow) : undefined,
        rounds,
        failure,
      });
    },
    onEnd(end) {
      final = end;
    },
  };
}

const copy = (flow: Flow): Flow => ({
  ...flow,
  vm_pu: flow.vm_pu.slice(),
  va_deg: flow.va_deg.slice(),
  p_from_kw: flow.p_from_kw.slice(),
  q_from_kvar: flow.q_from_kvar.slice(),
  p_to_kw: flow.p_to_kw.slice(),
  q_to_kvar: flow.q_to_kvar.slice(),
  i_from_a: flow.i_from_a.slice(),
  i_to_a: flow.i_to_a.slice(),
  loading_percent: flow.loading_percent.slice(),
});
