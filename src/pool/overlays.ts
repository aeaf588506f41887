// Overlays of runs, drawn in this process.
import type { Kinds } from '../kinds.ts';
import { drawOverlays } from '../results/index.ts';
import type { DrawnResult, OverlayTask } from './task.ts';

/** @throws what `drawOverlays` throws */
export async function drawn(
  { dirs, out, options }: OverlayTask,
  signal: AbortSignal,
  kinds?: Kinds,
): Promise<DrawnResult> {
  if (signal.aborted) return { status: 'interrupted' };
  return { status: 'drawn', overlays: await drawOverlays(dirs, out, { ...options, ...(kinds ? { kinds } : {}) }) };
}
