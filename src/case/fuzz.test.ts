// A small case with randomly damaged files: it is read, or refused with messages.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../base/index.ts';
import { readCase } from './index.ts';
import { GOOD, writeFolder } from './testing/folder.ts';

const ODD =
  '|0|-1|1e999|NaN|.nan|null|[]|{}|{a: {b: 1}}|"|*x|&x [*x]|!!js/function|<<|__proto__|constructor|9e300|=1+1|true|5 furlong|1,5|? |- |24:00|2024-02-30T25:00|\u0000|\ufeff|\t'.split(
    '|',
  );

/** One damage to a text: operation, position (a share of its length), inserted text. */
const damage = fc.record({
  how: fc.constantFrom('cut', 'insert', 'drop line', 'repeat line', 'replace cell', 'replace value', 'indent'),
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  word: fc.constantFrom(...ODD),
});

function damaged(text: string, { how, at, word }: { how: string; at: number; word: string }): string {
  const place = Math.floor(at * text.length);
  if (how === 'cut') return text.slice(0, place);
  if (how === 'insert') return text.slice(0, place) + word + text.slice(place);
  const lines = text.split('\n');
  const i = Math.floor(at * lines.length);
  const line = lines[i]!;
  if (how === 'drop line') lines.splice(i, 1);
  if (how === 'repeat line') lines.splice(i, 0, line);
  if (how === 'replace cell') lines[i] = line.replace(/[^,]*$/, word);
  if (how === 'replace value') lines[i] = line.replace(/: .*/, `: ${word}`);
  if (how === 'indent') lines[i] = ` ${line}`;
  return lines.join('\n');
}

describe('a case with damaged files', () => {
  it('is read, or refused with readable messages', async () => {
    const file = fc.constantFrom(...Object.keys(GOOD));
    await fc.assert(
      fc.asyncProperty(file, fc.array(damage, { minLength: 1, maxLength: 3 }), async (name, damages) => {
        const folder = writeFolder({ ...GOOD, [name]: damages.reduce(damaged, String(GOOD[name])) });
        const error = await readCase(folder).catch((e: unknown) => e);
        if (!(error instanceof Error)) return;
        expect(error).toBeInstanceOf(InputError);
        expect(error.message.length).toBeLessThan(20_000);
        expect(error.message).not.toMatch(/\[object|Invalid input|Maximum call stack/);
      }),
      { seed: 11, numRuns: 300 },
    );
  });
});
