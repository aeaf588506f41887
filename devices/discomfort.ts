// Parameter of flexible device kinds: the owner's cost of drawing less than planned.
import * as z from 'zod';

export const discomfort = z
  .number()
  .min(0)
  .optional()
  .describe(
    'Cost to the owner of drawing Δ less than planned, this times Δ² [currency/(kW² h)]; left to the mechanism when not given',
  );
