import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../base/index.ts';
import { BARAN_WU, MESH6 } from '../../../network/formats/matpower/testing/cases.ts';
import { FORMATS, matpower, type NetworkData, readAs, readText } from '../../../network/index.ts';
import { writeFolder } from '../testing/folder.ts';
import { readNetwork } from './alone.ts';
import { networkTables } from './write.ts';

/** What the tables of a network read as, in a case and without the places of its rows. */
async function again(data: NetworkData): Promise<NetworkData> {
  const { files, section } = networkTables(data);
  const yaml = JSON.stringify({ title: 'x', network: section });
  return readNetwork(writeFolder({ 'case.yaml': yaml, ...Object.fromEntries(files) }));
}

/** Without the place of a row; −0 is 0. */
const bare = (rows: readonly object[]): unknown =>
  JSON.parse(JSON.stringify(rows.map((row) => ({ ...row, at: undefined, row: undefined }))));

async function expectTheSame(data: NetworkData): Promise<void> {
  const read = await again(data);
  expect(read.base_mva).toBe(data.base_mva);
  for (const table of ['buses', 'branches', 'switches', 'shunts', 'generators'] as const)
    expect(bare(read[table])).toEqual(bare(data[table]));
  expect(read.loads.length).toBe(data.loads.length);
  for (const [i, { load, bus, p_mw, q_mvar, zip }] of data.loads.entries()) {
    const other = read.loads[i]!;
    expect([other.load, other.bus]).toEqual([load, bus]);
    // kW and back
    expect(Math.abs(other.p_mw - p_mw)).toBeLessThanOrEqual(1e-15 * Math.abs(p_mw));
    expect(Math.abs(other.q_mvar - q_mvar)).toBeLessThanOrEqual(1e-15 * Math.abs(q_mvar));
    expect(other.zip ?? { z: 0, i: 0, p: 1 }).toEqual(zip ?? { z: 0, i: 0, p: 1 });
  }
}

const number = fc.double({ min: -1e3, max: 1e3, noNaN: true });
const above0 = fc.double({ min: 1e-9, max: 1e3, noNaN: true });
/** No marks that tables refuse as cells. */
const name = fc
  .string({ minLength: 1, maxLength: 8 })
  .map((text) => `n${text.replaceAll(/[\p{C}\u2028\u2029]/gu, '')}.`);

const network: fc.Arbitrary<NetworkData> = fc
  .record({
    names: fc.uniqueArray(name, { minLength: 3, maxLength: 3 }),
    numbers: fc.array(number, { minLength: 9, maxLength: 9 }),
    sizes: fc.array(above0, { minLength: 5, maxLength: 5 }),
  })
  .map(({ names: [a, b, c], numbers: x, sizes: s }) => ({
    name: 'random',
    base_mva: s[0]!,
    buses: [
      { bus: a!, kind: 'slack', vn_kv: s[1]!, v_pu: 1.02, va_deg: x[0]! },
      { bus: b!, kind: 'slack', vn_kv: s[2]!, v_pu: 1, x: x[1]!, y: 0 },
      { bus: c!, kind: 'pq', vn_kv: s[2]!, v_min_pu: 0.9, v_max_pu: 1.1 },
    ],
    branches: [
      {
        ...{ branch: `${a}→${b}`, kind: 'transformer', from_bus: a!, to_bus: b!, in_service: true, s_max_mva: s[3]! },
        ...{ r_pu: x[2]!, x_pu: x[3]! || 1, g_pu: x[4]!, b_pu: x[5]!, tap: s[4]!, shift_deg: x[6]! },
      },
      {
        ...{ branch: `${b}, "${c}"`, kind: 'line', from_bus: b!, to_bus: c!, in_service: false, i_max_a: 5 },
        ...{ r_pu: 0, x_pu: 0, g_pu: 0, b_pu: 0, tap: 1, shift_deg: 0 },
      },
    ],
    switches: [{ switch: ' # ', from_bus: b!, to_bus: c!, closed: false }],
    shunts: [{ bus: b!, gs_mw: x[7]!, bs_mvar: 0 }],
    loads: [
      { load: 'a.b', bus: b!, p_mw: x[8]!, q_mvar: x[0]! },
      { load: 'ZIP', bus: b!, p_mw: 1, q_mvar: 0, zip: { z: 0, i: 1, p: 0 } },
    ],
    generators: [{ generator: 'g', bus: a!, p_mw: 1, q_mvar: 0, in_service: true, p_max_mw: 3, q_min_mvar: -1 }],
    allows: { severalSlacks: true, negativeResistance: true },
  }));

describe('a network as tables', () => {
  it('reads as the same numbers and names', async () => {
    await fc.assert(fc.asyncProperty(network, expectTheSame), { numRuns: 40 });
  });

  it.each([
    ['a feeder', BARAN_WU],
    ['taps, shifts, shunts and several machines', MESH6],
  ])('is the network of a file with %s', async (_, text) => {
    await expectTheSame(readAs(matpower, text, 'net.m').data);
  });

  it('is the network of a file with sources, star points and free ends', async () => {
    const file = new URL('../../../network/formats/pgm/testing/everything.json', import.meta.url);
    const { input } = JSON.parse(readFileSync(file, 'utf8')) as { input: unknown };
    await expectTheSame(readText('input.json', JSON.stringify(input), FORMATS).data);
  });

  const shared = new URL('../../../../shared/data/formats/', import.meta.url);
  const published = (existsSync(shared) ? readdirSync(shared) : []).flatMap((name) =>
    ['net.json', 'input.json'].map((file) => `${name}/${file}`).filter((path) => existsSync(new URL(path, shared))),
  );
  it.skipIf(published.length === 0)('is any reference network (skipped without ../shared/data/formats)', async () => {
    expect(published.length).toBeGreaterThan(20);
    for (const path of published) {
      const text = readFileSync(new URL(path, shared), 'utf8');
      await expectTheSame(readText(path, text, FORMATS).data);
    }
  });

  it('needs nominal voltages and bands that tables can hold', () => {
    const bus = { bus: 'a', kind: 'slack' as const, vn_kv: 0, v_min_pu: 1.1, v_max_pu: 1 };
    const data = { name: 'n', base_mva: 1, buses: [bus], branches: [], switches: [], shunts: [], loads: [] };
    expect(() => networkTables({ ...data, generators: [] })).toThrow(InputError);
    expect(() => networkTables({ ...data, generators: [] })).toThrow(/vn_kv[\s\S]*at most v_max_pu, 1/);
  });
});
