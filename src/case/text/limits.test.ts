import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { MAX_STEPS } from '../../../cosim/time/clock.ts';
import { MAX_COMBINATIONS } from '../../search/space.ts';
import { LIMITS } from './limits.ts';

it('docs/limits.md has the limits of the code', () => {
  const page = readFileSync(new URL('../../../docs/limits.md', import.meta.url), 'utf8');
  const stated = [...page.matchAll(/^\| .* \| ([\d,]+)(?: MiB| characters)? \|$/gm)].map(([, n]) =>
    Number(n!.replaceAll(',', '')),
  );
  const { fileBytes, networkBytes, yamlBytes, ...others } = LIMITS;
  const held = [
    ...[fileBytes, networkBytes, yamlBytes].map((bytes) => bytes / 2 ** 20),
    ...Object.values(others),
    MAX_COMBINATIONS,
    MAX_STEPS,
  ];
  expect(stated).toEqual(held);
});
