// `import`: what it writes and prints, and what it refuses before anything is written.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folder } from '../../../network/formats/simbench/testing/folder.ts';
import { feederlab } from '../testing.ts';

const cwd = mkdtempSync(join(tmpdir(), 'feederlab-cli-import-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const cli = (...args: string[]) => feederlab(['import', ...args], { cwd });

beforeAll(() => {
  mkdirSync(join(cwd, 'grid'));
  const texts = folder({
    // a plant that holds the voltage of its bus, with a profile of its active power
    PowerPlant: ['chp;home;CHP;P1;pvm;0;0.01;NULL;0.02;0;0.02;-0.01;0.01;S;7'],
    Transformer: ['T1;grid;low;160 kVA;0;1;LV;100;NULL;S;6'], // its tap changer is reported
    Node: [
      'grid;busbar;1.02;0;20;0.9;1.1;NULL;NULL;S;5',
      'low;busbar;NULL;NULL;0.4;0.9;1.1;NULL;NULL;S;7',
      'home;busbar;1.01;NULL;0.4;0.9;1.1;NULL;NULL;S;7',
      'tap;auxiliary;NULL;NULL;0.4;0.9;1.1;NULL;NULL;S;7',
    ],
  })
    .set('LoadProfile.csv', 'time;H0-A_pload;H0-A_qload\n01.02.2016 00:00;0.5;0.4\n01.02.2016 00:15;0.6;0.3\n')
    .set('PowerPlantProfile.csv', 'time;P1\n01.02.2016 00:00;0.5\n01.02.2016 00:15;0.75\n');
  for (const [name, text] of texts) writeFileSync(join(cwd, 'grid', name), text);
});

describe('feederlab import', () => {
  it('writes a case that runs, and prints its files and what was lost, as JSON on request', async () => {
    const printed = await cli('simbench', 'grid', '--out', 'case');
    expect(printed.stderr).toMatch(/^Remark: .*tap/m);
    expect(printed).toMatchObject({ code: 0, stdout: expect.stringContaining('$ feederlab run case\n') });
    const { code, stdout, stderr } = await cli('simbench', 'grid', '--out', 'again', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { files, summary, lost } = JSON.parse(stdout);
    expect([...files].sort()).toEqual(readdirSync(join(cwd, 'again')).sort());
    expect(summary).toMatchObject({ buses: 4, steps: 2, step_min: 15 });
    expect(lost).toEqual([expect.objectContaining({ text: expect.stringContaining('tap') })]);
    expect(readFileSync(join(cwd, 'again/powerplant-profiles.csv'), 'utf8')).toBe(
      'time,p1_plant_pu\n2016-02-01T00:00,0.5\n2016-02-01T00:15,0.75\n',
    );
    expect((await feederlab(['run', 'case', '--out', 'run'], { cwd })).code).toBe(0);
  });

  it('ends with 2 and writes nothing where the folder exists or the format is unknown', async () => {
    mkdirSync(join(cwd, 'taken'));
    const before = readdirSync(cwd);
    const taken = await cli('simbench', 'grid', '--out', 'taken');
    expect(taken).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--out') });
    const unknown = await cli('simbensh', 'grid', '--out', 'new');
    expect(unknown).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('"simbench"') });
    expect(readdirSync(join(cwd, 'taken'))).toEqual([]);
    expect(readdirSync(cwd)).toEqual(before);
  });
});
