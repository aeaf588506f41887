// Parameters of an appliance: its cycle, its window and the part of it that the owner prefers.
import * as z from 'zod';
import { clockTime, hoursBetween, seconds, weekdays } from '../daytime.ts';
import { fault } from '../fault.ts';
import { powerFactor } from '../power-factor.ts';
import { lengthOf } from './cycle.ts';
import { preference } from './window.ts';

export const schema = z
  .strictObject({
    cycle_kw: z
      .array(z.number().min(0))
      .min(1)
      .describe('Mean powers of one run [kW], one for each cycle_step_min; the first is above 0'),
    cycle_step_min: z.number().positive().default(15).describe('Width of one value of cycle_kw [min]'),
    earliest: clockTime.describe('Local time from which a run may start (HH:MM, or hours)'),
    latest: clockTime.describe(
      'Local time by which the last run must have started (HH:MM, or hours); before `earliest` means the next day',
    ),
    preferred_earliest: clockTime
      .optional()
      .describe(
        'Local time from which its owner prefers a run to start (HH:MM, or hours), within the window; `earliest` when not given',
      ),
    preferred_latest: clockTime
      .optional()
      .describe(
        'Local time by which its owner prefers the last run to have started (HH:MM, or hours); `latest` when not given',
      ),
    days: weekdays.optional().describe('Weekdays on which the window opens (mon … sun); every day when not given'),
    runs_per_day: z.number().int().min(0).default(1).describe('Runs in each window'),
    power_factor: powerFactor.default(1).describe('Lagging power factor (0–1)'),
  })
  .superRefine((v, ctx) => {
    if (v.cycle_kw[0] === 0) fault(ctx, 'cycle_kw', 'a first power above 0: leave out the pause before the run');
    if (seconds(hoursBetween(v.earliest, v.latest)) >= seconds(24)) fault(ctx, 'latest', 'a window shorter than a day');
    if (lengthOf(v) >= 24) fault(ctx, 'cycle_kw', 'a run shorter than a day');
    const { from_h, to_h } = preference(v);
    const room_h = Math.min(hoursBetween(v.earliest, v.latest), to_h - from_h);
    if (from_h > to_h || to_h > hoursBetween(v.earliest, v.latest))
      fault(
        ctx,
        v.preferred_latest === undefined ? 'preferred_earliest' : 'preferred_latest',
        'times in order: `earliest`, `preferred_earliest`, `preferred_latest`, `latest`',
      );
    else if (seconds((v.runs_per_day - 1) * lengthOf(v)) > seconds(room_h))
      fault(
        ctx,
        'runs_per_day',
        'as many runs as can start one after the other from `earliest` to `latest`, and in the preferred part',
      );
  });

export type ApplianceParams = Readonly<z.output<typeof schema>>;
