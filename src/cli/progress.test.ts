import { describe, expect, it } from 'vitest';
import { duration, progress, readingProgress, runsProgress } from './progress.ts';

/** A sink that stores the text, and a clock that a test sets. */
function bench(terminal: boolean, columns = 80) {
  const written: string[] = [];
  let t = 0;
  const sink = { isTTY: terminal, columns, write: (text: string) => written.push(text) };
  const shown = progress('case', sink, { now: () => t });
  return { written, shown, at: (ms: number) => (t = ms) };
}

describe('progress on a terminal', () => {
  it('redraws one line, at most ten times a second, and always draws the last step', () => {
    const { written, shown, at } = bench(true);
    for (let k = 1; k <= 1000; k++) {
      at(k); // a step per millisecond: one second in total
      shown.update(k, 1000);
    }
    shown.end();
    expect(written.length).toBeLessThanOrEqual(12);
    expect(written.slice(0, -1).every((text) => text.startsWith('\r\x1b[K'))).toBe(true);
    expect(written.at(-2)).toContain('1000/1000 steps  100 %');
    expect(written.at(-1)).toBe('\n');
  });

  it('shows the rate and the remaining time', () => {
    const { written, shown, at } = bench(true);
    at(2000);
    shown.update(25, 100);
    expect(written.at(-1)).toContain('25/100 steps  25 %  13 steps/s  6.0 s left');
  });

  it('computes the rate of a resumed run from the steps since', () => {
    const { written, shown, at } = bench(true);
    shown.from(75);
    at(2000);
    shown.update(85, 100);
    expect(written.at(-1)).toContain('85/100 steps  85 %  5.0 steps/s  3.0 s left');
  });

  it('never writes more than the width of the line', () => {
    const { written, shown, at } = bench(true, 24);
    at(2000);
    shown.update(25, 100);
    expect(written.at(-1)!.replace('\r\x1b[K', '').length).toBeLessThan(24);
  });
});

describe('progress into a file or a pipe', () => {
  it('writes plain whole lines, none for a short run and one every five seconds for a long one', () => {
    const { written, shown, at } = bench(false);
    for (let s = 0; s <= 16; s++) {
      at(1000 * s);
      shown.update(s, 20);
    }
    shown.end();
    expect(written).toHaveLength(3);
    for (const text of written) expect(text).toMatch(/^case {2}\d+\/20 steps {2}.* left\n$/);
  });
});

describe('duration', () => {
  it.each([
    [0.42, '0.4 s'],
    [75, '1 min 15 s'],
    [3725, '1 h 2 min'],
  ])('%d s reads %s', (seconds, text) => expect(duration(seconds)).toBe(text));
});

describe('progress of reading', () => {
  const reading = (rows_per_ms: number) => {
    const written: string[] = [];
    let t = 0;
    const shown = readingProgress({ isTTY: true, columns: 80, write: (text: string) => written.push(text) }, () => t);
    for (let row = 1000; row <= 200_000; row += 1000) {
      t = row / rows_per_ms;
      shown.onRows('loads.csv', row, 200_000);
    }
    shown.end();
    return written;
  };

  it('shows a table that takes long to read, with its rows', () => {
    const written = reading(10);
    expect(written[0]).toMatch(/reading loads\.csv {2}\d+\/200000 rows/);
    expect(written.at(-2)).toContain('100 %');
    expect(written.at(-1)).toBe('\n');
  });

  it('does not show a table that is read within a second', () => {
    expect(reading(1000)).toEqual([]);
  });
});

describe('progress of several runs', () => {
  const running = [
    { name: 'dt seed 7', done: 12, total: 24 },
    { name: 'tfm seed 8', done: 0, total: 0 },
  ];

  it('shows those that have ended or failed, the steps of those under way, and the remaining time', () => {
    const written: string[] = [];
    let t = 0;
    const shown = runsProgress(
      'compare',
      { isTTY: true, columns: 120, write: (text) => written.push(text) },
      { now: () => t },
    );
    shown.update({ done: 0, failed: 0, total: 4, running: [] });
    expect(written.at(-1)).toContain('compare  0/4 runs  0 %');
    t = 5000;
    shown.update({ done: 2, failed: 1, total: 4, running });
    expect(written.at(-1)).toContain('compare  2/4 runs  62 %  1 failed  3.0 s left: dt seed 7 50 %, tfm seed 8 0 %');
    t = 5010;
    shown.update({ done: 4, failed: 1, total: 4, running: [] });
    expect(written.at(-1)).toContain('4/4 runs  100 %  1 failed  in 5.0 s');
    shown.end();
    expect(written.at(-1)).toBe('\n');
  });

  it('writes plain lines every five seconds elsewhere', () => {
    const written: string[] = [];
    let t = 0;
    const shown = runsProgress('compare', { write: (text) => written.push(text) }, { now: () => t });
    for (let done = 0; done <= 12; t += 1000, done++) shown.update({ done, failed: 0, total: 12, running });
    shown.end();
    expect(written).toHaveLength(2);
    for (const text of written)
      expect(text).toMatch(/^compare {2}\d+\/12 runs .* left: dt seed 7 50 %, tfm seed 8 0 %\n$/);
  });
});
