import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { writeRun } from '../testing/run.ts';
import { readRun } from './index.ts';

/** The instant of the worst voltage after the highest voltage of step 0 was rewritten: 1.2 p.u. at this bus. */
async function worstWith(bus: string): Promise<number> {
  const { dir } = await writeRun();
  const [header, first, ...rest] = readFileSync(`${dir}/grid.csv`, 'utf8').split('\n');
  const columns = header!.split(',');
  const cells = first!.split(',');
  cells[columns.indexOf('vm_max_pu')] = '1.2';
  cells[columns.indexOf('vm_max_bus')] = bus;
  writeFileSync(`${dir}/grid.csv`, [header, cells.join(','), ...rest].join('\n'));
  return (await readRun(dir)).worst!.voltage.step;
}

describe('the instant of the worst voltage', () => {
  it('is the one that leaves the least room, up or down', async () => {
    expect((await readRun((await writeRun()).dir)).worst!.voltage.step).toBe(3); // 0.93 where 0.95 is the limit
    expect(await worstWith('D')).toBe(0); // 1.2 where 1.05 is the limit
  });

  it('is not told by a bus that holds its own voltage', async () => {
    expect(await worstWith('T')).toBe(3);
  });
});
