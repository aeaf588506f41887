// docs/sweep.md, executed: its files are read as sweeps, and its tables have every key of the schema.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { writeFolder } from '../../case/testing/folder.ts';
import { readSweep } from './index.ts';
import { sweepJsonSchema } from './schema.ts';

const page = readFileSync(fileURLToPath(new URL('../../../docs/sweep.md', import.meta.url)), 'utf8');
const sweeps = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text]) => text!);

interface Keys {
  readonly properties: Readonly<Record<string, Keys & { readonly additionalProperties: Keys }>>;
}

describe('docs/sweep.md', () => {
  it.each(sweeps)('shows a sweep that can be read, without a remark:\n%s', async (text) => {
    const { size, remarks } = await readSweep(join(writeFolder({ 'shown.yaml': text }), 'shown.yaml'));
    expect(size).toBeGreaterThan(1);
    expect(remarks).toEqual([]);
  });

  it('names every key of a sweep', () => {
    const { properties } = sweepJsonSchema() as unknown as Keys;
    const parts = [properties['over']!.additionalProperties, properties['sample']!, properties['hosting_capacity']!];
    const keys = [...Object.keys(properties), ...parts.flatMap((part) => Object.keys(part.properties))];
    const named = new Set([...page.matchAll(/`([a-z_]+)[`:]/g)].map(([, key]) => key!));
    expect(sweeps).toHaveLength(4);
    expect(keys.length).toBeGreaterThan(25);
    expect(keys.filter((key) => !named.has(key))).toEqual([]);
  });
});
