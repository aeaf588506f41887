import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '../../base/index.ts';
import { BARAN_WU, MESH6, small } from '../../network/formats/matpower/testing/cases.ts';
import { endingsOf, matpower, type NetworkFormat } from '../../network/index.ts';
import { kinds } from '../kinds.ts';
import { pageOf, solveFile } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'feederlab-powerflow-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const refusal = async (path: string, options = {}): Promise<string> => {
  const error: unknown = await solveFile(path, options).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).message;
};

const feeder = file('feeder33.m', BARAN_WU);
const mesh = file('mesh6.m', MESH6);
/** 4 MW through 5 p.u. of reactance on 10 MVA: beyond the loadability limit. */
const overloaded = file('overloaded.m', small({ branch: 'mpc.branch = [1 2 0 5 0 0 0 0 0 0 1];' }));

describe('the report of a power flow', () => {
  it('prints buses and branches by number when the file numbers them', async () => {
    const report = await solveFile(feeder);
    expect(report).toMatchObject({ network: 'feeder33', converged: true, notes: [] });
    expect(report.loss_kw).toBeCloseTo(202.677, 3);
    expect(report.buses).toHaveLength(33);
    expect(report.buses[17]).toMatchObject({ bus: 18, vm_pu: expect.closeTo(0.91309, 5) as number });
    expect(report.branches[0]).toMatchObject({ branch: 1, from: 1, to: 2, in_service: true, loading_percent: null });
    expect(report.branches[32]).toMatchObject({ from: 21, to: 8, in_service: false, p_from_kw: 0 });
  });

  it('balances: the slack feed-in is the sum of loads, losses and shunts', async () => {
    const report = await solveFile(feeder);
    const drawn = report.buses.reduce((sum, b) => sum + b.p_load_kw!, 0);
    expect(report.import_kw! - drawn - report.loss_kw!).toBeCloseTo(0, 3);
    const [b] = report.branches;
    expect(b!.i_from_a).toBeCloseTo(Math.hypot(b!.p_from_kw!, b!.q_from_kvar!) / (Math.sqrt(3) * 12.66), 6);
  });

  it('lists isolated buses without values, with the reason', async () => {
    const report = await solveFile(mesh);
    expect(report.buses.at(-1)).toMatchObject({ bus: 60, vm_pu: null, va_deg: null });
    expect(report.notes).toHaveLength(2);
  });

  it('lists buses without supply without values, and the load that is not served', async () => {
    const report = await solveFile(file('island.m', small({ branch: 'mpc.branch = [1 2 0.1 0.1 0 0 0 0 0 0 0];' })));
    expect(report).toMatchObject({ converged: true, not_served_kw: 4000, not_served_kvar: 1000, loss_kw: 0 });
    expect(report.buses.map(({ bus, vm_pu }) => [bus, vm_pu])).toEqual([
      [1, 1],
      [2, null],
    ]);
    expect(report.branches).toMatchObject([{ branch: 1, from: 1, to: 2, in_service: false, p_from_kw: null }]);
    const page = pageOf(report);
    expect(page).toMatch(/^ +2 +– +–$/m);
    expect(page).toContain(
      'Note: without supply: bus 2, which nothing in service joins to a slack bus; load of 4000 kW',
    );
  });

  it('has null for an undefined number, so that the text is JSON', async () => {
    const report = await solveFile(
      file('no-kv.m', small({ bus: 'mpc.bus = [1 3 0 0 0 0 1 1 0 0 1; 2 1 4 1 0 0 1 1 0 0 1];' })),
    );
    expect(report.branches[0]).toMatchObject({ i_from_a: null, i_to_a: null });
    expect(report.branches[0]!.p_from_kw).toBeCloseTo(4017, 0);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('without a solution has a diagnosis and no values', async () => {
    const report = await solveFile(overloaded);
    expect(report).toMatchObject({ converged: false, loss_kw: null, buses: [], branches: [] });
    expect(report.diagnosis).toMatch(/No solution/);
  });
});

describe('the text page', () => {
  it('has losses, extremes and tables', async () => {
    const page = pageOf(await solveFile(feeder));
    expect(page).toMatch(/^feeder33: converged in \d iterations/);
    expect(page).toMatch(/losses +202\.677 kW/);
    expect(page).toMatch(/lowest voltage +0\.913090 p\.u\. +bus 18/);
    expect(page).toMatch(/highest loading +– +no branch has a rating/);
    expect(page).toMatch(/33 +21 +8 .*out of service/);
  });

  it('has the branch of highest loading and the notes', async () => {
    const page = pageOf(await solveFile(mesh));
    expect(page).toMatch(/highest loading +144\.3 % +branch 5 \(30–40\)/);
    expect(page).toContain('Note: isolated (BUS_TYPE 4) and left out: bus 60');
  });

  it('cuts long tables with a hint', async () => {
    const buses = Array.from({ length: 100 }, (_, k) => `${k + 1} ${k === 0 ? 3 : 1} 0.01 0 0 0 1 1 0 20 1`);
    const lines = buses.slice(1).map((_, k) => `${k + 1} ${k + 2} 0.0001 0.0001 0 0 0 0 0 0 1`);
    const text = small({ bus: `mpc.bus = [${buses.join(';')}];`, branch: `mpc.branch = [${lines.join(';')}];` });
    const page = pageOf(await solveFile(file('long.m', text)));
    expect(page).toContain('… 60 more buses; --json prints all');
    expect(page).toContain('… 59 more branches; --json prints all');
  });

  it('of a network without solution is its diagnosis', async () => {
    expect(pageOf(await solveFile(overloaded))).toMatch(/^overloaded: did not converge .*\n\nNo solution/);
  });
});

describe('options', () => {
  it('numeric as linear solver gives the same voltages', async () => {
    const [own, dense] = [await solveFile(mesh), await solveFile(mesh, { solver: 'numeric' })];
    for (const [i, b] of own.buses.entries()) {
      if (b.vm_pu === null) continue;
      expect(dense.buses[i]!.vm_pu).toBeCloseTo(b.vm_pu, 12);
      expect(dense.buses[i]!.va_deg).toBeCloseTo(b.va_deg!, 10);
    }
  });

  it('a tighter tolerance gives a smaller mismatch', async () => {
    expect((await solveFile(feeder, { tolerance: 1e-12 })).mismatch_pu).toBeLessThan(1e-12);
  });

  it('write makes a case file with the same solution', async () => {
    const copy = join(folder, 'copy.m');
    const report = await solveFile(mesh, { write: copy });
    expect(readFileSync(copy, 'utf8')).toMatch(/^function mpc = mesh6\n/);
    const again = await solveFile(copy);
    expect(again.buses).toEqual(report.buses.filter((b) => b.vm_pu !== null));
  });
});

describe('other formats', () => {
  const readOnly: NetworkFormat = {
    name: 'toy',
    extensions: ['.toy', '.net'],
    read: (text) => matpower.read(text, ''),
  };
  const own = kinds({ formats: [readOnly] });
  const refusalOf = async (options: object): Promise<string> =>
    String(await solveFile(feeder, { ...options, kinds: own }).catch((e: unknown) => e)).replace(/ {2,}/g, '  ');

  it('are read by the ending of the file', async () => {
    expect((await solveFile(file('feeder.toy', BARAN_WU), { kinds: own })).loss_kw).toBeCloseTo(202.677, 3);
    expect(await solveFile(file('feeder.xyz', BARAN_WU), { kinds: own }).catch(String)).toContain(
      `a file in one of the formats ${endingsOf(own.formats)}`,
    );
  });

  it('of the wrong shape are reported', async () => {
    const read = (() => ({ buses: [] })) as unknown as NonNullable<NetworkFormat['read']>;
    const given = await solveFile(file('wrong.toy', 'x'), {
      kinds: kinds({ formats: [{ ...readOnly, read }] }),
    }).catch((e: unknown) => e);
    expect(given).toBeInstanceOf(InputError);
    expect(String(given)).toContain(
      'format toy, read: data  found "nothing"  expected an object { data: NetworkData }',
    );
  });

  it('that are read-only are not written; the writable ones are listed', async () => {
    const path = join(folder, 'out.toy');
    expect(await refusalOf({ write: path })).toContain(
      '1 problem, nothing was run\n  out.toy  found "out.toy, in the format toy, which can only be read"  ' +
        'expected a file in one of the formats that can be written: .m (MATPOWER)',
    );
    expect(await refusalOf({ write: join(folder, 'out.csv') })).toContain(
      'found "out.csv"  expected a file in one of the formats that can be written: .m (MATPOWER)',
    );
    expect(existsSync(path)).toBe(false);
  });
});

describe('reactive limits', () => {
  const bus = 'mpc.bus = [1 3 0 0 0 0 1 1 0 20 1; 2 2 4 1 0 0 1 1 0 20 1];';
  const gen = 'mpc.gen = [1 0 0 99 -99 1 10 1 99 0; 2 1 0 3 -3 1.03 10 1 5 0];';
  const path = file('held.m', small({ bus, gen, branch: 'mpc.branch = [1 2 0.01 0.06 0 0 0 0 0 0 1];' }));

  it('that are exceeded give a note, and the table of generators shows by how much', async () => {
    const page = pageOf(await solveFile(path));
    expect(page).toMatch(/^generator +bus +p_kw +q_kvar +q_min_kvar +q_max_kvar$/m);
    expect(page).toMatch(/^ +2 +2 +1000\.000 +\d{4}\.\d{3} +-3000\.000 +3000\.000$/m);
    expect(page).toMatch(
      /Note: reactive limits exceeded, which are not enforced: generator 2 at bus 2: .* limit 3 Mvar/,
    );
  });

  it('are enforced on request', async () => {
    const { generators, buses, notes } = await solveFile(path, { enforceQLimits: true });
    expect(generators[1]).toMatchObject({
      generator: 2,
      bus: 2,
      q_kvar: expect.closeTo(3000, 3) as number,
      q_max_kvar: 3000,
    });
    expect(buses[1]!.vm_pu).toBeLessThan(1.03);
    expect(notes[0]).toMatch(/^voltage not held/);
  });
});

describe('a file that is written', () => {
  it('has a note of the parts that were not read', async () => {
    const path = file('more.m', small({ more: 'mpc.gencost = [2 0 0 2 1 0];\nmpc.dcline = [1 2 1];' }));
    const { notes } = await solveFile(path, { write: join(folder, 'less.m') });
    expect(notes).toEqual(['not used: mpc.dcline', 'not in the file that was written: mpc.gencost, mpc.dcline']);
    expect((await solveFile(path)).notes).toEqual(['not used: mpc.dcline']);
  });
});

describe('invalid input is refused before anything is written', () => {
  it.each([
    ['a missing file', join(folder, 'none.m'), {}, 'found nothing  expected a file that exists'],
    ['an empty file', file('empty.m', ''), {}, 'found "an empty file"  expected a network'],
    [
      'another kind of file',
      file('notes.txt', 'x'),
      {},
      'expected the folder of a case, or a file in one of the formats',
    ],
    ['an unknown solver', feeder, { solver: 'sprase' }, 'expected sparse or numeric. Hint: the nearest is sparse'],
    [
      'a folder without tables',
      folder,
      {},
      'expected a folder with buses.csv or case.yaml, or one of the format SimBench',
    ],
    [
      'a path that cannot be written',
      feeder,
      { write: join(folder, 'no', 'x.m') },
      'expected a file that can be written, in a folder that exists; ',
    ],
    [
      'a transformer of no impedance',
      file('zero.m', small({ branch: 'mpc.branch = [1 2 0 0 0 0 0 0 1.05 0 1];' })),
      {},
      'zero.m:6, mpc.branch row 1',
    ],
  ])('%s', async (_what, path, options, message) => {
    expect(await refusal(path, options)).toContain(message);
  });

  it('a file of 100 MB, without reading it', async () => {
    const path = file('huge.m', 'x');
    truncateSync(path, 1e8);
    expect(await refusal(path)).toContain(
      'found "95.4 MiB"  expected a network file of at most 64 MiB; it was not read',
    );
  });

  it('a network too large for numeric', async () => {
    const buses = Array.from({ length: 700 }, (_, k) => `${k + 1} ${k === 0 ? 3 : 1} 0 0 0 0 1 1 0 20 1`);
    const lines = buses.slice(1).map((_, k) => `${k + 1} ${k + 2} 0.0001 0.0001 0 0 0 0 0 0 1`);
    const text = small({ bus: `mpc.bus = [${buses.join(';')}];`, branch: `mpc.branch = [${lines.join(';')}];` });
    const message = await refusal(file('large.m', text), { solver: 'numeric' });
    expect(message).toContain('found "a network of 699 unknown nodes"  expected at most 600. Hint: the sparse solver');
  });
});
