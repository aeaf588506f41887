// The messages of transactive bonuses, and what each of them discloses. The future schedules of devices remain with their agents.
//
//   day-ahead  agents ─ schedule of their load points ─▶ control unit
//   real time  control unit ─ bonus ─▶ agents ─ response: one number ─▶ control unit           in each round
//              control unit ─ acceptance ─▶ agents ─ new schedule of their load points ─▶ control unit
import { type Address, messageKind } from '../../cosim/index.ts';
import type { LoadSchedule } from '../feeder/messages.ts';
import type { Sign } from './plan.ts';

export const CONTROL_UNIT: Address = 'microgrid-control-unit';
export const addressOf = (agent: string): Address => `device-agent:${agent}`;

/** Power of an agent's flexible devices over the steps from the present one on, by load point. */
export const schedule = messageKind<LoadSchedule>('schedule', ['planned power of each load point']);

/** A bonus per kWh for drawing more (+1) or less (−1) than planned in this step. */
export const announcement = messageKind<{ readonly direction: Sign; readonly bonus_per_kwh: number }>('bonus');

/** By how much the agent changes its power at this bonus, in the direction of the need. */
export const response = messageKind<{ readonly kw: number }>('response', ['power change at a bonus']);

/** The power change that is accepted, between the answers to the two last bonuses. */
export const acceptance = messageKind<{
  readonly kw: number;
  readonly bonus_per_kwh: number;
  readonly lower_bonus_per_kwh: number;
}>('acceptance');
