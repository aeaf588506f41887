// Every indicator of a run has a declaration, with the unit and the title that the run writes, and a row in docs/indicators.md.
import { describe, expect, it } from 'vitest';
import { collect, run } from '../../../cosim/index.ts';
import { indicatorReference } from '../../../docs/schema/indicators.ts';
import { readCase } from '../../case/index.ts';
import { changed, type Folder, GOOD, writeFolder } from '../../case/testing/folder.ts';
import { kinds } from '../../kinds.ts';
import { sceneOf } from '../../scene.ts';
import { openPublished } from '../folder/published.ts';
import { createGauges, declarationOf, declarations, isOf } from './index.ts';

const HOURS = Array.from({ length: 24 }, (_, h) => h);
const prices = `hour,spot_eur_per_mwh\n${HOURS.map((h) => `${h},${10 * h + 50}`).join('\n')}\n`;

/** Homes with cars and a PV plant that exceeds them at noon, with a market. */
function folder(): Folder {
  const text = String(changed('case.yaml', 'p_peak: 5000 W', 'p_peak: 60 kW')['case.yaml']);
  const profiles = '  - { file: shapes.csv, repeat: daily }\n';
  const withPrices = text.replace(profiles, `${profiles}  - { file: prices.csv, repeat: daily }\n`);
  return { ...GOOD, 'case.yaml': `${withPrices}market: { import_price: spot }\n`, 'prices.csv': prices };
}

const mechanisms = kinds().controllers;
const ofMechanisms = [...mechanisms.values()].flatMap(({ indicators = [] }) => indicators);
const page = indicatorReference();

describe.each([...mechanisms.keys()])('the indicators of a run under %s', (kind) => {
  it('are declared, and described in docs/indicators.md', async () => {
    const study = await readCase(writeFolder(folder()), { set: [`controllers=[${kind}]`, 'clock.step=1 h'] });
    const scene = sceneOf(study, { jobs: 1 });
    const gauges = createGauges(study.kinds, scene, study.network);
    const published = openPublished('', scene.clock);
    await run(scene, [
      collect(),
      {
        onStep: gauges.onStep,
        onMessage: gauges.onMessage,
        onPublish: ({ indicators = [] }) => published.onPublish({ indicators }),
      },
    ]);
    const rows = [...gauges.indicators(), ...published.indicators()];
    expect(rows.length).toBeGreaterThan(8);
    for (const { id, unit, title } of rows) {
      const declared = declarationOf(id) ?? ofMechanisms.find((one) => isOf(id, one));
      expect(declared, id).toBeDefined();
      expect(page).toContain(`\`${declared!.id}\``);
      const fixed = { unit: declared!.unit, title: declared!.title };
      if (!fixed.unit.includes('{')) expect(unit, id).toBe(fixed.unit);
      if (!`${fixed.title}${declared!.id}`.includes('{')) expect(title, id).toBe(fixed.title);
    }
  });
});

it('has each declaration once', () => {
  const ids = Object.values(declarations)
    .flat()
    .map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
