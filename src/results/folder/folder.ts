// The run folder. A run is written in a part of it and moved out when it is whole: a folder with a manifest holds a run. One
// that broke off is taken up again from its checkpoint.
import { resolve } from 'node:path';
import type { Checkpoint, Final, Observer, Scene } from '../../../cosim/index.ts';
import type { Case } from '../../case/model.ts';
import { writeJson } from '../../disk/files.ts';
import { hashedFile } from '../../disk/hash.ts';
import { makeFolder } from '../../disk/write.ts';
import { matcher } from '../../patterns.ts';
import { type CpuTime, together } from '../cpu/cpu.ts';
import { createGauges } from '../indicators/index.ts';
import { writeIndicators, writeSumTables } from '../indicators/write.ts';
import { writeLayouts } from '../layouts/layouts.ts';
import { networkFile } from '../network/network.ts';
import { stateAsked } from '../read/index.ts';
import { type Kept, keepColumns } from '../read/kept.ts';
import { makeTables } from '../tables/index.ts';
import { labelOf } from '../write/rows.ts';
import { CHECKPOINT, carryOver, createKeeper, hasSaved, readSaved, type Saved } from './checkpoint.ts';
import { CsvWriter } from './csv.ts';
import { datapackage } from './datapackage.ts';
import { type Identity, refuseOther, sameRun } from './fits.ts';
import { type Manifest, openManifest } from './manifest.ts';
import { clearPart, readManifestOf, settle, takePlace } from './place.ts';
import { openPublished } from './published.ts';
import { collectRemarks, type RunRemark } from './remarks.ts';
import { type RunSummary, summaryOf } from './summary.ts';

export interface RunAbout {
  readonly case: Case;
  readonly scene: Scene;
  /** As a person would type it to run this again. */
  readonly command: readonly string[];
  readonly runId: string;
  /** Goes on with a run of the same inputs that broke off, where there is one. */
  readonly resume?: boolean;
  /** Replaces the run of other inputs that may lie in the folder. */
  readonly force?: boolean;
  /** CPU time of the run so far, since this process began or resumed it; not recorded when absent. */
  readonly cpu?: (() => CpuTime) | undefined;
  /** Keeps in memory what the plots show of its tables, for `finish` to draw them. */
  readonly drawn?: boolean;
  /** Called before a lock is watched whose owner cannot be seen from here. */
  readonly onWait?: ((sentence: string) => void) | undefined;
}

/** When the run began and ended, epoch milliseconds; they go into the manifest and nowhere else. */
export interface Timing {
  readonly started_ms: number;
  readonly finished_ms: number;
}

/** Draws a run from its folder and what is in memory of its tables; returns remarks on what it omitted. */
type Draw = (folder: string, kept: Kept | undefined) => Promise<readonly RunRemark[]>;

export interface RunFolder {
  /** Writes the tables while the run goes. */
  readonly observer: Observer;
  /** Where the run is to be taken up; undefined when it begins with its first step. */
  readonly from: Checkpoint | undefined;
  /** Closes the tables, writes indicators and manifest, and moves all to its place; `draw` still has the folder to itself. */
  finish(final: Final, timing: Timing, draw?: Draw): Promise<RunSummary>;
  /**
   * Gives up a run that broke off with an error; a finished run in the folder stays. What was written is dropped, unless
   * the error came from outside and `keep` asks for the last checkpoint to stay.
   * @returns whether there is a checkpoint to go on from
   */
  discard(keep?: 'checkpoint'): boolean;
}

/**
 * Opens the folder of a new run at `dir`.
 * @throws InputError when `dir` is no place for this run, another process is writing it, or what is to be taken up again is
 *   damaged; nothing is touched then
 */
export async function openRunFolder(dir: string, about: RunAbout): Promise<RunFolder> {
  const opened = await opening(dir, about);
  const { written, published, place, part, from } = opened;
  let closed = false;
  return {
    observer: observerOf(opened),
    from: from?.checkpoint,
    async finish(final, timing, draw) {
      const files = closeFiles(opened, final);
      closed = true;
      try {
        return await finished(opened, files, final, timing, draw);
      } finally {
        opened.gauges.end();
        place.release();
      }
    },
    discard(keep) {
      if (closed) return false;
      closed = true;
      opened.gauges.end();
      for (const { csv } of written) csv.abandon();
      published.abandon();
      const kept = keep !== undefined && hasSaved(part);
      if (!kept) place.drop();
      place.release();
      return kept;
    },
  };
}

/** A run folder that is being written. */
type Opened = Awaited<ReturnType<typeof opening>>;

/** Takes the place and opens all files in it; gives the place back where that fails. */
async function opening(dir: string, about: RunAbout) {
  const { case: study, scene, command, runId, resume = false } = about;
  const target = resolve(dir);
  const opened_ms = Date.now();
  const open = openManifest(study, scene, command, runId);
  refuseOther(target, open, about);
  const tables = makeTables(study.kinds.tables, scene, study.network, matcher(study.outputs.devices));
  const place = await takePlace(target, 'a run being written', about.onWait);
  const { part } = place;
  let inPlace = true; // until it is known, nothing in the part may be dropped
  try {
    refuseOther(target, open, about); // again, now that no other process writes
    const earlier = resume ? furthest([part, target], open) : undefined;
    inPlace = earlier?.folder === part;
    const from = earlier?.saved;
    const started = from?.started ?? iso(opened_ms);
    if (!inPlace) {
      clearPart(part);
      makeFolder(part);
    }
    if (earlier) carryOver(earlier.saved, earlier.folder, part);
    const written = tables.map((table, i) => ({
      table,
      csv: new CsvWriter(part, `${table.name}.csv`, table.fields, from?.files[i]),
    }));
    const published = openPublished(part, scene.clock, from?.published);
    const manifest = { ...open, times: { started } };
    writeJson(part, 'manifest.json', manifest);
    const drawn = networkFile(scene.grid, study.network);
    const network = writeJson(part, 'network.json', drawn);
    // a resumed run has no memory of its first steps
    const kept = about.drawn && !from ? keepColumns(stateAsked(manifest, drawn), scene.clock) : undefined;
    const keeper = createKeeper(part, () => {
      place.check();
      for (const { csv } of written) csv.sync();
      published.sync();
    });
    const gauges = createGauges(study.kinds, scene, study.network, from?.gauges);
    const remarks = collectRemarks(scene.clock, study.remarks, from?.remarks);
    const files = { written, published, network, kept };
    const cpu = () => about.cpu && together(from?.cpu, about.cpu());
    return {
      study,
      scene,
      target,
      place,
      part,
      open,
      opened_ms,
      from,
      started,
      cpu,
      ...files,
      keeper,
      gauges,
      remarks,
    };
  } catch (error) {
    if (!inPlace) place.drop();
    place.release();
    throw error;
  }
}

function observerOf(opened: Opened): Observer {
  const { scene, written, published, kept, gauges, remarks, keeper, from, started, opened_ms, cpu } = opened;
  return {
    onMessage(message) {
      const time = scene.clock.iso(message.step);
      for (const { table, csv } of written) table.onMessage?.(message, time, csv);
      gauges.onMessage(message);
    },
    onPublish(publication, k) {
      published.onPublish(publication);
      gauges.onPublish(publication);
      remarks.onPublish(publication, k);
    },
    onSchedule: gauges.onSchedule,
    onStep(record) {
      const label = labelOf(record.k, scene.clock.iso(record.k));
      for (const { table, csv } of written) {
        const rows = table.onStep?.(record);
        if (!rows) continue;
        csv.step(label, rows);
        kept?.add(`${table.name}.csv`, table.fields, rows);
      }
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
        wall_s: (from?.wall_s ?? 0) + (Date.now() - opened_ms) / 1000,
        cpu: cpu(),
      });
    },
  };
}

/** Closes the tables of a run that has ended. */
function closeFiles({ written, published, keeper }: Opened, { interrupted }: Final) {
  if (interrupted) keeper.flush();
  return written.map(({ table, csv }) => ({ table, file: csv.close() })).concat(published.close());
}

/** Writes indicators, layouts and the manifest, and moves the folder to its place. */
async function finished(
  { study, scene, target, place, part, open, from, cpu, network, published, kept, gauges, remarks }: Opened,
  files: ReturnType<typeof closeFiles>,
  final: Final,
  timing: Timing,
  draw?: Draw,
): Promise<RunSummary> {
  const indicators = [...gauges.indicators(), ...published.indicators()];
  const indicatorFile = writeIndicators(part, indicators, scene);
  const sums = writeSumTables(part, gauges.tables());
  const laid = writeLayouts(part, study.layouts ?? [], files);
  const all = [...files, indicatorFile, ...sums, ...laid.written];
  const parquet = study.outputs.format === 'parquet' ? await asParquet(part, part, all, scene.clock.zone) : [];
  const data = writeJson(part, 'datapackage.json', datapackage(open, all, parquet));
  const used = cpu();
  const manifest: Manifest = {
    ...open,
    status: final.interrupted ? 'interrupted' : final.failed.length > 0 ? 'failed' : 'finished',
    steps: final.steps,
    failed_steps: final.failed,
    remarks: remarks.all(),
    files: all.map((f) => f.file),
    others: [
      ...[network, data, ...parquet.map(({ file }) => file)],
      ...(final.interrupted && hasSaved(part) ? [hashedFile(part, CHECKPOINT)] : []),
    ],
    ...(laid.summaries.length > 0 ? { layouts: laid.summaries } : {}),
    times: {
      started: from?.started ?? iso(timing.started_ms),
      finished: iso(timing.finished_ms),
      wall_s: (from?.wall_s ?? 0) + (timing.finished_ms - timing.started_ms) / 1000,
      ...(used === undefined ? {} : { cpu: used }),
    },
  };
  place.check();
  writeJson(part, 'manifest.json', manifest);
  settle(target, place);
  const omitted = (await draw?.(target, kept)) ?? [];
  const summary = summaryOf(target, manifest, indicators);
  return { ...summary, remarks: [...summary.remarks, ...omitted] };
}

/** The library of the format is loaded where a run asks for it. */
async function asParquet(...tables: Parameters<typeof import('../write/as-parquet.ts').writeAsParquet>) {
  const { writeAsParquet } = await import('../write/as-parquet.ts');
  return writeAsParquet(...tables);
}

/** Of the folders that hold a checkpoint of this very run, the one that went furthest. */
function furthest(folders: readonly string[], open: Identity) {
  const found = folders.flatMap((folder): { folder: string; saved: Saved }[] => {
    const manifest = readManifestOf(folder);
    const saved = manifest && sameRun(manifest, open) ? readSaved(folder) : undefined;
    return saved ? [{ folder, saved }] : [];
  });
  return found.sort((a, b) => b.saved.checkpoint.k - a.saved.checkpoint.k)[0];
}

const iso = (ms: number): string => new Date(ms).toISOString();
