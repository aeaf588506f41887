import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCase } from '../case/read.ts';
import { changed, type Folder, writeFolder } from '../case/testing/folder.ts';
import { withFault } from '../disk/testing/faults.ts';
import { solveFile } from '../powerflow/index.ts';
import { eachRow } from '../results/read/csv.ts';
import { runCase } from '../run.ts';
import { exportStep } from './step.ts';
import { FEEDER, OPPOSED } from './testing/feeder.ts';

const folder = mkdtempSync(join(tmpdir(), 'feederlab-step-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let feeder: string;
let dir: string;
beforeAll(async () => {
  feeder = writeFolder(FEEDER);
  dir = (await runCase(await readCase(feeder), { out: join(folder, 'run'), plots: 'none' })).dir;
});

/** Both power flows end at a mismatch of 1e-8 p.u.; tables have nine digits, which of an angle near 150° is 5e-7°. */
const [SAME_PU, SAME_DEG] = [1e-8, 1e-6];

/** Voltages of a run by step and bus. */
function voltagesOf(run: string, k: number): Map<string, { vm_pu: number; va_deg: number }> {
  const found = new Map<string, { vm_pu: number; va_deg: number }>();
  const wanted = { step: 'number', bus: 'text', vm_pu: 'number', va_deg: 'number' } as const;
  eachRow(run, 'buses.csv', wanted, ({ step, bus, vm_pu, va_deg }) => {
    if (step === k) found.set(bus, { vm_pu, va_deg });
  });
  return found;
}

/** Formats that are written, and the bus of the case for a bus of the file. MATPOWER numbers buses from 1. */
const FORMATS = [
  { format: 'matpower', ending: 'm', busOf: (bus: string) => String(Number(bus) - 1) },
  { format: 'pandapower', ending: 'json', busOf: (bus: string) => bus },
] as const;

describe.each(FORMATS)('a step of a run as $format', ({ format, ending, busOf }) => {
  it.each([0, 7, 12, 13, 23])('has the voltages of step %i when it is solved', async (step) => {
    const file = join(folder, `step-${step}.${ending}`);
    const exported = await exportStep(dir, format, file, { step, case: feeder });
    expect(exported.time).toBe(`2021-06-21T${String(step).padStart(2, '0')}:00:00+02:00`);
    const { converged, buses } = await solveFile(file);
    expect(converged).toBe(true);
    const expected = voltagesOf(dir, step);
    expect(expected.size).toBe(5);
    // buses 3 and 4, which a switch joins, are one in formats without switches
    expect(buses.length).toBeGreaterThanOrEqual(4);
    for (const { bus, vm_pu, va_deg } of buses) {
      const of = expected.get(busOf(String(bus)))!;
      expect(Math.abs(vm_pu! - of.vm_pu)).toBeLessThan(SAME_PU);
      expect(Math.abs(va_deg! - of.va_deg)).toBeLessThan(SAME_DEG);
    }
    expect(exported.difference!.vm_pu).toBeLessThan(SAME_PU);
    expect(exported.difference!.va_deg).toBeLessThan(SAME_DEG);
    expect(exported.notes).toEqual(['not in the file: 1 bus without supply (5)']);
  });

  it('leaves the file that was there, or the whole new one, where the disk is full', async () => {
    const out = join(folder, `full-${ending}`);
    mkdirSync(out);
    const file = join(out, `step.${ending}`);
    writeFileSync(file, 'before');
    const write = () => exportStep(dir, format, file, { step: 12, case: feeder, force: true });
    const { count } = await withFault(out, { at: Number.POSITIVE_INFINITY, how: 'ENOSPC' }, write);
    const whole = readFileSync(file, 'utf8');
    expect(count).toBeGreaterThan(2);
    for (let at = 0; at < count; at++) {
      writeFileSync(file, 'before');
      const { error } = await withFault(out, { at, how: 'ENOSPC' }, write);
      if (error !== undefined) expect(String(error)).toMatch(/could not be written: .*ENOSPC/);
      expect(error === undefined ? [whole] : ['before', whole]).toContain(readFileSync(file, 'utf8'));
      expect(readdirSync(out)).toEqual([`step.${ending}`]);
    }
  });
});

describe('a step of a run', () => {
  const file = join(folder, 'refused.m');
  const refused = async (
    run: string,
    options: Partial<Parameters<typeof exportStep>[3]>,
    to = file,
  ): Promise<string> => {
    const error = await exportStep(run, 'matpower', to, { step: 12, case: feeder, ...options }).catch((e: Error) => e);
    expect(existsSync(file)).toBe(false);
    return (error as Error).message;
  };

  it('has the load and the in-feed of each kind at each bus', async () => {
    await exportStep(dir, 'matpower', join(folder, 'kinds.m'), { step: 12, case: feeder });
    const groups = new Map<string, number>();
    const wanted = { step: 'number', bus: 'text', p_kw: 'number' } as const;
    eachRow(dir, 'groups.csv', wanted, ({ step, bus, p_kw }) => {
      if (step === 12) groups.set(bus, (groups.get(bus) ?? 0) + p_kw);
    });
    const { buses } = await solveFile(join(folder, 'kinds.m'));
    const drawn = (bus: number) => buses.find((b) => b.bus === bus)!.p_load_kw!;
    expect(groups.get('2')).toBeLessThan(-1); // PV feeds in
    expect(drawn(3)).toBeCloseTo(groups.get('2')!, 6);
    expect(drawn(4)).toBeCloseTo(groups.get('3')! + groups.get('4')!, 6);
  });

  it('has the network of the variant and of the changes with which the run was made', async () => {
    const set = ['network.in_service=[S45]'];
    const study = await readCase(feeder, { variant: 'stronger', set });
    const { dir: stronger } = await runCase(study, { out: join(folder, 'stronger'), plots: 'none' });
    const to = join(folder, 'stronger.m');
    const { difference, notes } = await exportStep(stronger, 'matpower', to, { step: 12, case: feeder });
    expect(notes).toEqual([]);
    expect(difference!.vm_pu).toBeLessThan(SAME_PU);
    const [first] = (await solveFile(to)).branches;
    expect(first!.loading_percent).toBeGreaterThan(0);
    expect(voltagesOf(stronger, 12).get('3')).not.toEqual(voltagesOf(dir, 12).get('3'));
  });

  it('is refused where a file of the network has changed, and not where another file has', async () => {
    const copy = join(folder, 'copy');
    cpSync(feeder, copy, { recursive: true });
    writeFileSync(join(copy, 'shapes.csv'), readFileSync(join(copy, 'shapes.csv'), 'utf8').replace('0.3', '0.4'));
    writeFileSync(join(copy, 'case.yaml'), 'title: other\n');
    const unchanged = await exportStep(dir, 'matpower', join(folder, 'unchanged.m'), { step: 12, case: copy });
    expect(unchanged.difference!.vm_pu).toBeLessThan(SAME_PU);
    writeFileSync(join(copy, 'lines.csv'), readFileSync(join(copy, 'stronger.csv')));
    expect(await refused(dir, { case: copy })).toMatch(/lines\.csv +found "another text".*as the run read it.*--case/);
    writeFileSync(join(copy, 'lines.csv'), 'no table');
    expect(await refused(dir, { case: copy })).toMatch(/lines\.csv +found "another text"/);
    rmSync(join(copy, 'lines.csv'));
    expect(await refused(dir, { case: copy })).toMatch(/lines\.csv.*a file that exists/);
  });

  it('is refused where there is no such step, no such case, a file that exists, or another ending', async () => {
    expect(await refused(dir, { step: 24 })).toMatch(/--step +found 24 +expected a step from 0 to 23/);
    expect(await refused(dir, { case: undefined })).toMatch(
      /--case +found nothing +expected the case .*, which has the network/,
    );
    expect(await refused(dir, {}, join(folder, 'x.json'))).toMatch(/--matpower .*expected a file that ends with \.m/);
    writeFileSync(join(folder, 'there.m'), 'mine');
    expect(await refused(dir, {}, join(folder, 'there.m'))).toMatch(/there\.m.*--force replaces it/);
    expect(readFileSync(join(folder, 'there.m'), 'utf8')).toBe('mine');
    await exportStep(dir, 'matpower', join(folder, 'there.m'), { step: 12, case: feeder, force: true });
    expect((await solveFile(join(folder, 'there.m'))).converged).toBe(true);
  });

  it('is refused where a table of the run has changed', async () => {
    const damaged = join(folder, 'damaged');
    cpSync(dir, damaged, { recursive: true });
    writeFileSync(join(damaged, 'groups.csv'), readFileSync(join(damaged, 'groups.csv'), 'utf8').replace('pv', 'PV'));
    expect(await refused(damaged, {})).toMatch(/groups\.csv.*as the run wrote it/);
  });

  it('that the run did not solve has its powers, and says that there is no solution', async () => {
    const heavy: Folder = changed('loads.csv', 'shop,2,20', 'shop,2,90000', FEEDER);
    const failing = writeFolder(heavy);
    const study = await readCase(failing, { set: ['clock.steps=2', 'controllers=[uncontrolled]'] });
    const { dir: failed } = await runCase(study, { out: join(folder, 'failed'), plots: 'none' });
    const to = join(folder, 'failed.m');
    const exported = await exportStep(failed, 'matpower', to, { step: 1, case: failing });
    expect(exported).toMatchObject({ solved: false, difference: null });
    expect(exported.notes[0]).toMatch(/did not solve this step/);
    const { converged } = await solveFile(to);
    expect(converged).toBe(false);
    expect(readFileSync(to, 'utf8')).toMatch(/\t27\t/);
  });

  it('with reactive limits that the run enforces says that they must be enforced', async () => {
    const machine = writeFolder({
      ...FEEDER,
      'buses.csv': String(FEEDER['buses.csv']).replace('4,pq,0.4,,', '4,pv,0.4,1.05,'),
      'generators.csv': 'generator,bus,p_kw,q_kvar,q_min_kvar,q_max_kvar\nhydro,4,8,0,-4,4\n',
    });
    const study = await readCase(machine, { set: ['network.enforce_q_limits=true', 'controllers=[uncontrolled]'] });
    const { dir: limited } = await runCase(study, { out: join(folder, 'limited'), plots: 'none' });
    const to = join(folder, 'limited.m');
    const { difference, notes } = await exportStep(limited, 'matpower', to, { step: 12, case: machine });
    expect(difference!.vm_pu).toBeLessThan(SAME_PU);
    expect(notes.join()).toMatch(/enforces reactive limits/);
    const { buses } = await solveFile(to, { enforceQLimits: true });
    expect(buses[2]!.vm_pu).toBeCloseTo(voltagesOf(limited, 12).get('2')!.vm_pu, 8);
  });

  it('whose solution is doubtful says so, as other programs may end at another one', async () => {
    const opposed = writeFolder(OPPOSED);
    const study = await readCase(opposed, { set: ['clock.steps=1', 'controllers=[uncontrolled]'] });
    const { dir: doubtful } = await runCase(study, { out: join(folder, 'opposed'), plots: 'none' });
    const to = join(folder, 'opposed.json');
    const { difference, notes } = await exportStep(doubtful, 'pandapower', to, { step: 0, case: opposed });
    expect(difference!.vm_pu).toBeLessThan(SAME_PU);
    expect(notes.join()).toMatch(/Voltages outside 0.5–1.5 p.u.: .*Other starts lead to other solutions/);
  });
});
