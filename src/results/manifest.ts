// manifest.json: what was run, from which inputs, with what, and how it went.
import { existsSync, readFileSync } from 'node:fs';
import type { Channel, FailedStep, Scene } from '../../cosim/index.ts';
import { contentHash } from '../case/hash.ts';
import type { Case } from '../case/model.ts';
import { packageFolder, packageVersion } from '../package.ts';
import { channelColumns } from './channels.ts';
import type { WrittenFile } from './csv.ts';

/** `running` only in a folder still being written; `failed` when at least one step could not be solved. */
export type RunStatus = 'running' | 'finished' | 'failed' | 'interrupted';

export interface KindSummary {
  readonly kind: string;
  readonly count: number;
  /** Bands are the widest over the devices of the kind. */
  readonly channels: readonly ChannelSummary[];
}

/** A channel, and the column of devices.csv it fills; groups.csv has `COLUMN_mean`, `_min` and `_max`. */
export interface ChannelSummary extends Channel {
  readonly column: string;
}

export interface Manifest {
  readonly format: 'feederlab run';
  readonly case: string;
  readonly run: string;
  readonly title: string;
  /** Name of the variant that was run, where the case has variants. */
  readonly variant?: string;
  readonly source: Readonly<Record<string, unknown>>;
  readonly status: RunStatus;
  readonly command: readonly string[];
  readonly seed: number;
  readonly controllers: readonly string[];
  readonly clock: { readonly start: string; readonly zone: string; readonly step_min: number; readonly steps: number };
  readonly devices: readonly KindSummary[];
  /** Steps that were run, the failed ones included. */
  readonly steps: number;
  readonly failed_steps: readonly FailedStep[];
  readonly inputs: { readonly sha256: string; readonly resolved: unknown };
  readonly versions: Readonly<Record<string, string>>;
  readonly files: readonly WrittenFile[];
  /** The one part that differs between two runs of the same inputs. */
  readonly times: {
    readonly started: string;
    readonly finished?: string;
    readonly wall_s?: number;
    readonly process?: number;
  };
}

export const FORMAT = 'feederlab run';

/** The part of the manifest that is known before the first step. */
export function openManifest(
  study: Case,
  scene: Scene,
  command: readonly string[],
  run: string,
): Omit<Manifest, 'times'> {
  const { clock } = scene;
  return {
    format: FORMAT,
    case: study.name,
    run,
    title: study.variant ? `${study.title} · ${study.variant.title}` : study.title,
    ...(study.variant ? { variant: study.variant.name } : {}),
    source: study.source,
    status: 'running',
    command,
    seed: scene.seed,
    controllers: scene.controllers.map((c) => c.name),
    clock: { start: clock.iso(0), zone: clock.zone, step_min: clock.step_min, steps: clock.steps },
    devices: kinds(scene),
    steps: 0,
    failed_steps: [],
    inputs: { sha256: contentHash(study.resolved), resolved: study.resolved },
    versions: versions(),
    files: [],
  };
}

function kinds({ devices }: Scene): KindSummary[] {
  const found = new Map<string, { kind: string; count: number; channels: ChannelSummary[] }>();
  const { columns, of } = channelColumns(devices);
  devices.forEach(({ kind, channels }, d) => {
    const summary = found.get(kind) ?? { kind, count: 0, channels: [] };
    found.set(kind, summary);
    summary.count++;
    channels.forEach((channel, c) => {
      const { name: column } = columns[of[d]![c]!]!;
      const at = summary.channels.findIndex((known) => known.column === column);
      if (at < 0) summary.channels.push({ ...channel, column });
      else summary.channels[at] = widest(summary.channels[at]!, channel);
    });
  });
  return [...found.values()];
}

function widest(a: ChannelSummary, b: Channel): ChannelSummary {
  if (!b.band) return a;
  if (!a.band) return { ...a, band: b.band };
  return { ...a, band: [Math.min(a.band[0], b.band[0]), Math.max(a.band[1], b.band[1])] };
}

/** feederlab, node, and every package feederlab depends on, as they are installed. */
function versions(): Record<string, string> {
  const root = packageFolder();
  const { dependencies } = json(new URL('package.json', root)) as { dependencies: Record<string, string> };
  const installed = Object.keys(dependencies).map((name) => [name, installedVersion(name, root)] as const);
  return { feederlab: packageVersion(), node: process.versions.node, ...Object.fromEntries(installed) };
}

/** Looks where Node looks: in node_modules of this folder, then of each one above. */
function installedVersion(name: string, from: URL): string {
  for (let folder = from; ; folder = new URL('..', folder)) {
    const file = new URL(`node_modules/${name}/package.json`, folder);
    if (existsSync(file)) return (json(file) as { version: string }).version;
    if (new URL('..', folder).href === folder.href) return 'unknown';
  }
}

const json = (file: URL): unknown => JSON.parse(readFileSync(file, 'utf8'));
