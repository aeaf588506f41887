// docs/case-format.md, executed: its files are one case, its fragments replace sections of it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { unitTable } from '../../../base/index.ts';
import { readCase, readVariants } from '../index.ts';
import { writeFolder } from '../testing/folder.ts';

const page = readFileSync(fileURLToPath(new URL('../../../docs/case-format.md', import.meta.url)), 'utf8');
const fences = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
  language,
  text: text!,
}));
const named = fences.flatMap(({ text }) => {
  const name = /^[#%] (\S+\.\w+)\n/.exec(text)?.[1];
  return name ? [[name, text] as const] : [];
});
const files = Object.fromEntries(named);
const fragments = fences
  .filter(({ language, text }) => language === 'yaml' && text !== files['case.yaml'])
  .map(({ text }) => text);

describe('docs/case-format.md', () => {
  it('shows one whole case that can be read', async () => {
    const study = await readCase(writeFolder(files));
    expect(study.network.buses).toHaveLength(5);
    expect(study.devices.map((d) => d.id)).toContain('home-2-001-ev');
    expect(study.network.branches[0]!.length_km).toBeCloseTo(0.201168, 9);
  });

  it.each(fragments)('shows a fragment that can be read in its place:\n%s', async (fragment) => {
    const { outputs: _namesOtherDevices, ...rest } = parse(files['case.yaml']!) as { outputs: unknown };
    const whole = { ...rest, ...(parse(fragment) as object) };
    for (const study of await readVariants(writeFolder({ ...files, 'case.yaml': stringify(whole) })))
      expect(study.devices.length).toBeGreaterThan(0);
  });

  it('shows the effect of --set', async () => {
    const folder = writeFolder(files);
    const calls = fences
      .find(({ language }) => language === 'sh')!
      .text.trim()
      .split('\n');
    for (const call of calls) {
      const set = [...call.matchAll(/--set ([\w.-]+=)"?([^"\s]+(?: h)?)/g)].map(([, path, value]) => `${path}${value}`);
      expect(set).toHaveLength(2);
      await expect(readCase(folder, { set })).resolves.toBeDefined();
    }
  });

  it('shows problems as they are printed', async () => {
    const folder = writeFolder(files);
    writeFileSync(join(folder, 'lines.csv'), files['lines.csv']!.replace('1-2,1,2,1,', '1-2,1,2,-1,'));
    const error = await readCase(folder, { set: ['devices.pv-3.profile=pvv', 'clock.step=7 s'] }).catch((e: unknown) =>
      String(e),
    );
    const text = fences.find(({ language }) => language === 'text')!.text.trimEnd();
    const plain = (s: string) => s.replace(/^.*case\.yaml: /, '').replace(/ {2,}/g, '  ');
    expect(plain(String(error))).toBe(plain(text));
  });

  it('lists every unit of the table', () => {
    const rows = unitTable.map(
      ({ dimension, units }) => `| ${dimension} | ${units.map((u) => `\`${u}\``).join(' ')} |`,
    );
    expect(page).toContain(['| dimension | units |', '|---|---|', ...rows, ''].join('\n'));
  });
});
