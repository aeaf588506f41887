// Time, stages, messages and the run loop. Devices and the grid are interfaces here.
export type { Field, PublishedIndicator, PublishedRows, PublishedTable } from '../record/index.ts';
export type * from './contracts.ts';
export { addLoad } from './fleet/sums.ts';
export type {
  Address,
  Disclosure,
  Mail,
  MailCount,
  MailState,
  Message,
  MessageKind,
  PostOffice,
  Role,
  Stage,
} from './mail.ts';
export { createMail, messageKind } from './mail.ts';
export type { CollectedStep, Collector } from './observers.ts';
export { collect, scheduled } from './observers.ts';
export type * from './publication.ts';
export type { RunOptions } from './run.ts';
export { defaultFixedPoint, run } from './run.ts';
export type { Clock, ClockSpec } from './time/clock.ts';
export { createClock } from './time/clock.ts';
export type { Schedule } from './time/schedule.ts';
export { type WarmUp, warmUpOf } from './time/warm-up.ts';
