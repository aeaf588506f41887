import type { Case } from './model.ts';
import { type ReadOptions, readCase } from './read.ts';

/** What a case holds, in numbers. */
export interface CaseSummary {
  readonly name: string;
  readonly title: string;
  readonly buses: number;
  readonly branches: number;
  /** How many devices of each kind. */
  readonly devices: Readonly<Record<string, number>>;
  readonly profiles: number;
  readonly controllers: readonly string[];
  readonly steps: number;
  readonly step_min: number;
}

/** Reads a case whole and counts what is in it. @throws InputError with every problem of every file */
export async function validateCase(pathOrName: string, options?: ReadOptions): Promise<CaseSummary> {
  return summary(await readCase(pathOrName, options));
}

function summary({ name, title, network, devices, profiles, controllers, clock }: Case): CaseSummary {
  const kinds: Record<string, number> = {};
  for (const { kind } of devices) kinds[kind] = (kinds[kind] ?? 0) + 1;
  return {
    name,
    title,
    buses: network.buses.length,
    branches: network.branches.length,
    devices: kinds,
    profiles: profiles.length,
    controllers: controllers.map(({ kind }) => kind),
    steps: clock.steps,
    step_min: clock.step_min,
  };
}
