// Progress of a run, or of several at once: a bar that is redrawn on a terminal, plain lines elsewhere.
import type { RunsState } from '../pool/index.ts';
import type { SweepState } from '../sweep/index.ts';

/** Output of the progress: stderr, or that of a test. */
export interface Sink {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface Progress {
  /** Number of steps done before; they do not count towards the rate. */
  from(done: number): void;
  /** Reports that `done` of `total` steps are finished. */
  update(done: number, total: number): void;
  /** Ends the line after the last state. */
  end(): void;
}

const REDRAW_MS = 100;
const PLAIN_LINE_MS = 5_000;
const READING_MS = 1_000;

export const silent: Progress = { from: () => {}, update: () => {}, end: () => {} };

interface ProgressOptions {
  /** A clock in milliseconds. */
  readonly now?: () => number;
  /** Unit of the count. */
  readonly unit?: string;
  /** Time before the first drawing on a terminal; work that ends earlier is not drawn. */
  readonly after_ms?: number;
}

export function progress(
  label: string,
  sink: Sink,
  { now = () => performance.now(), unit = 'steps', after_ms = 0 }: ProgressOptions = {},
): Progress {
  const began = now();
  const drawn = lineOf(sink, { now, after_ms });
  let before = 0;
  return {
    from(done) {
      before = done;
    },
    update: (done, total) =>
      drawn.update(done / total, () => describe(label, unit, { before, done, total }, (now() - began) / 1000)),
    end: drawn.end,
  };
}

/** Progress of several runs: those that have ended, and the steps of those under way. */
export function runsProgress(label: string, sink: Sink, { now = () => performance.now() }: ProgressOptions = {}) {
  const began = now();
  const drawn = lineOf(sink, { now, after_ms: 0 });
  return {
    update(state: RunsState): void {
      const { done, total, running } = state;
      const begun = running.reduce((sum, run) => sum + (run.total > 0 ? run.done / run.total : 0), 0);
      const share = total > 0 ? (done + begun) / total : 1;
      drawn.update(share, () => describeRuns(label, state, share, (now() - began) / 1000));
    },
    end: drawn.end,
  };
}

/** Progress of a sweep: runs that have ended, failures so far, rate and remaining time of those that were not known. */
export function sweepProgress(label: string, sink: Sink, { now = () => performance.now() }: ProgressOptions = {}) {
  const began = now();
  const drawn = lineOf(sink, { now, after_ms: 0 });
  return {
    update(state: SweepState): void {
      const { done, total, known, failed } = state;
      const failures = failed > 0 ? `  ${failed} failed` : '';
      drawn.update(
        done / total,
        () => describe(label, 'runs', { before: known, done, total }, (now() - began) / 1000) + failures,
      );
    },
    end: drawn.end,
  };
}

/** A count without an end, such as that of the runs of a worker. */
export function countProgress(
  label: string,
  sink: Sink,
  { now = () => performance.now(), unit = 'runs' }: ProgressOptions = {},
) {
  const began = now();
  const drawn = lineOf(sink, { now, after_ms: 0 });
  return {
    update(done: number, failed: number): void {
      const failures = failed > 0 ? `  ${failed} failed` : '';
      const rate = () => (done / ((now() - began) / 1000)).toPrecision(2);
      drawn.update(0, () => `${label}  ${done} ${unit}  ${rate()} ${unit}/s${failures}`);
    },
    end: drawn.end,
  };
}

/** One line that is redrawn on a terminal, and written again after some time elsewhere. */
function lineOf(sink: Sink, { now, after_ms }: { readonly now: () => number; readonly after_ms: number }) {
  const terminal = sink.isTTY === true;
  const pause = terminal ? REDRAW_MS : PLAIN_LINE_MS;
  let due = now() + (terminal ? after_ms : PLAIN_LINE_MS);
  let drawn = false;
  return {
    update(share: number, text: () => string): void {
      const t = now();
      // Every run ends with a full bar; in a plain log the summary follows.
      if (t < due && !(terminal && share === 1 && (drawn || after_ms === 0))) return;
      due = t + pause;
      drawn = true;
      sink.write(terminal ? `\r\x1b[K${bar(text(), share, sink.columns ?? 80)}` : `${text()}\n`);
    },
    end(): void {
      if (terminal && drawn) sink.write('\n');
    },
  };
}

/** Progress of reading large tables, one after the other; tables read within a second are not shown. */
export function readingProgress(sink: Sink, now?: () => number) {
  let reading = '';
  let shown = silent;
  return {
    onRows(file: string, done: number, total: number) {
      if (file !== reading) {
        shown.end();
        shown = progress(`reading ${file}`, sink, { unit: 'rows', after_ms: READING_MS, ...(now ? { now } : {}) });
        reading = file;
      }
      shown.update(done, total);
    },
    end: () => shown.end(),
  };
}

/** `ieee33-day  48/96 steps  50 %  120 steps/s  0.4 s left`. */
function describe(
  label: string,
  unit: string,
  { before, done, total }: { readonly before: number; readonly done: number; readonly total: number },
  elapsed_s: number,
): string {
  const share = total > 0 ? done / total : 1;
  const parts = [label, `${done}/${total} ${unit}`, `${Math.floor(100 * share)} %`];
  if (done > before && elapsed_s > 0) {
    const rate = (done - before) / elapsed_s;
    parts.push(`${rate < 100 ? rate.toPrecision(2) : Math.round(rate)} ${unit}/s`);
    parts.push(done < total ? `${duration((total - done) / rate)} left` : `in ${duration(elapsed_s)}`);
  }
  return parts.join('  ');
}

/** `3/14 runs  27 %  1 failed  12 s left: dt seed 7 40 %, tfm seed 7 35 %`. */
function describeRuns(label: string, state: RunsState, share: number, elapsed_s: number): string {
  const { done, failed, total, running } = state;
  const parts = [label, `${done}/${total} runs`, `${Math.floor(100 * share)} %`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (share > 0 && elapsed_s > 0)
    parts.push(share < 1 ? `${duration((elapsed_s / share) * (1 - share))} left` : `in ${duration(elapsed_s)}`);
  const each = running.map((run) => `${run.name} ${run.total > 0 ? Math.floor((100 * run.done) / run.total) : 0} %`);
  return `${parts.join('  ')}${each.length > 0 ? `: ${each.join(', ')}` : ''}`;
}

/** A bar in the remaining width of the line, cut where the terminal is narrow. */
function bar(text: string, share: number, columns: number): string {
  const room = Math.min(30, columns - text.length - 4);
  if (room < 5) return text.slice(0, columns - 1);
  const full = Math.round(room * Math.min(1, share));
  return `${'█'.repeat(full)}${'░'.repeat(room - full)}  ${text}`;
}

export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
