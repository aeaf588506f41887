// The figures of the documents, drawn anew: `npm run figures`. Each is a plot of a run of a case as it ships.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readVariants, runCase } from '../../src/index.ts';

/** By case: the plots that its README, or that of the project, shows; of a case with variants those of its last one. */
const shown: Readonly<Record<string, readonly string[]>> = {
  'ieee33-day': ['feeder-voltage', 'voltage-profile', 'device-power', 'channel-bands'],
  'ieee33-microgrid': ['load-price', 'supply-import', 'generation', 'stored-energy'],
  'rbts-bus4-winter': ['feeder-loading', 'branch-loading', 'voltage-profile', 'device-power'],
};

const folder = mkdtempSync(join(tmpdir(), 'feederlab-figures-'));
try {
  for (const [name, plots] of Object.entries(shown)) {
    const study = (await readVariants(name)).at(-1)!;
    const { dir } = await runCase(study, { out: join(folder, name) });
    for (const plot of plots) {
      copyFileSync(join(dir, 'plots', `${plot}.png`), new URL(`${name}-${plot}.png`, import.meta.url));
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
