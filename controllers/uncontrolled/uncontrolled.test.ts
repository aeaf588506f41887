import { describe, expect, it } from 'vitest';
import { load, records, sceneOf, store } from '../../cosim/testing/two-bus.ts';
import { site } from '../testing/microgrid.ts';
import { uncontrolled } from './uncontrolled.ts';

describe('the uncontrolled run', () => {
  const controllers = [uncontrolled.create({}, site)];

  it('every device follows its default behaviour', async () => {
    const { steps } = await records(
      sceneOf(
        [
          load(
            'a',
            (k) => k,
            () => 2,
          ),
          store('s'),
        ],
        { controllers, clock: { steps: 4 } },
      ),
    );
    expect(steps.map(({ p_kw }) => [...p_kw])).toEqual([0, 1, 2, 3].map((k) => [k, 0]));
    expect(steps.map(({ q_kvar }) => [...q_kvar])).toEqual([0, 1, 2, 3].map(() => [2, 0]));
  });

  it('records what a run without any controller records', async () => {
    const devices = [load('a', (k) => 10 * k), store('s')];
    expect((await records(sceneOf(devices, { controllers }))).steps).toEqual((await records(sceneOf(devices))).steps);
  });

  it('has no options', () => {
    expect(uncontrolled.schema.safeParse({ strict: true }).success).toBe(false);
  });
});
