// How far a run is: a bar that redraws itself on a terminal, a plain line now and then elsewhere.

/** What the progress writes to: stderr, or a test's own. */
export interface Sink {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface Progress {
  /** So many steps were done before; they do not count towards the rate. */
  from(done: number): void;
  /** `done` of `total` steps are behind us. */
  update(done: number, total: number): void;
  /** Leaves the last state standing and the cursor on a line of its own. */
  end(): void;
}

const REDRAW_MS = 100;
const PLAIN_LINE_MS = 5_000;
const READING_MS = 1_000;

export const silent: Progress = { from: () => {}, update: () => {}, end: () => {} };

interface ProgressOptions {
  /** A clock in milliseconds. */
  readonly now?: () => number;
  /** What is counted. */
  readonly unit?: string;
  /** Nothing is drawn on a terminal before this time has passed, and nothing at all of what is done by then. */
  readonly after_ms?: number;
}

export function progress(
  label: string,
  sink: Sink,
  { now = () => performance.now(), unit = 'steps', after_ms = 0 }: ProgressOptions = {},
): Progress {
  const began = now();
  const terminal = sink.isTTY === true;
  const pause = terminal ? REDRAW_MS : PLAIN_LINE_MS;
  let due = began + (terminal ? after_ms : PLAIN_LINE_MS);
  let drawn = false;
  let before = 0;
  return {
    from(done) {
      before = done;
    },
    update(done, total) {
      const t = now();
      // Every run ends on a full bar; a plain log hears of the end from the summary.
      if (t < due && !(terminal && done === total && (drawn || after_ms === 0))) return;
      due = t + pause;
      drawn = true;
      const text = describe(label, unit, { before, done, total }, (t - began) / 1000);
      sink.write(terminal ? `\r\x1b[K${bar(text, done / total, sink.columns ?? 80)}` : `${text}\n`);
    },
    end() {
      if (terminal && drawn) sink.write('\n');
    },
  };
}

/** Progress of reading large tables, one after the other; nothing is drawn of what is read within a second. */
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

/** A bar in what the text leaves of the line, cut where the terminal is narrow. */
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
