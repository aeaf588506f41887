// Numbers of hashes, and hashes that are sent to another process.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Digests } from './digests.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('digests', () => {
  it('number hashes and other texts in the order in which they were added, each once', () => {
    const texts = fc.array(
      fc.oneof(
        fc.nat(300).map((n) => sha256(`run ${n}`)),
        fc.string({ maxLength: 2 }), // none of those that were hashed: a text and its hash have the same number
      ),
      { maxLength: 400 },
    );
    fc.assert(
      fc.property(texts, fc.nat(400), (added, cut) => {
        const digests = new Digests();
        const copy = new Digests();
        const numbers = new Map<string, number>();
        for (const [i, text] of added.entries()) {
          expect(digests.indexOf(text)).toBe(numbers.get(text));
          if (!numbers.has(text)) numbers.set(text, numbers.size);
          expect(digests.add(text)).toBe(numbers.get(text));
          if (i === cut) copy.addAll(digests.from(0));
        }
        copy.addAll(digests.from(copy.size));
        expect([digests.size, copy.size]).toEqual([numbers.size, numbers.size]);
        for (const [text, number] of numbers)
          expect([digests.indexOf(text), copy.indexOf(text)]).toEqual([number, number]);
        expect(copy.has('neither a hash nor a short text')).toBe(false);
      }),
    );
  });
});
