// Situations that users of this and of other tools reported, each with the correct result: the folders of ../shared/field, with
// the commands of their expect.md.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import { packageFolder } from '../package.ts';
import { feederlab } from './testing.ts';

const field = fileURLToPath(new URL('../shared/field', packageFolder()));
const out = mkdtempSync(join(tmpdir(), 'feederlab-field-'));
afterAll(() => rmSync(out, { recursive: true }));

const answered = new Set<string>();

/** Runs a command in one of these folders; `OUT` becomes a new folder. */
async function inField(folder: string, command: readonly string[]) {
  answered.add(folder);
  const args = command.map((arg) => arg.replace('OUT', join(out, folder)));
  const { code, stdout, stderr } = await feederlab(args, { cwd: join(field, folder) });
  return { code, text: `${stdout}\n${stderr}` };
}

type Row = readonly [folder: string, command: string, code: number, ...answer: (string | RegExp)[]];

const rows: readonly Row[] = [
  ['01-constant-impedance-at-zero-volt', 'powerflow table', 0, /0\.480034 p\.u\. +bus 3/, /348\.613 kW/],
  [
    '01-constant-impedance-at-zero-volt',
    'run . --out OUT --quiet',
    0,
    /voltage_min_pu +0\.480034/,
    'Remark: Voltages outside 0.5–1.5 p.u.',
  ],
  ['02-profile-in-kw-used-as-share', 'validate .', 2, '5 problems', 'devices.0.profile', 'devices.4.away_profile'],
  ['02-profile-in-kw-used-as-share', 'run . --out OUT --quiet', 2, '5 problems'],
  ['03-matpower-remarks-lost-in-a-case', 'validate .', 0, 'left out: bus 4', 'not used: mpc.dcline'],
  ['03-matpower-remarks-lost-in-a-case', 'powerflow .', 0, 'left out: bus 4', 'not used: mpc.dcline'],
  ['03-matpower-remarks-lost-in-a-case', 'run . --out OUT --json', 0, 'left out: bus 4', 'not used: mpc.dcline'],
  [
    '03-matpower-remarks-lost-in-a-case',
    'validate . --set devices=[{id:\u00a0x,kind:\u00a0load,bus:\u00a04,p:\u00a01\u00a0kW}]',
    2,
    'bus 4 is isolated in net.m (BUS_TYPE 4)',
  ],
  ['05-parallel-transformers-of-other-vector-group', 'powerflow slip30', 0, /679\.3 %/, /30(\.0)?°/, /T1.*T2|T2.*T1/],
  ['05-parallel-transformers-of-other-vector-group', 'powerflow opposite', 1, /180(\.0)?°/, /T1.*T2|T2.*T1/],
  ['06-numeric-ids-in-set', 'validate . --set devices.101.p_kw=0', 0, 'is valid'],
  ['06-numeric-ids-in-set', 'validate . --set populations.007.count=2', 0, 'is valid'],
  ['07-branch-out-of-service-without-impedance', 'powerflow tie.m', 0, '1.001349', '81.364 kW'],
  ['07-branch-out-of-service-without-impedance', 'powerflow .', 0, 'out of service'],
  ['09-feed-in-paid-more-than-import', 'validate .', 0],
  ['09-feed-in-paid-more-than-import', 'run . --out OUT --quiet', 0],
  ['10-reactive-limits-of-a-pv-bus', 'powerflow q.m', 0, /170\.8 Mvar.*15/],
  ['11-dead-end-after-an-outage', 'powerflow outage.m', 0, /\n +3 +– +–/, 'supply'],
  ['11-dead-end-after-an-outage', 'powerflow .', 0, /\n +3 +– +–/, 'supply'],
  ['14-variant-names', 'validate .', 2, 'found "2030 base"', 'letters, digits, - and _'],
  ['15-fortran-exponents-in-a-matpower-file', 'powerflow d.m', 0, 'converged'],
  ['17-matlab-script-around-the-tables', 'powerflow script.m', 0, 'converged'],
  ['17-matlab-script-around-the-tables', 'powerflow print.m', 0, 'converged'],
  ['22-another-case-into-the-same-folder', 'run a --out OUT --quiet', 0],
  ['22-another-case-into-the-same-folder', 'run b --out OUT', 2, 'a finished run of case a', '--force'],
  ['22-another-case-into-the-same-folder', 'run b --out OUT --seed 9 --resume', 2, 'case a'],
  ['22-another-case-into-the-same-folder', 'run b --out OUT --force', 0],
  ['rel-cyclic-alias', 'validate .', 2, 'case.yaml:6', 'cannot contain itself'],
  ['rel-endless-search', 'search .', 2, 'search.yaml:3', 'at most'],
  ['rel-exploding-pattern', 'validate .', 2, 'a pattern with * that fits one'],
  ['rel-label-proto', 'validate .', 2, '__proto__'],
  ['rel-long-expression', 'score .', 2, 'score.yaml:3', 'at most 4000 characters'],
  ['rel-profile-rows-short', 'validate .', 2, 'prof.csv:2', '1 field', '2 fields'],
];

const FILES: Readonly<Record<string, string>> = {
  'powerflow-pp_example_simple': 'pp_example_simple',
  'powerflow-stress_04': 'stress_04',
};

describe.skipIf(!existsSync(field))('reported situations', () => {
  it.each(rows.map(([folder, command, code, ...answers]) => ({ folder, command, code, answers })))(
    '$folder: $command',
    async ({ folder, command, code, answers }) => {
      const args = command.split(' ').map((arg) => arg.replaceAll('\u00a0', ' '));
      const result = await inField(folder, args);
      expect(result, result.text).toMatchObject({ code });
      for (const words of answers) {
        if (typeof words === 'string') expect(result.text).toContain(words);
        else expect(result.text).toMatch(words);
      }
    },
  );

  it.each(Object.entries(FILES))('%s: the voltages of its table', async (folder, name) => {
    const { code, text } = await inField(folder, ['powerflow', `${name}.m`, '--json']);
    expect(code).toBe(0);
    const { buses } = JSON.parse(text) as { buses: { bus: number; vm_pu: number; va_deg: number }[] };
    const expected = parse(readFileSync(join(field, folder, `${name}.csv`)), { columns: true }) as Record<
      string,
      string
    >[];
    const found = new Map(buses.map((b) => [String(b.bus), b]));
    for (const { bus, vm_pu, va_deg } of expected) {
      expect(Math.abs(found.get(bus!)!.vm_pu - Number(vm_pu))).toBeLessThan(1e-7);
      expect(Math.abs(found.get(bus!)!.va_deg - Number(va_deg))).toBeLessThan(1e-5);
    }
  });

  it('06: a device whose id is a number is the one that --set changes', async () => {
    await inField('06-numeric-ids-in-set', ['run', '.', '--out', 'OUT', '--quiet', '--set', 'devices.1.p_kw=0']);
    const table = parse(readFileSync(join(out, '06-numeric-ids-in-set', 'devices.csv')), { columns: true }) as Record<
      string,
      string
    >[];
    expect(Object.fromEntries(table.map(({ device, p_kw }) => [device, Number(p_kw)]))).toMatchObject({ 1: 0, 2: 20 });
  });

  it.each(['payback_kw=90', 'payback=09:00', 'price_per_kwh=0.6'])('04: --set of %s of a bid', async (set) => {
    const args = ['validate', 'smart-mla-tfm', '--set', `controllers.tfm.bids.ag2-LP1.${set}`];
    expect(await inField('04-set-of-one-field-deletes-another', args)).toMatchObject({ code: 0 });
  });

  it('10: a file that is written keeps the limits of its generators', async () => {
    await inField('10-reactive-limits-of-a-pv-bus', ['powerflow', 'q.m', '--write', 'OUT.m']);
    const text = readFileSync(join(out, '10-reactive-limits-of-a-pv-bus.m'), 'utf8');
    expect(text).toMatch(/\n\t20\t40\t0\t15\t-15\t1\.05\t/);
  });

  it('13: both clearings buy the same of equal bids, at one price per place and hour', async () => {
    const bids = ['ag1-LP4', 'ag1-LP5', 'ag2-LP4', 'ag2-LP5', 'ag3-LP4', 'ag3-LP5', 'ag4-LP4', 'ag4-LP5'];
    const equal = bids.flatMap((bid) => ['--set', `controllers.tfm.bids.${bid}.price_per_kwh=0.6`]);
    const folder = '13-equal-bids-at-one-load-point';
    const bought = async (clearing: string) => {
      const dir = `OUT-${clearing}`;
      const set = [...equal, '--set', `controllers.tfm.clearing=${clearing}`];
      await inField(folder, ['run', 'smart-mla-tfm', '--variant', 'overload', '--out', dir, '--quiet', ...set]);
      const table = readFileSync(join(out, `${folder}-${clearing}`, 'tables', 'procurement.csv'));
      return parse(table, { columns: true }) as Record<string, string>[];
    };
    const [admm, central] = [await bought('admm'), await bought('central')];
    expect(admm.map(({ aggregator, load_point }) => [aggregator, load_point])).toEqual(
      central.map(({ aggregator, load_point }) => [aggregator, load_point]),
    );
    for (const [i, row] of admm.entries())
      expect(Number(row['bought_kw'])).toBeCloseTo(Number(central[i]!['bought_kw']), 2);
    for (const rows of [admm, central]) {
      const prices = new Map<string, Set<string>>();
      for (const { step, load_point, clear_price_dkk_per_kwh: price } of rows) {
        const key = `${step} ${load_point}`;
        prices.set(key, (prices.get(key) ?? new Set()).add(price!));
      }
      expect([...prices.values()].every((set) => set.size === 1)).toBe(true);
    }
  });

  it('every folder is in the table above, or has a separate test', () => {
    const elsewhere = ['rel-many-faults']; // src/case/hostile-input.test.ts
    expect(readdirSync(field).filter((name) => !answered.has(name) && !elsewhere.includes(name))).toEqual([]);
  });
});
