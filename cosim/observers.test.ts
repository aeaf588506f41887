import { describe, expect, it } from 'vitest';
import { collect, scheduled } from './observers.ts';
import { run } from './run.ts';
import { load, sceneOf, store } from './testing/two-bus.ts';

describe('a scheduled observer', () => {
  it('is called for scheduled steps only, and at the start and the end', async () => {
    const heard: (number | string)[] = [];
    const observer = scheduled(8, {
      onStart: (scene) => heard.push(scene.name),
      onStep: ({ k }) => heard.push(k),
      onEnd: ({ steps }) => heard.push(`${steps} steps`),
    });
    await run(sceneOf([load('a', () => 1)]), [observer]);
    expect(heard).toEqual(['two buses', 0, 8, 16, '24 steps']);
  });
});

describe('a collector', () => {
  it('stores a copy of each step, and is reset by each run', async () => {
    const collector = collect();
    const scene = sceneOf([load('a', (k) => 10 * k), store('s')], { clock: { steps: 3 } });
    for (let again = 0; again < 2; again++) {
      const final = await run(scene, [collector]);
      expect(collector.final).toBe(final);
      expect(collector.steps.map(({ k, p_kw }) => [k, ...p_kw])).toEqual([
        [0, 0, 0],
        [1, 10, 0],
        [2, 20, 0],
      ]);
      expect(new Set(collector.steps.map(({ flow }) => flow!.vm_pu[1])).size).toBe(3);
      expect(collector.steps[0]!.channels).toEqual([[], [5]]);
    }
  });
});
