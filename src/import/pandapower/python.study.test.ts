// Time series that pandapower stores in a file: the imported case has the voltages of its `run_timeseries`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hasPython, python } from '../../export/testing/python.ts';
import { kinds } from '../../kinds.ts';
import { importCase } from '../index.ts';
import { voltagesOf } from '../testing/voltages.ts';

const folder = mkdtempSync(join(tmpdir(), 'feederlab-series-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Steps = readonly Readonly<Record<string, readonly [vm_pu: number, va_deg: number]>>[];
interface Solved {
  readonly version: string;
  readonly controllers: Steps;
  readonly profiles: Steps;
}

const STEPS = 12;

describe.skipIf(!hasPython()).each([
  ['2.14', 'pandapower2'],
  ['3.5', 'pandapower3'],
] as const)('a file of pandapower %s', (version, environment) => {
  const at = mkdtempSync(join(folder, `${environment}-`));
  const solved = hasPython() ? (JSON.parse(python(environment, ['series.py', at])) as Solved) : undefined;

  it.each(['controllers', 'profiles'] as const)('has the voltages of its time series, of %s', async (name) => {
    expect(solved!.version).toMatch(version);
    const out = join(at, name);
    await importCase('pandapower', join(at, `${name}.json`), { out, asked: {}, kinds: kinds(), command: 'feederlab' });
    const steps = await voltagesOf(out);
    expect(steps).toHaveLength(STEPS);
    for (const [k, buses] of solved![name].entries()) {
      expect(Object.keys(buses)).toHaveLength(5);
      for (const [bus, [vm_pu, va_deg]] of Object.entries(buses)) {
        expect(Math.abs(steps[k]!.get(bus)![0] - vm_pu)).toBeLessThan(1e-9);
        expect(Math.abs(steps[k]!.get(bus)![1] - va_deg)).toBeLessThan(1e-7);
      }
    }
  });
});
