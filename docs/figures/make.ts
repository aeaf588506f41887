// The figures of the documents, drawn anew: `npm run figures`. Each is a plot of a run of a case as it ships.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareCase } from '../../src/compare/index.ts';
import { drawOverlays, readCase, readVariants, runCase } from '../../src/index.ts';

interface Shown {
  /** Plots that its README, or that of the project, shows; of a case with variants those of its last one. */
  readonly plots?: readonly string[];
  /** Those of other variants, by name. */
  readonly of?: Readonly<Record<string, readonly string[]>>;
  /** Overlays of its variants. */
  readonly overlays?: readonly string[];
}

const shown: Readonly<Record<string, Shown>> = {
  'ieee33-day': { plots: ['feeder-voltage', 'voltage-profile', 'device-power', 'channel-bands'] },
  'ieee33-microgrid': {
    plots: ['load-price', 'supply-import', 'generation', 'stored-energy'],
    overlays: ['import'],
  },
  'rbts-bus4-winter': { plots: ['feeder-loading', 'branch-loading', 'voltage-profile', 'device-power'] },
  'smart-mla-tfm-synthetic': {
    plots: [
      'energy-price',
      'flexible-loading',
      'flexible-voltage',
      'flexible-devices',
      'admm-residuals',
      'capital-flow',
    ],
  },
  'cired-transactive': {
    of: {
      bisection: [
        'forecast-errors',
        'transactive-imbalance',
        'transactive-agents',
        'transactive-bonuses',
        'transactive-convergence',
      ],
      published: ['transactive-imbalance', 'transactive-convergence'],
    },
  },
  'cired-transactive-days': { plots: ['transactive-days'] },
  'm2m-cla': {
    of: {
      corrected: [
        'microgrid-prices',
        'microgrid-schedules',
        'flexibility-by-role',
        'flexible-consumption',
        'accepted-flexibility',
        'microgrid-storage',
        'capacity-limits',
      ],
    },
  },
  'smart-mla-dt-srp': {
    of: {
      coordinated: ['energy-price', 'dynamic-tariff', 'tariff-loading', 'flexible-loading', 'reprofiling'],
      'case-1': ['tariff-loading'],
      swarm: ['penalty-search'],
    },
  },
};

/** Runs longer than the cases themselves: what the plots make of many steps. */
const long: readonly {
  readonly name: string;
  readonly variant?: string;
  readonly days: number;
  readonly plots: readonly string[];
}[] = [
  { name: 'ieee33-day', days: 30, plots: ['device-power', 'import-duration'] },
  { name: 'ieee33-microgrid', variant: 'pv-wind', days: 365, plots: ['network-balance', 'import-carpet'] },
];

/** Figures of comparisons, which begin with the scenario. */
const compared: Readonly<Record<string, readonly string[]>> = {
  'shootout-ieee33': ['exact-import', 'forecast-benefits', 'forecast-trade-off', 'forecast-voltage'],
  'shootout-rbts': ['exact-import', 'forecast-loading', 'forecast-trade-off'],
};

const figure = (name: string) => new URL(`${name}.png`, import.meta.url);

const folder = mkdtempSync(join(tmpdir(), 'feederlab-figures-'));
try {
  for (const [name, { plots = [], of = {}, overlays = [] }] of Object.entries(shown)) {
    const dirs: string[] = [];
    const copy = (plot: string, as: string) => copyFileSync(join(dirs.at(-1)!, 'plots', `${plot}.png`), figure(as));
    for (const study of await readVariants(name)) {
      const variant = study.variant?.name ?? 'run';
      const { dir } = await runCase(study, { out: join(folder, name, variant), plots: 'png' });
      dirs.push(dir);
      for (const plot of of[variant] ?? []) copy(plot, `${name}-${variant}-${plot}`);
    }
    for (const plot of plots) copy(plot, `${name}-${plot}`);
    if (overlays.length === 0) continue;
    const out = join(folder, name, 'overlays');
    await drawOverlays(dirs, out, { plots: 'png' });
    for (const overlay of overlays) copyFileSync(join(out, `${overlay}.png`), figure(`${name}-overlay-${overlay}`));
  }
  for (const { name, variant, days, plots } of long) {
    const study = await readCase(name, { set: [`clock.days=${days}`], ...(variant === undefined ? {} : { variant }) });
    const { dir } = await runCase(study, { out: join(folder, name, `${days}-days`), plots: 'png' });
    for (const plot of plots) copyFileSync(join(dir, 'plots', `${plot}.png`), figure(`${name}-${days}-days-${plot}`));
  }
  for (const [name, plots] of Object.entries(compared)) {
    const { dir } = (await compareCase(name, { out: join(folder, name), plots: 'png' }))!;
    for (const plot of plots) copyFileSync(join(dir, 'plots', `${plot}.png`), figure(`${name}-${plot}`));
  }
} finally {
  rmSync(folder, { recursive: true });
}
