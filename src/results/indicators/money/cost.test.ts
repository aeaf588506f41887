import { describe, expect, it } from 'vitest';
import { readCase } from '../../../case/index.ts';
import { changed, type Folder, GOOD, writeFolder } from '../../../case/testing/folder.ts';
import { outcomeOf } from '../../../pool/outcome.ts';

const HOURS = Array.from({ length: 24 }, (_, h) => h);
const prices = `hour,spot_eur_per_mwh,feed_eur_per_mwh\n${HOURS.map((h) => `${h},${10 * h - 50},${h < 12 ? 0 : 40}`).join('\n')}\n`;

/** Two homes and a PV plant that exceeds them at noon, with a market. */
function folder(market: string): Folder {
  const text = String(changed('case.yaml', 'p_peak: 5000 W', 'p_peak: 60 kW')['case.yaml']);
  const profiles = '  - { file: shapes.csv, repeat: daily }\n';
  const withPrices = text.replace(profiles, `${profiles}  - { file: prices.csv, repeat: daily }\n`);
  return { ...GOOD, 'case.yaml': `${withPrices}${market}`, 'prices.csv': prices };
}

async function indicators(files: Folder, controller: string) {
  const study = await readCase(writeFolder(files), { set: [`controllers=[${controller}]`, 'clock.step=1 h'] });
  return (await outcomeOf(study))!.indicators;
}

describe('energy_cost', () => {
  it('is what is imported and exported at the prices of each step, negative prices included', async () => {
    const unit = 'market: { import_price: spot, export_price: feed }\n';
    const all = await indicators(folder(unit), 'uncontrolled');
    expect(all.get('energy_export_kwh')).toBeGreaterThan(0);
    // at equal constant prices for import and export the cost is the net energy times the price
    const flat = prices.replace(/^(\d+),.*/gm, '$1,100,100');
    const even = await indicators({ ...folder(unit), 'prices.csv': flat }, 'uncontrolled');
    const net = even.get('energy_import_kwh')! - even.get('energy_export_kwh')!;
    expect(even.get('energy_cost')).toBeCloseTo(0.1 * net, 9);
    // and without an export price only what is imported counts
    const only = 'market: { import_price: spot }\n';
    const bought = await indicators({ ...folder(only), 'prices.csv': flat }, 'uncontrolled');
    expect(bought.get('energy_cost')).toBeCloseTo(0.1 * bought.get('energy_import_kwh')!, 9);
  });

  it.each(['uncontrolled', 'volt-var', 'central'])('is an indicator under %s', async (controller) => {
    const all = await indicators(folder('market: { import_price: spot, export_price: feed }\n'), controller);
    expect(all.get('energy_cost')).toBeTypeOf('number');
  });

  it('is none of a case without a market', async () => {
    expect((await indicators(GOOD, 'uncontrolled')).has('energy_cost')).toBe(false);
  });
});
