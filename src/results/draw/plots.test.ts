import { describe, expect, it } from 'vitest';
import { uncontrolled } from '../../../controllers/uncontrolled/uncontrolled.ts';
import type { Plot } from '../../../record/index.ts';
import { kinds } from '../../kinds.ts';
import { plotsOf } from './plots.ts';

const plot = (id: string, before?: string): Plot<object> => ({
  id,
  reads: {},
  ...(before === undefined ? {} : { before }),
  caption: () => '',
  draw: () => undefined,
});

/** The plots of a run with two controllers. */
function idsOf(one: readonly Plot<object>[], other: readonly Plot<object>[]): string[] {
  const controllers = new Map([
    ['one', { ...uncontrolled, plots: one }],
    ['other', { ...uncontrolled, plots: other }],
  ]);
  return plotsOf(['one', 'other'], { ...kinds(), controllers }).map(({ id }) => id);
}

describe('the plots of a run', () => {
  it('are those of every run, then those of its controllers; each comes before the one that it precedes', () => {
    const own = idsOf([], []);
    const shared = plot('shared');
    expect(idsOf([shared, plot('early', 'voltage-profile')], [shared, plot('late', 'of-nobody')])).toEqual([
      own[0],
      'early',
      ...own.slice(1),
      'shared',
      'late',
    ]);
  });

  it('have an id each', () => {
    expect(() => idsOf([plot('mine')], [plot('mine')])).toThrow(
      /one \+ other: 1 problem[\s\S]*mine[\s\S]*two different plots/,
    );
    expect(() => idsOf([plot('feeder-voltage')], [])).toThrow(/feeder-voltage/);
    for (const kind of kinds().controllers.keys()) plotsOf([kind], kinds());
  });
});
