// A scene that a program has built: devices, grid and controllers, and no case.yaml. It leaves the same folder as a case.
import type { Scene } from '../../cosim/index.ts';
import { compile, type NetworkData, networkRemarks } from '../../network/index.ts';
import type { Case } from '../case/index.ts';
import { kinds as builtIn, type Kinds } from '../kinds.ts';
import type { RunSummary } from '../results/index.ts';
import { type RunCaseOptions, runIn } from '../run.ts';
import type { SceneOptions } from '../scene.ts';

export interface RunSceneOptions extends Omit<RunCaseOptions, keyof SceneOptions> {
  /** Folder of the run. */
  readonly out: string;
  /** The network behind the grid of the scene. */
  readonly network: NetworkData;
  /** One line for the report; the name of the scene when absent. */
  readonly title?: string;
  /** What the scene was built from, as plain JSON: two scenes of the same inputs are the same run, which `resume` continues. */
  readonly inputs?: unknown;
  /** Titles, plots, tables and indicators come from these; those of feederlab when absent. */
  readonly kinds?: Kinds;
}

/**
 * Runs a scene and writes its run folder: tables, indicators, plots, report and manifest.
 * @throws as `runCase` does
 */
export function runScene(scene: Scene, options: RunSceneOptions): Promise<RunSummary> {
  const { network, title = scene.name, inputs = {}, kinds = builtIn(), ...running } = options;
  const { zone, step_min, steps } = scene.clock;
  const study: Case = {
    name: scene.name,
    folder: '',
    title,
    source: {},
    clock: { start: scene.clock.iso(0), zone, step_min, steps },
    stages: { day_ahead_h: [], intraday_h: [] },
    seed: scene.seed,
    network,
    profiles: [],
    devices: [],
    controllers: scene.controllers.map(({ name }) => ({ kind: name, options: {}, at: scene.name })),
    outputs: { devices: ['*'], format: 'csv' },
    inputs: [],
    remarks: networkRemarks(compile(network)),
    variants: [],
    kinds,
    resolved: { case: inputs, files: {} },
  };
  return runIn(study, scene, running);
}
