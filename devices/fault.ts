import type { z } from 'zod';

/** Says that fields contradict each other: `path` is the field at fault, `expected` what would be right. */
export function fault(ctx: z.RefinementCtx, path: string, expected: string): void {
  const input = (ctx.value as Record<string, unknown>)[path];
  ctx.addIssue({ code: 'custom', path: [path], message: expected, input });
}
