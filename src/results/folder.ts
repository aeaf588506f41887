// The run folder. It is written beside its final place, as `RUN.part`, and moved there when it is whole: whatever stands
// under the name of a run is a run. A run that broke off is taken up again from its checkpoint, wherever it lies.
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Checkpoint, FailedStep, Final, Observer, Scene } from '../../cosim/index.ts';
import type { Case } from '../case/model.ts';
import { matcher } from '../patterns.ts';
import { carryOver, createKeeper, dropSaved, readSaved, replaceFile, type Saved } from './checkpoint.ts';
import { CsvWriter, type Field, type WrittenFile } from './csv.ts';
import { datapackage } from './datapackage.ts';
import { createGauges, type Indicator } from './indicators/index.ts';
import { writeLayouts } from './layouts/layouts.ts';
import { type Manifest, openManifest, type RunStatus } from './manifest.ts';
import { networkFile } from './network.ts';
import { clear, readManifestOf, refuseBusy, refuseForeign, replace } from './place.ts';
import { openPublished } from './published.ts';
import { readIndicators } from './read/index.ts';
import { collectRemarks, type RunRemark } from './remarks.ts';
import { tables } from './tables/index.ts';

export interface RunAbout {
  readonly case: Case;
  readonly scene: Scene;
  /** As a person would type it to run this again. */
  readonly command: readonly string[];
  readonly runId: string;
  /** Goes on with a run of the same inputs that broke off, where there is one. */
  readonly resume?: boolean;
}

/** When the run began and ended, epoch milliseconds; they go into the manifest and nowhere else. */
export interface Timing {
  readonly started_ms: number;
  readonly finished_ms: number;
}

export interface RunSummary {
  readonly dir: string;
  readonly case: string;
  /** Absent where the case has no variants. */
  readonly variant?: string;
  readonly run: string;
  readonly status: RunStatus;
  readonly steps: number;
  readonly failed: readonly FailedStep[];
  /** By id; null where the run does not tell. */
  readonly indicators: Readonly<Record<string, number | null>>;
  /** What a reader of these numbers should know. */
  readonly remarks: readonly RunRemark[];
}

export interface RunFolder {
  /** Writes the tables while the run goes. */
  readonly observer: Observer;
  /** Where the run is to be taken up; undefined when it begins with its first step. */
  readonly from: Checkpoint | undefined;
  /** Closes the tables, writes indicators and manifest, and moves the folder to its place. */
  finish(final: Final, timing: Timing): Promise<RunSummary>;
  /** Drops what was written, so that nothing is left of a run that broke off with an error; a finished run stays. */
  discard(): void;
}

const indicatorFields: readonly Field[] = [
  { name: 'id', type: 'string', title: 'Indicator' },
  { name: 'value', type: 'number', title: 'Value, in the unit of its row' },
  { name: 'unit', type: 'string', title: 'Unit of the value' },
  { name: 'title', type: 'string', title: 'What it says' },
  { name: 'where', type: 'string', title: 'Bus, branch or device it belongs to' },
  { name: 'time', type: 'datetime', title: 'Start of the step it belongs to' },
];

/**
 * Opens the folder of a new run at `dir`.
 * @throws InputError when `dir` holds anything but an earlier run, another process is writing it, or what is to be taken
 *   up again is damaged.
 */
export function openRunFolder(dir: string, about: RunAbout): RunFolder {
  const { case: study, scene, command, runId } = about;
  const target = resolve(dir);
  const part = `${target}.part`;
  const opened_ms = Date.now();
  refuseForeign(target);
  refuseBusy(part);
  const open = openManifest(study, scene, command, runId);
  const earlier = about.resume ? furthest([part, target], open) : undefined;
  const inPlace = earlier?.folder === part;
  const from = earlier?.saved;
  const started = from?.started ?? iso(opened_ms);
  const claim = () => writeJson(part, 'manifest.json', { ...open, times: { started, process: process.pid } });
  const openTables = () => {
    if (earlier) carryOver(earlier.saved, earlier.folder, part);
    const chosen = matcher(study.outputs.devices);
    const written = tables
      .map((make) => make(scene, study.network, chosen))
      .map((table, i) => ({ table, csv: new CsvWriter(part, `${table.name}.csv`, table.fields, from?.files[i]) }));
    return { written, published: openPublished(part, scene.clock, from?.published) };
  };
  if (!inPlace) {
    clear(part);
    claim();
  }
  const { written, published } = undoing(openTables, () => {
    if (!inPlace) rmSync(part, { recursive: true, force: true });
  });
  if (inPlace) claim();
  writeJson(part, 'network.json', networkFile(scene.grid, study.network));
  const gauges = createGauges(scene, study.network, from?.gauges);
  const remarks = collectRemarks(scene.clock, study.remarks, from?.remarks);
  const keeper = createKeeper(part);
  const workedBefore_s = from?.wall_s ?? 0;
  let closed = false;

  const observer: Observer = {
    onMessage(message) {
      const time = scene.clock.iso(message.step);
      for (const { table, csv } of written) table.onMessage?.(message, time, csv);
    },
    onPublish(publication, k) {
      published.onPublish(publication);
      remarks.onPublish(publication, k);
    },
    onStep(record) {
      const time = scene.clock.iso(record.k);
      for (const { table, csv } of written) table.onStep?.(record, time, csv);
      gauges.onStep(record);
      remarks.onStep(record);
    },
    onCheckpoint(checkpoint) {
      keeper.keep({
        checkpoint,
        files: written.map(({ csv }) => csv.mark()),
        gauges: gauges.state,
        published: published.state(),
        remarks: remarks.all(),
        started,
        wall_s: workedBefore_s + (Date.now() - opened_ms) / 1000,
      });
    },
  };

  return {
    observer,
    from: from?.checkpoint,
    async finish(final, timing) {
      closed = true;
      const indicators = [...gauges.indicators(), ...published.indicators()];
      const files = written.map(({ table, csv }) => ({ table, file: csv.close() })).concat(published.close());
      const file = writeIndicators(part, indicators, scene);
      const table = { name: 'indicators', title: 'Numbers that sum up the run', fields: indicatorFields };
      const laid = writeLayouts(part, study.layouts ?? [], files);
      const all = [...files, { table, file }, ...laid.written];
      writeJson(part, 'datapackage.json', datapackage(open, all));
      const manifest: Manifest = {
        ...open,
        status: final.interrupted ? 'interrupted' : final.failed.length > 0 ? 'failed' : 'finished',
        steps: final.steps,
        failed_steps: final.failed,
        remarks: remarks.all(),
        files: all.map((f) => f.file),
        ...(laid.summaries.length > 0 ? { layouts: laid.summaries } : {}),
        times: {
          started: from?.started ?? iso(timing.started_ms),
          finished: iso(timing.finished_ms),
          wall_s: workedBefore_s + (timing.finished_ms - timing.started_ms) / 1000,
        },
      };
      if (final.interrupted) keeper.flush();
      else dropSaved(part);
      writeJson(part, 'manifest.json', manifest);
      replace(target, part);
      return summary(target, manifest, indicators);
    },
    discard() {
      if (closed) return;
      closed = true;
      for (const { csv } of written) csv.close();
      published.close();
      rmSync(part, { recursive: true, force: true });
    },
  };
}

/** Summary of the run of these inputs that lies whole in `dir`, from its files; undefined where there is none. */
export async function finishedRun(dir: string, about: RunAbout): Promise<RunSummary | undefined> {
  const target = resolve(dir);
  const manifest = readManifestOf(target);
  const open = openManifest(about.case, about.scene, about.command, about.runId);
  if (!manifest || manifest.status === 'interrupted' || !sameRun(manifest, open)) return undefined;
  return summary(target, manifest, await readIndicators(target));
}

function undoing<T>(work: () => T, undo: () => void): T {
  try {
    return work();
  } catch (error) {
    undo();
    throw error;
  }
}

/** Of the folders that hold a checkpoint of this very run, the one that went furthest. */
function furthest(folders: readonly string[], open: ReturnType<typeof openManifest>) {
  const found = folders.flatMap((folder): { folder: string; saved: Saved }[] => {
    const manifest = readManifestOf(folder);
    const saved = manifest && sameRun(manifest, open) ? readSaved(folder) : undefined;
    return saved ? [{ folder, saved }] : [];
  });
  return found.sort((a, b) => b.saved.checkpoint.k - a.saved.checkpoint.k)[0];
}

/** The same inputs, on the same versions: only then the bytes that come fit those that are there. */
const sameRun = (a: Manifest, b: ReturnType<typeof openManifest>): boolean =>
  a.run === b.run && a.inputs.sha256 === b.inputs.sha256 && JSON.stringify(a.versions) === JSON.stringify(b.versions);

function writeIndicators(folder: string, indicators: readonly Indicator[], scene: Scene): WrittenFile {
  const csv = new CsvWriter(folder, 'indicators.csv', indicatorFields);
  for (const { id, value, unit, title, where, step } of indicators) {
    csv
      .text(id)
      .number(value)
      .text(unit)
      .text(title)
      .text(where ?? '');
    csv.text(step === undefined ? '' : scene.clock.iso(step)).end();
  }
  return csv.close();
}

function summary(dir: string, manifest: Manifest, indicators: readonly Pick<Indicator, 'id' | 'value'>[]): RunSummary {
  const { case: name, variant, run, status, steps, failed_steps, remarks } = manifest;
  const values = indicators.map(({ id, value }) => [id, Number.isFinite(value) ? value : null]);
  return {
    dir,
    case: name,
    ...(variant === undefined ? {} : { variant }),
    run,
    status,
    steps,
    failed: failed_steps,
    indicators: Object.fromEntries(values),
    remarks,
  };
}

function writeJson(folder: string, name: string, data: unknown): void {
  replaceFile(`${folder}/${name}`, `${JSON.stringify(data, null, 2)}\n`);
}

const iso = (ms: number): string => new Date(ms).toISOString();
