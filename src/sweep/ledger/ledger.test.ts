// The ledger, without runs: what it says depends neither on how records are spread over files and folders nor on their order, and a
// line that is cut off takes no other with it.
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { withFault } from '../../disk/testing/faults.ts';
import { isOfDisk } from '../../disk/write.ts';
import type { RunRecord } from '../model.ts';
import { closeWriter, type Ledger, readLedger, writerOf } from './index.ts';
import type { LinePlace } from './writer.ts';

const root = mkdtempSync(join(tmpdir(), 'feederlab-ledger-'));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;
const newFolder = () => join(root, String(folders++));

/** A text with all that could be taken for the end of a line. */
const text = fc.string({ unit: fc.constantFrom('a', 'é', '"', '\\', '\n', '\r', '\u2028', '漢', '🔌') });

/** Records of five runs; the result of one that is done follows from its key. */
const attempts = fc.array(
  fc.record({ run: fc.nat(4), status: fc.constantFrom('done' as const, 'failed' as const), message: text }),
  { maxLength: 25 },
);
const recordsOf = (made: readonly { run: number; status: 'done' | 'failed'; message: string }[]): RunRecord[] =>
  made.map(({ run, status, message }, i) => ({
    ...{ key: `key-${run}`, values: [run], set: [`seed=${run}`], identity: `inputs-${run % 3}`, status },
    indicators: status === 'done' ? { x: run / 3 } : {},
    ...(status === 'failed' ? { message } : {}),
    ...{ remarks: status === 'done' ? [`é ${run}\n`] : [], wall_s: 0, cpu_s: 0, ended_ms: i },
  }));

/** Writes records, each into one of some files. */
function written(records: readonly RunRecord[], fileOf: (i: number) => number): string {
  const folder = newFolder();
  for (const f of new Set(records.map((_, i) => fileOf(i)))) {
    for (const [i, record] of records.entries()) if (fileOf(i) === f) writerOf(folder).append(record);
    closeWriter(folder);
  }
  return folder;
}

function read<T>(of: readonly string[], look: (ledger: Ledger) => T): T {
  const ledger = readLedger(of);
  try {
    return look(ledger);
  } finally {
    ledger.close();
  }
}

/** Where the lines of a file are. */
function placesIn(path: string, bytes: Buffer): LinePlace[] {
  const ends = [...bytes.entries()].filter(([, byte]) => byte === 10).map(([at]) => at);
  return ends.map((end, n) => {
    const offset = n === 0 ? 0 : ends[n - 1]! + 1;
    return { path, offset, length: end - offset };
  });
}

/** What a table shows of the runs: not when they ended. */
const shown = (ledger: Ledger) =>
  [0, 1, 2, 3, 4].map((run) => {
    const { ended_ms: _, ...record } = ledger.find(`key-${run}`) ?? { ended_ms: 0 };
    return record;
  });

describe('a ledger', () => {
  it('says the same in any order and any number of files: done counts, else the last failure', () => {
    fc.assert(
      fc.property(attempts, fc.infiniteStream(fc.nat(3)), fc.integer(), (made, files, seed) => {
        const records = recordsOf(made);
        const places = records.map(() => files.next().value!);
        const expected = [0, 1, 2, 3, 4].map((run) => {
          const mine = records.filter(({ key }) => key === `key-${run}`);
          const { ended_ms: _, ...record } = mine.find(({ status }) => status === 'done') ??
            mine.at(-1) ?? { ended_ms: 0 };
          return record;
        });
        const mixed = fc.sample(fc.shuffledSubarray(records, { minLength: records.length }), { seed, numRuns: 1 })[0]!;
        const [one, spread] = [written(records, () => 0), written(mixed, (i) => places[i]!)];
        for (const of of [[one], [spread], [one, spread], [spread, one]]) expect(read(of, shown)).toEqual(expected);
        const known = new Set(records.filter(({ status }) => status === 'done').map(({ identity }) => identity!));
        for (const inputs of ['inputs-0', 'inputs-1', 'inputs-2'])
          expect(read([spread], (ledger) => ledger.inputs.has(inputs))).toBe(known.has(inputs));
      }),
      { numRuns: 60 },
    );
  });

  it('cut off at any byte has all lines before it, counts the rest as one, and loses nothing that is written later', () => {
    const records = recordsOf([0, 1, 2].map((run) => ({ run, status: 'done' as const, message: '' })));
    const folder = written(records, () => 0);
    const [name] = readdirSync(folder);
    const file = join(folder, name!);
    const bytes = readFileSync(file);
    for (let length = bytes.length; length >= 0; length -= 7) {
      truncateSync(file, length);
      const kept = bytes.subarray(0, length).toString('latin1').split('\n');
      const later = written(recordsOf([{ run: 4, status: 'done', message: '' }]), () => 0);
      read([folder, later], (ledger) => {
        const cutAt = bytes[length] === 10 ? 1 : 0; // only its end is missing: the record is whole
        expect(ledger.size, `${length} bytes`).toBe(kept.length - 1 + cutAt + 1);
        expect(ledger.torn.length, `${length} bytes`).toBe(kept.at(-1) === '' || cutAt ? 0 : 1);
        expect(ledger.find('key-4')).toMatchObject({ values: [4] });
      });
    }
  });

  const some = attempts.filter(({ length }) => length > 0);
  it('is read on, whatever was added of it and wherever a line was not whole yet', () => {
    fc.assert(
      fc.property(some, fc.nat(), fc.array(fc.boolean(), { minLength: 25 }), (made, cut, adds) => {
        const folder = written(recordsOf(made), (i) => i % 2);
        const files = readdirSync(folder).map((name) => {
          const path = join(folder, name);
          const bytes = readFileSync(path);
          return { path, bytes, before: cut % (bytes.length + 1) };
        });
        for (const { path, before } of files) truncateSync(path, before);
        const ledger = readLedger([folder]);
        try {
          for (const { path, bytes, before } of files) {
            writeFileSync(path, bytes);
            for (const [n, place] of placesIn(path, bytes).entries()) {
              const { offset, length } = place;
              const record = JSON.parse(bytes.toString('utf8', offset, offset + length)) as RunRecord;
              if (offset >= before && adds[n]) ledger.add(record, place);
            }
          }
          ledger.refresh();
          ledger.refresh();
          expect(shown(ledger)).toEqual(read([folder], shown));
          expect([ledger.size, ledger.torn]).toEqual(read([folder], ({ size, torn }) => [size, torn]));
        } finally {
          ledger.close();
        }
      }),
      { numRuns: 60 },
    );
  });

  it('with bytes of something else in the middle has all other lines', () => {
    const records = recordsOf([0, 1].map((run) => ({ run, status: 'done' as const, message: '' })));
    const folder = written(records.slice(0, 1), () => 0);
    const [name] = readdirSync(folder);
    appendFileSync(join(folder, name!), `${'\0'.repeat(40)}\n{"key":"key-9"}\n\n${JSON.stringify(records[1])}\n`);
    read([folder], (ledger) => {
      expect(ledger.size).toBe(2);
      expect(ledger.find('key-1')).toEqual(records[1]);
      expect(ledger.torn).toHaveLength(3);
    });
  });

  it('says with the next record, or at its end, that the disk failed after one', async () => {
    const records = recordsOf([0, 1].map((run) => ({ run, status: 'done' as const, message: '' })));
    for (const ends of [false, true]) {
      const folder = newFolder();
      // the operations before are those of the folder, the file and the line
      const { error } = await withFault(folder, { at: 3, how: 'EIO' }, async () => {
        writerOf(folder).append(records[0]!);
        await nextTurn();
        await nextTurn();
        if (ends) closeWriter(folder);
        else writerOf(folder).append(records[1]!);
      });
      expect(isOfDisk(error)).toBe(true);
      expect(read([folder], ({ size, torn }) => [size, torn])).toEqual([1, []]);
    }
  });

  it('on a full disk keeps whole lines only, and goes on when there is space', async () => {
    const records = recordsOf([0, 1, 2].map((run) => ({ run, status: 'done' as const, message: '' })));
    const folder = newFolder();
    writerOf(folder).append(records[0]!);
    const { path } = writerOf(folder);
    const before = readFileSync(path);
    closeWriter(folder);
    const other = newFolder();
    const full = await withFault(other, { at: 3, how: 'ENOSPC' }, async () => {
      writerOf(other).append(records[1]!);
      writerOf(other).append(records[2]!);
    });
    expect(isOfDisk(full.error)).toBe(true);
    writerOf(other).append(records[2]!);
    closeWriter(other);
    expect(readFileSync(path)).toEqual(before);
    read([folder, other], (ledger) => {
      expect(ledger.torn).toEqual([]);
      expect(ledger.find('key-0')).toEqual(records[0]);
      expect(ledger.find('key-2')).toEqual(records[2]);
    });
  });
});
