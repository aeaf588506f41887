import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkDeviceKind, deviceKinds } from './index.ts';

describe('device kinds', () => {
  it('are found by their name in a case', () => {
    expect(deviceKinds.get('heat-pump')?.title).toBe('Heat pump');
    for (const [name, kind] of deviceKinds) expect(kind.kind).toBe(name);
  });

  it('have one folder each, and every folder is in the list', () => {
    const others = ['forecast', 'testing'];
    const folders = readdirSync(fileURLToPath(new URL('.', import.meta.url)), { withFileTypes: true });
    const named = folders.flatMap((f) => (f.isDirectory() && !others.includes(f.name) ? [f.name] : []));
    expect([...deviceKinds.keys()].sort()).toEqual(named.sort());
  });

  it.each([...deviceKinds.values()])('$kind has every member, and describes every field with its unit', (kind) => {
    expect(checkDeviceKind(kind)).toBe(kind);
  });
});
