// The recipe of docs/import.md: its commands and its sections of case.yaml, over a day of the grid of ../shared.
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { packageFolder } from '../../package.ts';
import { feederlab, type Outcome } from '../testing.ts';

const here = (path: string) => fileURLToPath(new URL(path, packageFolder()));
const GRID = here('../shared/data/formats/simbench-1-LV-rural1--0-sw/csv');

const page = readFileSync(here('docs/import.md'), 'utf8');
const recipe = page.slice(page.indexOf('## A mechanism on an imported grid'));
const fenced = [...recipe.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)];
const blocks = (language: string) => fenced.flatMap(([, of, text]) => (of === language ? [text!.trim()] : []));
const sections = parse(blocks('yaml')[0]!) as Record<string, unknown> & { profiles: unknown[] };
const commands = blocks('');
const NAME = 'rural-week';

describe.skipIf(!existsSync(GRID))('a mechanism on an imported grid (skipped without ../shared/data/formats)', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'feederlab-recipe-'));
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));
  /** A command of the page, with the words that differ here. */
  const call = (command: string, changes: Readonly<Record<string, string>> = {}): Promise<Outcome> =>
    feederlab(
      command
        .split(' ')
        .slice(1)
        .map((word) => changes[word] ?? word),
      { cwd },
    );

  beforeAll(async () => {
    const day = { '1-LV-rural1--0-sw': GRID, '2016-01-11': '2016-01-02', '7': '1' };
    expect(await call(commands[0]!, day)).toMatchObject({ code: 0 });
    for (const { file } of sections.profiles as { file: string }[])
      copyFileSync(here(`cases/ieee33-day/${file}`), join(cwd, NAME, file));
    const path = join(cwd, NAME, 'case.yaml');
    const { profiles, ...study } = parse(readFileSync(path, 'utf8')) as typeof sections;
    writeFileSync(path, stringify({ ...study, ...sections, profiles: [...profiles, ...sections.profiles] }));
  });

  it('is valid in all of its variants, and runs as the page says', async () => {
    expect(commands).toHaveLength(2);
    expect(await call(`feederlab validate ${NAME}`)).toMatchObject({ code: 0, stderr: '' });
    const ran = await call(commands[1]!);
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringMatching(/^dt_revenue/m) });
    expect(ran.stderr).toMatch(/^profiles: 96 steps/m);
  });

  it('has the study cases of the grid alone, whatever is added to it', async () => {
    const path = join(cwd, NAME, 'case.yaml');
    const { clock, ...study } = parse(readFileSync(path, 'utf8')) as { readonly clock: object };
    const added = {
      controllers: ['dt'],
      forecast: { load: { error: '10 %' }, price: { error: '5 %' } },
      outputs: { devices: ['home*'] },
    };
    writeFileSync(path, stringify({ ...study, ...added, clock }));
    const validated = await call(`feederlab validate ${NAME}`);
    expect(validated).toMatchObject({ code: 0, stderr: expect.not.stringContaining('Remark: hL') });
    const voltageOf = async (name: string) => {
      const { code, stdout } = await call(`feederlab run ${name} --variant hL --controller uncontrolled --json`);
      expect(code).toBe(0);
      return (JSON.parse(stdout) as { indicators: { voltage_min_pu: number } }).indicators.voltage_min_pu;
    };
    await call(`feederlab import simbench ${GRID} --out alone`);
    expect(await voltageOf(NAME)).toEqual(await voltageOf('alone'));
  });
});
