// A process that ends, or a disk that fails, at any operation of a sweep: what ended before is kept, nothing is counted twice, and the
// same call completes the table.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeFolder } from '../case/testing/folder.ts';
import { TINY } from '../compare/testing/tiny.ts';
import { type Fault, Killed, ownerEnds, withFault } from '../disk/testing/faults.ts';
import { isOfDisk } from '../disk/write.ts';
import { runSweep } from './sweep.ts';
import { overSeeds } from './testing/plans.ts';

const root = mkdtempSync(join(tmpdir(), 'feederlab-faults-'));
afterAll(() => rmSync(root, { recursive: true }));

const SIZE = 3;
const plan = overSeeds(writeFolder(TINY), SIZE);
const tables = (out: string) =>
  ['runs.csv', 'runs.parquet'].map((file) => readFileSync(join(out, file)).toString('latin1'));

/** Records in the ledgers of a sweep, by the seed of their run. */
function recorded(out: string): number[] {
  const folder = join(out, 'ledger');
  const lines = readdirSync(folder).flatMap((name) =>
    readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1),
  );
  return lines.map((line) => (JSON.parse(line) as { values: [number] }).values[0]).sort();
}

let whole: string[];
let operations: number;
beforeAll(async () => {
  const out = join(root, 'whole');
  const never: Fault = { at: Number.POSITIVE_INFINITY, how: 'kill' };
  ({ count: operations } = await withFault(out, never, () => runSweep(plan, { out, report: false })));
  whole = tables(out);
  expect(recorded(out)).toEqual([1, 2, 3]);
});

describe.each(['kill', 'ENOSPC', 'EIO'] as const)('%s', (how) => {
  it('at any operation on the disk loses no run that has ended', async () => {
    expect(operations).toBeGreaterThan(15);
    for (let at = 0; at < operations; at++) {
      const out = join(root, `${how}-${at}`);
      const { count, error } = await withFault(out, { at, how }, () => runSweep(plan, { out, report: false }));
      if (count <= at) break; // fewer operations than before: how many are syncs depends on the time
      // to release the lock frees space, and is possible on a full disk
      if (how !== 'kill' && error === undefined) expect(tables(out), `operation ${at}`).toEqual(whole);
      else
        expect(how === 'kill' ? error instanceof Killed : isOfDisk(error), `operation ${at}: ${String(error)}`).toBe(
          true,
        );
      ownerEnds(out);
      const again = await runSweep(plan, { out, report: false });
      expect(again, `operation ${at}`).toMatchObject({ done: SIZE, missing: 0, torn: [] });
      expect(recorded(out), `operation ${at}`).toEqual([1, 2, 3]);
      expect(tables(out), `operation ${at}`).toEqual(whole);
      expect(
        readdirSync(out).filter((name) => name.startsWith('.')),
        `operation ${at}`,
      ).toEqual([]);
    }
  });
});
