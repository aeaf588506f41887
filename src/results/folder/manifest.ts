// manifest.json: what was run, from which inputs, with what, and how it went.

import { existsSync, readFileSync } from 'node:fs';
import { namedError } from '../../../base/index.ts';
import type { Channel, Device, FailedStep, Scene } from '../../../cosim/index.ts';
import type { ChannelSummary, KindSummary } from '../../../record/index.ts';
import { contentHash } from '../../case/hash.ts';
import type { Case, Resolved } from '../../case/model.ts';
import { hashOfFile } from '../../disk/hash.ts';
import { packageFolder, packageVersion } from '../../package.ts';
import { statOf } from '../../stat.ts';
import type { CpuTime } from '../cpu/cpu.ts';
import type { PlotForm } from '../draw/forms.ts';
import type { LayoutSummary } from '../layouts/layouts.ts';
import { channelColumns } from '../tables/channels.ts';
import type { HashedFile, WrittenFile } from './csv.ts';
import { foresightOf } from './foresight.ts';
import type { RunRemark } from './remarks.ts';

/** `running` only in a folder still being written; `failed` when at least one step could not be solved. */
export type RunStatus = 'running' | 'finished' | 'failed' | 'interrupted';

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
  /** What plans knew of the days ahead; absent where no controller plans. */
  readonly foresight?: string;
  readonly clock: {
    readonly start: string;
    readonly zone: string;
    readonly step_min: number;
    readonly steps: number;
    readonly warm_up_days?: number;
  };
  readonly devices: readonly KindSummary[];
  /** Steps that were run, the failed ones included. */
  readonly steps: number;
  readonly failed_steps: readonly FailedStep[];
  readonly remarks: readonly RunRemark[];
  readonly inputs: { readonly sha256: string; readonly resolved: Resolved };
  readonly versions: Readonly<Record<string, string>>;
  /** The tables. */
  readonly files: readonly WrittenFile[];
  /** What else the run wrote, this file excepted. */
  readonly others: readonly HashedFile[];
  /** Plots and report; absent until all of them have been drawn. */
  readonly drawn?: readonly HashedFile[];
  /** The form of the plots that have been drawn. */
  readonly plots?: PlotForm;
  /** Tables of the study as its paper prints them. */
  readonly layouts?: readonly LayoutSummary[];
  /** The one part that differs between two runs of the same inputs. */
  readonly times: {
    readonly started: string;
    readonly finished?: string;
    readonly wall_s?: number;
    readonly cpu?: CpuTime;
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
  const foresight = foresightOf(study);
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
    ...(foresight === undefined ? {} : { foresight }),
    clock: { start: clock.iso(0), zone: clock.zone, step_min: clock.step_min, steps: clock.steps, ...warmUp(study) },
    devices: kinds(scene, study),
    steps: 0,
    failed_steps: [],
    remarks: [],
    inputs: { sha256: contentHash(study.resolved), resolved: study.resolved },
    versions: versions(),
    files: [],
    others: [],
  };
}

/** Paths of all files that a manifest knows, its own excepted. */
export const filesOf = ({ files, others, drawn = [] }: Manifest): string[] =>
  [...files, ...others, ...drawn].map(({ path }) => path);

/** The files that are not as they were written, by their paths. */
export const changedIn = (folder: string, files: readonly HashedFile[]): string[] =>
  files.flatMap((file) => (hashedAs(folder, file) ? [] : [file.path]));

function hashedAs(folder: string, { path, bytes, sha256 }: HashedFile): boolean {
  const file = `${folder}/${path}`;
  return statOf(file)?.size === bytes && hashOfFile(file) === sha256;
}

const warmUp = ({ clock: { warm_up_days } }: Case) => (warm_up_days === undefined ? {} : { warm_up_days });

/** The values that a device shows before the run. */
function startOf(device: Device): readonly number[] {
  let hook = 'start';
  try {
    const state = device.start();
    hook = 'observe';
    return device.observe(state);
  } catch (error) {
    throw namedError(error, `device ${device.id} (${device.kind}) failed in ${hook}`);
  }
}

function kinds({ devices }: Scene, study: Case): KindSummary[] {
  const { columns, of } = channelColumns(devices);
  const found = new Map<string, { count: number; channels: Map<string, { is: Channel; starts: number[] }> }>();
  devices.forEach((device, d) => {
    const summary = found.get(device.kind) ?? { count: 0, channels: new Map() };
    found.set(device.kind, summary);
    summary.count++;
    const start = startOf(device);
    device.channels.forEach((channel, c) => {
      const { name } = columns[of[d]![c]!]!;
      const known = summary.channels.get(name);
      if (known) {
        known.is = widest(known.is, channel);
        known.starts.push(start[c]!);
      } else {
        const { kwh_per_unit: _, ...is } = channel;
        summary.channels.set(name, { is, starts: [start[c]!] });
      }
    });
  });
  return Array.from(found, ([kind, { count, channels }]) => ({
    kind,
    count,
    channels: Array.from(channels, ([column, { is, starts }]) => ({
      ...is,
      column,
      start: span(starts),
    })),
    ...stored(kind, study, devices),
  }));
}

function widest(a: Channel, b: Channel): Channel {
  if (!b.band) return a;
  if (!a.band) return { ...a, band: b.band };
  if (a.band[0] <= b.band[0] && a.band[1] >= b.band[1]) return a;
  return { ...a, band: [Math.min(a.band[0], b.band[0]), Math.max(a.band[1], b.band[1])] };
}

const span = (values: readonly number[]): ChannelSummary['start'] => ({
  mean: values.reduce((sum, value) => sum + value, 0) / values.length,
  min: values.reduce((a, b) => Math.min(a, b)),
  max: values.reduce((a, b) => Math.max(a, b)),
});

/** Whatever stores energy says so by the name that the dictionary of symbols gives it. */
function stored(kind: string, { devices, clock }: Case, inRun: readonly Device[]): Pick<KindSummary, 'e_start_kwh'> {
  const begun = new Map(clock.warm_up_days === undefined ? [] : inRun.map((device) => [device.id, device]));
  const energies = devices.flatMap((entry) => {
    const { e_start_kwh, e_cap_kwh = Number.NaN } = entry.params as { e_start_kwh?: number; e_cap_kwh?: number };
    if (entry.kind !== kind || e_start_kwh === undefined) return [];
    const device = begun.get(entry.id);
    if (!device) return [e_start_kwh];
    const soc = device.channels.findIndex(({ name }) => name === 'soc_percent');
    return [(e_cap_kwh * startOf(device)[soc]!) / 100];
  });
  return energies.length > 0 ? { e_start_kwh: energies.reduce((sum, e) => sum + e) } : {};
}

/** feederlab, node, and every package feederlab depends on, as they are installed. */
export function versions(): Record<string, string> {
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
