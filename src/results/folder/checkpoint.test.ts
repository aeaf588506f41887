import { mkdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { temporary } from '../testing/run.ts';
import { createKeeper, readSaved, type Saved } from './checkpoint.ts';

const mail = { unread: [], totals: {} } as unknown as Saved['checkpoint']['mail'];
const saved = (k: number, gauges: object): Saved => ({
  checkpoint: { k, states: [{ e_kwh: k }], solved_pu: [1], failed: [], mail },
  files: [],
  gauges,
  published: { tables: [], sums: [] },
  remarks: [],
  started: '2024-01-01T00:00:00.000Z',
  wall_s: 0,
});

it('is the last one that was kept, with the gauges as they were then', () => {
  const folder = temporary();
  mkdirSync(folder, { recursive: true });
  const gauges = [{ sums: [0, Number.NaN], worst: { step: -1 } }, { rows: [[1, 2]] }];
  const keeper = createKeeper(folder, () => {});
  for (const k of [24, 48]) {
    gauges[0]!.sums![0] = k;
    gauges[0]!.worst!.step = k;
    gauges[1]!.rows![0]![0] = k;
    keeper.keep(saved(k, gauges));
  }
  expect(readSaved(folder)?.checkpoint.k).toBe(24); // the second one is too early for the disk
  Object.assign(gauges[0]!, { sums: [], worst: { step: 99 } });
  gauges[1]!.rows![0]![0] = 99;
  keeper.flush();
  const expected = [{ sums: [48, Number.NaN], worst: { step: 48 } }, { rows: [[48, 2]] }];
  expect(readSaved(folder)).toEqual(saved(48, expected));
});
