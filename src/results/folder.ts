// The run folder. It is written beside its final place, as `RUN.part`, and moved there when it is whole: whatever stands
// under the name of a run is a run.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InputError } from '../../base/index.ts';
import type { FailedStep, Final, Observer, Scene } from '../../cosim/index.ts';
import type { Case } from '../case/model.ts';
import { matcher } from '../patterns.ts';
import { CsvWriter, type Field, type WrittenFile } from './csv.ts';
import { datapackage } from './datapackage.ts';
import { createGauges, type Indicator } from './indicators/index.ts';
import { FORMAT, type Manifest, openManifest, type RunStatus } from './manifest.ts';
import { networkFile } from './network.ts';
import { openPublished } from './published.ts';
import { tables } from './tables/index.ts';

export interface RunAbout {
  readonly case: Case;
  readonly scene: Scene;
  /** As a person would type it to run this again. */
  readonly command: readonly string[];
  readonly runId: string;
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
}

export interface RunFolder {
  /** Writes the tables while the run goes. */
  readonly observer: Observer;
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
 * @throws InputError when `dir` holds anything but an earlier run, or another process is writing it.
 */
export function openRunFolder(dir: string, { case: study, scene, command, runId }: RunAbout): RunFolder {
  const target = resolve(dir);
  const part = `${target}.part`;
  refuseForeign(target);
  refuseBusy(part);
  clear(part);

  const open = openManifest(study, scene, command, runId);
  writeJson(part, 'manifest.json', { ...open, times: { started: iso(Date.now()), process: process.pid } });
  writeJson(part, 'network.json', networkFile(scene.grid, study.network));

  const chosen = matcher(study.outputs.devices);
  const written = tables
    .map((make) => make(scene, study.network, chosen))
    .map((table) => ({ table, csv: new CsvWriter(part, `${table.name}.csv`, table.fields) }));
  const gauges = createGauges(scene, study.network);
  const published = openPublished(part, scene.clock);
  let closed = false;

  const observer: Observer = {
    onMessage(message) {
      const time = scene.clock.iso(message.step);
      for (const { table, csv } of written) table.onMessage?.(message, time, csv);
    },
    onPublish: published.onPublish,
    onStep(record) {
      const time = scene.clock.iso(record.k);
      for (const { table, csv } of written) table.onStep?.(record, time, csv);
      gauges.onStep(record);
    },
  };

  return {
    observer,
    async finish(final, timing) {
      closed = true;
      const indicators = [...gauges.indicators(), ...published.indicators()];
      const files = written.map(({ table, csv }) => ({ table, file: csv.close() })).concat(published.close());
      const file = writeIndicators(part, indicators, scene);
      const table = { name: 'indicators', title: 'Numbers that sum up the run', fields: indicatorFields };
      const all = [...files, { table, file }];
      writeJson(part, 'datapackage.json', datapackage(open, all));
      const manifest: Manifest = {
        ...open,
        status: final.interrupted ? 'interrupted' : final.failed.length > 0 ? 'failed' : 'finished',
        steps: final.steps,
        failed_steps: final.failed,
        files: all.map((f) => f.file),
        times: {
          started: iso(timing.started_ms),
          finished: iso(timing.finished_ms),
          wall_s: (timing.finished_ms - timing.started_ms) / 1000,
        },
      };
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

function refuseForeign(target: string): void {
  if (!existsSync(target)) return;
  const refuse = (found: string) =>
    new InputError(target, [
      { where: 'out', found, expected: 'a new folder, or that of an earlier run', hint: 'nothing in it was touched' },
    ]);
  if (!statSync(target).isDirectory()) throw refuse('a file');
  if (readdirSync(target).length > 0 && !readManifestOf(target)) throw refuse('a folder that holds other things');
}

function refuseBusy(part: string): void {
  if (!existsSync(part)) return;
  const writer = readManifestOf(part)?.times.process;
  if (writer !== undefined && !isAlive(writer)) return;
  const found = writer === undefined ? 'a folder that holds other things' : `a run being written by process ${writer}`;
  throw new InputError(part, [{ where: 'out', found, expected: 'no folder of this name, or a run that broke off' }]);
}

/** An empty folder at `part`, whatever of an earlier run lies there. */
function clear(part: string): void {
  try {
    if (existsSync(part)) rmSync(part, { recursive: true });
    makeFolder(part);
  } catch (error) {
    const found = (error as Error).message;
    throw new InputError(part, [{ where: 'out', found, expected: 'a place where a folder can be written' }]);
  }
}

/** Makes a folder and those it lies in. Node's own `recursive` never returns where none can be made, as in /proc. */
function makeFolder(path: string): void {
  const parent = dirname(path);
  if (!existsSync(parent)) makeFolder(parent);
  mkdirSync(path);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The manifest in a folder, when it is one of a run. */
function readManifestOf(folder: string): Manifest | undefined {
  try {
    const manifest = JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8')) as Manifest;
    return manifest.format === FORMAT ? manifest : undefined;
  } catch {
    return undefined;
  }
}

/** Puts the finished folder in place of an earlier one; the earlier one goes last. */
function replace(target: string, part: string): void {
  const old = `${target}.old`;
  rmSync(old, { recursive: true, force: true });
  if (existsSync(target)) renameSync(target, old);
  renameSync(part, target);
  rmSync(old, { recursive: true, force: true });
}

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

function summary(dir: string, manifest: Manifest, indicators: readonly Indicator[]): RunSummary {
  const { case: name, variant, run, status, steps, failed_steps } = manifest;
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
  };
}

function writeJson(folder: string, name: string, data: unknown): void {
  writeFileSync(`${folder}/${name}`, `${JSON.stringify(data, null, 2)}\n`);
}

const iso = (ms: number): string => new Date(ms).toISOString();
