import type { z } from 'zod';

/** Reports contradictory fields: `path` is the faulty field. */
export function fault(ctx: z.RefinementCtx, path: string, expected: string): void {
  const input = (ctx.value as Record<string, unknown>)[path];
  ctx.addIssue({ code: 'custom', path: [path], message: expected, input });
}
