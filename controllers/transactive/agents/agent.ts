// An agent in a step: it answers a bonus with one number, the change of all its devices, and commits what is accepted of it.
import { sum } from '../../../base/index.ts';
import type { Reschedule } from './device-problem.ts';
import type { DeviceResponse } from './response.ts';

/** A device of the agent; equal devices share one response. */
export interface Answering {
  readonly device: number;
  readonly answers: DeviceResponse;
}

/** Answers to the two last bonuses, and the accepted part of the difference. */
export interface Accepted {
  readonly lower_bonus: number;
  readonly bonus: number;
  /** Of the change from the answer at the lower bonus to that at the bonus, 0 … 1. */
  readonly share: number;
}

/** A device with its new schedule. */
export interface Committed {
  readonly device: number;
  readonly schedule: Reschedule;
  /** It answered with more, and cannot do a part of it. */
  readonly rejected: boolean;
}

/** Less than this is lost by rounding, relative to the money at stake. */
const LOSS = 1e-6;

/** The change of an agent's devices at a bonus [kW]. */
export const answerOf = (devices: readonly Answering[], bonus: number): number =>
  sum(devices.map(({ answers }) => answers.at(bonus).change_kw));

/** The change of each device that is accepted, before it is planned; a device that cannot do a part keeps to its lower answer. */
export function changesOf(devices: readonly Answering[], accepted: Accepted, dt_h: number): Committed[] {
  return devices.map(({ device, answers }) => {
    const lower = answers.at(accepted.lower_bonus);
    const upper = answers.at(accepted.bonus);
    const jump = upper.change_kw - lower.change_kw;
    if (accepted.share === 0 || jump === 0) return { device, schedule: lower, rejected: false };
    if (accepted.share === 1) return { device, schedule: upper, rejected: false };
    const change_kw = lower.change_kw + accepted.share * jump;
    if (!answers.hasWholeNumbers) return { device, schedule: { ...upper, change_kw }, rejected: false };
    const schedule = answers.fixed(change_kw);
    const earned = accepted.bonus * change_kw * dt_h;
    const pays = schedule && earned >= schedule.cost - LOSS * (Math.abs(schedule.cost) + earned);
    return pays ? { device, schedule, rejected: false } : { device, schedule: lower, rejected: true };
  });
}

/** The new schedules of an agent, with the cheapest plan for the rest of the horizon. */
export function commit(devices: readonly Answering[], changes: readonly Committed[]): Committed[] {
  return devices.map(({ answers }, i) => {
    const change = changes[i]!;
    const { change_kw } = change.schedule;
    if (change_kw === 0) return { ...change, schedule: answers.at(0) };
    return { ...change, schedule: answers.fixed(change_kw) ?? change.schedule };
  });
}
