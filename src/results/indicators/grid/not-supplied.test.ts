import { describe, expect, it } from 'vitest';
import { readCase } from '../../../case/index.ts';
import { changed, GOOD, writeFolder } from '../../../case/testing/folder.ts';
import { outcomeOf } from '../../../pool/outcome.ts';

const run = async (...set: string[]) => {
  const { indicators } = (await outcomeOf(await readCase(writeFolder(GOOD), { set })))!;
  return (id: string) => indicators.get(id);
};

describe('energy not supplied', () => {
  it('is what the devices without supply draw when they have it', async () => {
    const bare = changed('case.yaml', /populations:[\s\S]*?controllers/, 'controllers');
    const at = async (...set: string[]) => (await outcomeOf(await readCase(writeFolder(bare), { set })))!.indicators;
    const [whole, out] = [await at(), await at('network.out_of_service=[bc]')];
    expect(whole.get('energy_not_supplied_kwh')).toBeUndefined();
    expect(out.get('energy_not_supplied_kwh')).toBeCloseTo(2 * 24, 9); // load lc, 2 kW
    expect(out.get('device_load_drawn_kwh')).toBeCloseTo(whole.get('device_load_drawn_kwh')! - 2 * 24, 9);
    expect(out.get('energy_loss_kwh')).toBeLessThan(whole.get('energy_loss_kwh')!);
  });

  it('counts cars too, as they would have charged, and the rest of the network goes on', async () => {
    const [whole, out] = [await run(), await run('network.out_of_service=[bc]')];
    const drawn = (of: typeof whole) => of('device_load_drawn_kwh')! + of('device_ev_drawn_kwh')!;
    expect(drawn(out) + out('energy_not_supplied_kwh')!).toBeCloseTo(drawn(whole), 6);
    expect(out('device_ev_drawn_kwh')).toBeGreaterThan(0);
  });

  it('is all there is where only the slack has supply', async () => {
    const out = await run('network.out_of_service=[ab]');
    expect(out('energy_import_kwh')).toBe(0);
    expect(out('energy_not_supplied_kwh')).toBeGreaterThan(48);
    expect(out('device_load_drawn_kwh')).toBeUndefined();
  });
});
