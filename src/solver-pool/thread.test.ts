import { afterEach, expect, it, vi } from 'vitest';
import { microgridProblem } from '../../optimisation/testing/microgrids.ts';
import { hasIdleThread, takeThread } from './thread.ts';

afterEach(() => {
  vi.useRealTimers();
});

it('a thread that was idle for long is not taken while it ends', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  takeThread().release();
  expect(hasIdleThread()).toBe(true);
  vi.advanceTimersByTime(60_000);
  expect(hasIdleThread()).toBe(false);
  const thread = takeThread();
  const { status } = await thread.solve({ problem: microgridProblem(5, 24), options: undefined });
  expect(status).toBe('optimal');
  thread.release();
});
