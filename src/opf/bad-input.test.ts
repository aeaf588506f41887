import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { InputError } from '../../base/index.ts';
import { packageFolder } from '../package.ts';
import { opfCaseJsonSchema, readOpfFile } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'feederlab-opf-'));
afterAll(() => rmSync(folder, { recursive: true }));

function faults(name: string, text: string): readonly string[] {
  const path = join(folder, name);
  writeFileSync(path, text);
  try {
    readOpfFile(path);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map((p) => `${p.where}: found ${JSON.stringify(p.found)}, expected ${p.expected}`);
  }
  return [];
}

/** Two buses and two machines, as lines of which a test may replace one. */
const LINES = {
  header: 'function mpc = two',
  version: "mpc.version = '2';",
  base: 'mpc.baseMVA = 10;',
  bus: 'mpc.bus = [1 3 0 0 0 0 1 1 0 20 1 1.1 0.9; 2 1 4 1 0 0 1 1 0 20 1 1.1 0.9];',
  gen: 'mpc.gen = [1 0 0 9 -9 1 10 1 9 0; 2 0 0 3 -3 1 10 1 2 0];',
  branch: 'mpc.branch = [1 2 0.01 0.02 0 0 0 0 0 0 1 -360 360];',
  gencost: 'mpc.gencost = [2 0 0 3 0.1 20 5; 2 0 0 2 30 0 0];',
  more: '',
};
const ofLines = (change: Partial<typeof LINES>) => faults('two.m', Object.values({ ...LINES, ...change }).join('\n'));

describe('a MATPOWER file is refused with line, row, column, found and expected:', () => {
  it.each<[what: string, change: Partial<typeof LINES>, messages: readonly string[]]>([
    [
      'no costs',
      { gencost: '' },
      ['two.m, mpc.gencost: found undefined, expected a matrix with the cost of every gen'],
    ],
    [
      'a row of costs too few',
      { gencost: 'mpc.gencost = [2 0 0 2 1 0];' },
      ['mpc.gencost: found "1 rows", expected 2 rows'],
    ],
    [
      'costs without NCOST',
      { gencost: 'mpc.gencost = [2 0 0; 2 0 0];' },
      ['found "a 2×3 matrix", expected a matrix of at'],
    ],
    [
      'another model of costs',
      { gencost: 'mpc.gencost = [3 0 0 2 1 0; 2 0 0 2 1 0];' },
      ['two.m:7, mpc.gencost row 1, MODEL: found 3, expected 1 (piecewise linear) or 2 (polynomial)'],
    ],
    [
      'more coefficients than columns',
      { gencost: 'mpc.gencost = [2 0 0 4 1 0; 2 0 0 2 1 0];' },
      ['row 1, NCOST: found 4, expected 8 columns for 4 coefficients; the table has 6'],
    ],
    [
      'a count that is none',
      { gencost: 'mpc.gencost = [2 0 0 1.5 1 0; 1 0 0 1 1 0];' },
      ['row 1, NCOST: found 1.5, expected a whole number', 'row 2, NCOST: found 1, expected a whole number from 2'],
    ],
    [
      'a cubic cost',
      { gencost: 'mpc.gencost = [2 0 0 4 1 0 0 0; 2 0 0 4 0 0 1 0];' },
      ['row 1, NCOST: found "a polynomial of degree 3", expected degree 2 at most'],
    ],
    [
      'a concave parabola',
      { gencost: 'mpc.gencost = [2 0 0 3 -0.1 9 0; 2 0 0 3 0 1 0];' },
      ['row 1, COST: found "-0.1 p²", expected a convex cost'],
    ],
    [
      'a concave polyline',
      { gencost: 'mpc.gencost = [1 0 0 3 0 0 1 5 2 6; 1 0 0 2 0 0 1 5 0 0];' },
      ['row 1, COST: found "slopes 5 and then 1 at 1 MW", expected a convex cost'],
    ],
    [
      'points that go back',
      { gencost: 'mpc.gencost = [1 0 0 3 0 0 2 5 1 6; 1 0 0 2 0 0 1 5 0 0];' },
      ['row 1, COST: found "2 and then 1 MW", expected points of ascending power'],
    ],
    [
      'NaN in a cost',
      { gencost: 'mpc.gencost = [2 0 0 3 0.1 NaN 5; 2 0 0 2 30 0 0];' },
      ['row 1, COST: found "NaN", expected a finite number in column 6'],
    ],
    [
      'too few columns of every table',
      {
        bus: 'mpc.bus = [1 3 0 0 0 0 1 1 0 20];',
        gen: 'mpc.gen = [1 0 0 9 -9 1 10 1];',
      },
      [
        'mpc.bus: found "a 1×10 matrix", expected a matrix of at least 13 columns (to VMIN)',
        'mpc.gen: found "a 1×8 matrix", expected a matrix of at least 10 columns (to PMIN)',
      ],
    ],
    [
      'bounds that cross',
      {
        bus: 'mpc.bus = [1 3 0 0 0 0 1 1 0 20 1 1.1 0.9; 2 1 4 1 0 0 1 1 0 20 1 0.9 1.1];',
        gen: 'mpc.gen = [1 0 0 -9 9 1 10 1 9 0; 2 0 0 3 -3 1 10 1 2 5];',
      },
      [
        'two.m:4, mpc.bus row 2, VMIN: found 1.1, expected at most VMAX, 0.9',
        'two.m:5, mpc.gen row 1, QMIN: found 9, expected at most QMAX, -9',
        'two.m:5, mpc.gen row 2, PMIN: found 5, expected at most PMAX, 2',
      ],
    ],
    [
      'bounds that are no numbers',
      {
        bus: 'mpc.bus = [1 3 0 0 0 0 1 1 0 20 1 1.1 0.9; 2 1 4 1 0 0 1 1 0 20 1 NaN 0.9];',
        gen: 'mpc.gen = [1 0 0 9 -9 1 10 1 9 0; 2 0 0 3 -3 1 10 1 2 NaN];',
      },
      ['mpc.bus row 2, VMAX: found "NaN", expected a number', 'mpc.gen row 2, PMIN: found "NaN", expected a number'],
    ],
    [
      'a reference bus without a band',
      { bus: 'mpc.bus = [1 3 0 0 0 0 1 1 0 20 1 Inf 0; 2 1 4 1 0 0 1 1 0 20 1 1.1 0.9];' },
      ['mpc.bus row 1, VMIN: found "a band of 0 to Infinity", expected a band of the reference bus'],
    ],
    [
      'two reference buses',
      { bus: 'mpc.bus = [1 3 0 0 0 0 1 1 0 20 1 1.1 0.9; 2 3 4 1 0 0 1 1 0 20 1 1.1 0.9];' },
      ['two.m:4, mpc.bus row 2, BUS_TYPE: found 3, expected one reference bus'],
    ],
    [
      'no reference bus',
      { bus: 'mpc.bus = [1 1 0 0 0 0 1 1 0 20 1 1.1 0.9; 2 1 4 1 0 0 1 1 0 20 1 1.1 0.9];' },
      ['mpc.bus: found "no reference bus", expected a bus of BUS_TYPE 3 or 2 with a generator in service'],
    ],
    [
      'a bus that no branch joins',
      { branch: 'mpc.branch = [1 2 0.01 0.02 0 0 0 0 0 0 0 -360 360];' },
      [
        'two.m:4, mpc.bus row 2: found "bus 2, which no branch in service joins to the reference bus", expected a connected',
      ],
    ],
    [
      'an unknown bus and a negative rating',
      { branch: 'mpc.branch = [1 2 0.01 0.02 0 -3 0 0 0 0 1; 1 7 0.01 0.02 0 0 0 0 0 0 1];' },
      [
        'mpc.branch row 1, RATE_A: found -3, expected a rating of 0',
        'mpc.branch row 2, T_BUS: found 7, expected the number',
      ],
    ],
    [
      'a branch without impedance',
      { branch: 'mpc.branch = [1 2 0 0 0 0 0 0 0 0 1];' },
      ['two.m:6, mpc.branch row 1, BR_X: found 0, expected an impedance other than 0'],
    ],
    [
      'a dispatchable load without a power factor',
      { gen: 'mpc.gen = [1 0 0 9 -9 1 10 1 9 0; 2 0 0 3 -3 1 10 1 0 -2];' },
      ['mpc.gen row 2, QMIN: found "-3 to 3 Mvar", expected 0 as one of QMIN and QMAX'],
    ],
    [
      'constraints of its own',
      { more: 'mpc.A = [1 0]; mpc.l = 0; mpc.u = 1;' },
      ['two.m, mpc.A: found "a field mpc.A", expected no constraints', 'two.m, mpc.l', 'two.m, mpc.u'],
    ],
  ])('%s', (_what, change, messages) => {
    const found = ofLines(change);
    for (const message of messages) expect(found.join('\n')).toContain(message);
    expect(found).toHaveLength(messages.length);
  });

  it('all faults of all tables at once', () => {
    const found = ofLines({
      bus: 'mpc.bus = [1 3 0 0 0 0 1 1 0 20 1 1.1 0.9; 2 1 NaN 1 0 0 1 1 0 20 1 1.1 0.9];',
      gen: 'mpc.gen = [1 0 0 9 -9 1 10 1 9 0; 5 0 0 3 -3 1 10 1 2 3];',
      branch: 'mpc.branch = [1 2 0.01 0.02 0 -1 0 0 0 0 1 -360 360];',
      gencost: 'mpc.gencost = [2 0 0 3 -0.1 20 5; 2 0 0 2 30 0 0];',
    });
    expect(found.map((line) => /mpc\.\w+ row \d, \w+/.exec(line)?.[0]).sort()).toEqual([
      'mpc.branch row 1, RATE_A',
      'mpc.bus row 2, PD',
      'mpc.gen row 2, GEN_BUS',
      'mpc.gen row 2, PMIN',
      'mpc.gencost row 1, COST',
    ]);
  });

  it('with its two buses and two machines as they are it is read', () => {
    expect(ofLines({})).toEqual([]);
  });
});

const example = readFileSync(fileURLToPath(new URL('docs/examples/feeder5.case.json', packageFolder())), 'utf8');
type Json = Record<string, unknown> & { horizon: Record<string, unknown> };
const changed = (change: (value: Json) => void): string => {
  const value = JSON.parse(example) as Json;
  change(value);
  return JSON.stringify(value);
};
const ofJson = (change: (value: Json) => void) => faults('feeder5.case.json', changed(change));
const cell = (value: Json, table: string, row: number, column: number, to: unknown) => {
  ((value[table] as unknown[][])[row] as unknown[])[column] = to;
};

describe('a JSON file is refused with row, column or field:', () => {
  const battery = (value: Json) => (value.horizon['batteries'] as Record<string, unknown>[])[0]!;
  const pv = (value: Json) => (value.horizon['pv'] as Record<string, unknown>[])[0]!;
  it.each<[what: string, change: (value: Json) => void, messages: readonly string[]]>([
    [
      'a text as a number',
      (v) => cell(v, 'bus', 2, 12, '0.9'),
      ['feeder5.case.json, bus row 3, VMIN: found "0.9", expected a number'],
    ],
    ['null', (v) => cell(v, 'branch', 0, 3, null), ['branch row 1, BR_X: found null, expected a number']],
    [
      'a row that is too short',
      (v) => (v['bus'] as number[][])[3]!.pop(),
      ['bus row 4: found "12 numbers", expected 13 numbers'],
    ],
    ['no rows', (v) => (v['bus'] = []), ['bus: found "no rows", expected at least one bus']],
    ['no table', (v) => delete v['branch'], ['branch: found undefined, expected a list']],
    ['an unknown key', (v) => (v['gencosts'] = []), ['gencosts: found "gencosts", expected one of $schema, name,']],
    [
      'an unknown key of a battery',
      (v) => (battery(v)['pmax'] = 1),
      ['horizon.batteries[0].pmax: found "pmax", expected one of bus, p_max'],
    ],
    ['a base of 0', (v) => (v['base_mva'] = 0), ['base_mva: found 0, expected a number above 0']],
    [
      'series of other lengths',
      (v) => {
        v.horizon['import_price'] = [30, 25, 60];
        pv(v)['p_available'] = [1];
      },
      [
        'horizon.import_price: found "3 numbers", expected 4, one per step (T)',
        'horizon.pv[0].p_available: found "1 numbers", expected 4',
      ],
    ],
    [
      'an export price above the import price',
      (v) => (v.horizon['export_price'] = [20, 15, 61, 70]),
      ['horizon.export_price[2]: found 61, expected at most the import price of the step, 60'],
    ],
    [
      'unknown buses',
      (v) => {
        battery(v)['bus'] = 9;
        pv(v)['bus'] = 7;
        v.horizon['commercial_buses'] = [8];
        v.horizon['load_profile_commercial'] = [1, 1, 1, 1];
      },
      ['batteries[0].bus: found 9, expected the number of a bus', 'pv[0].bus: found 7', 'commercial_buses[0]: found 8'],
    ],
    [
      'commercial buses without a profile',
      (v) => (v.horizon['commercial_buses'] = [2]),
      ['horizon.load_profile_commercial: found undefined, expected the profile'],
    ],
    [
      'an efficiency above 1',
      (v) => (battery(v)['eta_charge'] = 1.2),
      ['horizon.batteries[0].eta_charge: found 1.2, expected a number of at most 1'],
    ],
    [
      'a store that starts too full',
      (v) => (battery(v)['e_start'] = 3),
      ['horizon.batteries[0].e_start: found 3, expected within e_min to e_max, 0.2 to 2'],
    ],
    [
      'a store that ends too full',
      (v) => (battery(v)['e_end'] = 3),
      ['horizon.batteries[0].e_end: found 3, expected at most e_max, 2'],
    ],
    [
      'bounds that cross',
      (v) => (battery(v)['e_min'] = 2.5),
      ['horizon.batteries[0].e_min: found 2.5, expected at most e_max, 2'],
    ],
    [
      'a negative available power',
      (v) => (pv(v)['p_available'] = [0, -1, 0, 0]),
      ['horizon.pv[0].p_available[1]: found -1, expected a number of at least 0'],
    ],
    ['no reference bus', (v) => cell(v, 'bus', 0, 1, 1), ['bus: found "no reference bus"']],
    [
      'a bus that no branch joins',
      (v) => cell(v, 'branch', 3, 10, 0),
      ['bus row 5: found "bus 5, which no branch in service joins'],
    ],
    [
      'machines without costs',
      (v) => {
        delete (v as Partial<Json>).horizon;
        v['gen'] = [[1, 0, 0, 9, -9, 1, 10, 1, 9, 0]];
      },
      ['gencost: found undefined, expected a matrix with the cost'],
    ],
  ])('%s', (_what, change, messages) => {
    const found = ofJson(change);
    for (const message of messages) expect(found.join('\n')).toContain(message);
    expect(found).toHaveLength(messages.length);
  });

  it('no JSON, with the line', () => {
    const found = faults('feeder5.case.json', example.replace('[5, 1, 0.9,', '[5, 1, NaN,'));
    expect(found).toEqual([expect.stringMatching(/^feeder5\.case\.json:11: found ".*", expected JSON$/)]);
  });

  it('other files by their ending', () => {
    expect(faults('case.txt', 'x')).toEqual([
      expect.stringContaining('expected a case file: .m (MATPOWER with mpc.gencost) or .json'),
    ]);
  });

  it('the example of the documents is none of these, and its JSON Schema accepts it', () => {
    expect(ofJson(() => {})).toEqual([]);
    const schema = z.fromJSONSchema(opfCaseJsonSchema());
    expect(schema.safeParse(JSON.parse(example)).success).toBe(true);
    expect(schema.safeParse(JSON.parse(changed((v) => cell(v, 'bus', 0, 0, 'one')))).success).toBe(false);
  });
});

describe('a part of a file that the problem does not have is a note:', () => {
  const notes = (change: Partial<typeof LINES>) => {
    const path = join(folder, 'two.m');
    writeFileSync(path, Object.values({ ...LINES, ...change }).join('\n'));
    return readOpfFile(path).notes.map(({ text }) => text);
  };
  it.each<[what: string, change: Partial<typeof LINES>, note: string]>([
    ['direct current lines', { more: 'mpc.dcline = [1 2 1];' }, 'not used: mpc.dcline'],
    [
      'start costs',
      { gencost: 'mpc.gencost = [2 9 0 2 20 0; 2 0 0 2 30 0];' },
      'costs of starting and stopping are not',
    ],
    [
      'capability curves',
      { gen: `mpc.gen = [1 0 0 9 -9 1 10 1 9 0 0 0; 2 0 0 3 -3 1 10 1 2 0 1 2];` },
      'capability curves (PC1 to QC2MAX) are not used: generator 2',
    ],
    [
      'an isolated bus',
      {
        bus: 'mpc.bus = [1 3 0 0 0 0 1 1 0 20 1 1.1 0.9; 2 1 4 1 0 0 1 1 0 20 1 1.1 0.9; 3 4 1 0 0 0 1 1 0 20 1 1 1];',
      },
      'isolated (BUS_TYPE 4) and left out: bus 3, with 0 branches and a load of 1 MW',
    ],
    [
      'no reference bus',
      { bus: 'mpc.bus = [1 2 0 0 0 0 1 1 0 20 1 1.1 0.9; 2 1 4 1 0 0 1 1 0 20 1 1.1 0.9];' },
      'no reference bus: PV bus 1 taken as reference',
    ],
  ])('%s', (_what, change, note) => {
    expect(notes(change)).toEqual([expect.stringContaining(note)]);
  });
});

describe('after any change to a file', () => {
  it.each([
    [
      'two.m',
      Object.values(LINES).join('\n'),
      ['NaN', 'Inf', '-', '1e999', ';', ']', '3', '0', ' ', "'", '{', '2 0 0'],
    ],
    [
      'feeder5.case.json',
      example,
      ['null', '1e999', '-', ',', ']', '}', '{}', '"x"', '3', '0', '[]', '1e-300', 'true'],
    ],
  ])('%s is read, or refused with an InputError', (name, text, scraps) => {
    const edit = fc.record({ at: fc.nat(text.length), cut: fc.nat(6), scrap: fc.constantFrom(...scraps) });
    const property = fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      let broken = text;
      for (const { at, cut, scrap } of edits) broken = broken.slice(0, at) + scrap + broken.slice(at + cut);
      for (const fault of faults(name, broken)) expect(fault).toMatch(/^\S+.*: found .*, expected \S/);
    });
    fc.assert(property, { seed: 3, numRuns: 1500 });
  });
});
