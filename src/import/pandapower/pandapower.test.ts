import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../base/index.ts';
import { feeder, netText } from '../../../network/formats/pandapower/testing/net.ts';
import { writeFolder } from '../../case/testing/folder.ts';
import { kinds } from '../../kinds.ts';
import { packageFolder } from '../../package.ts';
import { importCase, profilesOf } from '../index.ts';
import { voltagesOf } from '../testing/voltages.ts';

const REFERENCE = fileURLToPath(new URL('../shared/data/formats/pandapower-profiles/', packageFolder()));

const imported = async (net: string, profiles?: string) => {
  const out = join(writeFolder({}), 'case');
  const asked = profiles === undefined ? {} : { profiles: await profilesOf(profiles) };
  const report = (await importCase('pandapower', net, { out, asked, kinds: kinds(), command: 'feederlab import' }))!;
  return { out, report, file: (name: string) => readFileSync(join(out, name), 'utf8') };
};

describe.skipIf(!existsSync(REFERENCE))('a network with a table of shares (skipped without ../shared)', () => {
  it('has the voltages of pandapower at every hour', async () => {
    const { out } = await imported(`${REFERENCE}net.json`, `${REFERENCE}profiles.csv`);
    const steps = await voltagesOf(out);
    const rows = readFileSync(`${REFERENCE}solution_steps.csv`, 'utf8').trim().split(/\r?\n/).slice(1);
    expect(rows).toHaveLength(24 * 6);
    for (const [step, bus, vm, va] of rows.map((row) => row.split(','))) {
      const [vm_pu, va_deg] = steps[Number(step)]!.get(bus!)!;
      expect(Math.abs(vm_pu - Number(vm))).toBeLessThan(1e-9);
      expect(Math.abs(va_deg - Number(va))).toBeLessThan(1e-7);
    }
  });
});

const tables = feeder({
  load: [{ bus: 2, p_mw: 1, q_mvar: 0.3, scaling: 0.5 }],
  sgen: [{ bus: 1, p_mw: 0.2, q_mvar: 0.1, scaling: 2 }],
});
const folder = (profiles: string) => writeFolder({ 'net.json': netText(tables), 'profiles.csv': profiles });
const of = (profiles: string) => {
  const at = folder(profiles);
  return imported(join(at, 'net.json'), join(at, 'profiles.csv'));
};

describe('columns of a table of profiles', () => {
  it('are shares, or powers before scaling; a power without column stays', async () => {
    const { file } = await of(
      'time,load_0_p_pu,sgen_0_p_kw\n2024-06-01T00:00+02:00,0.5,100\n2024-06-01T00:15+02:00,1,-50\n',
    );
    expect(file('loads.csv').split('\n').slice(0, 3)).toEqual([
      'load,bus,p_mw,q_mvar,profile,q_profile',
      'load-0,2,0.5,0.15,load_0_p,constant',
      'sgen-0,1,-2,-0.2,sgen_0_p,constant',
    ]);
    expect(file('profiles.csv').split('\n').slice(1, 3)).toEqual([
      '2024-05-31T22:00+00:00,0.5,1,0.1',
      '2024-05-31T22:15+00:00,1,1,-0.05',
    ]);
    expect(file('case.yaml')).toContain('step: 15 min');
  });

  it.each<readonly [what: string, profiles: string, message: RegExp]>([
    [
      'an element that is none',
      'hour,load_7_p_pu\n0,1\n1,1',
      /load_7_p_pu.*an element in service.*nearest is load_0_p_pu/,
    ],
    ['another form', 'hour,p\n0,1\n1,1', /"p" +expected TABLE_INDEX_QUANTITY_UNIT/],
    ['another unit', 'hour,load_0_q_kw\n0,1\n1,1', /load_0_q_kw.*a unit of pu, kvar, mvar/],
    ['two columns of a power', 'hour,load_0_p_pu,load_0_p_kw\n0,1,1\n1,1,1', /one column for each power/],
    ['no time', 'step,load_0_p_pu\n0,1\n1,1', /"step" +expected hour or time/],
    ['a local time', 'time,load_0_p_pu\n2024-01-01T00:00,1\n2024-01-01T01:00,1', /:2, time.*a time with offset/],
    ['a word', 'hour,load_0_p_pu\n0,x\n1,1', /:2, load_0_p_pu +found "x"/],
    ['an empty cell', 'hour,load_0_p_pu\n0,1\n1,', /:3, load_0_p_pu +found ""/],
    ['a missing cell', 'hour,load_0_p_pu\n0,1\n1', /:3 +found "1 field"/],
    ['one row', 'hour,load_0_p_pu\n0,1', /1 rows/],
    ['uneven rows', 'hour,load_0_p_pu\n0,1\n1,1\n3,1', /:4 +found "3" +expected rows that are 60 min apart/],
    ['rows of two hours', 'hour,load_0_p_pu\n0,1\n2,1', /rows of 120 min/],
  ])('are refused for %s, and nothing is written', async (_, profiles, message) => {
    const error: unknown = await of(profiles).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toMatch(message);
  });
});
