import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InputError, RunError } from '../../base/index.ts';
import { explain } from './failure.ts';

let said: string;

beforeEach(() => {
  said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += text;
    return true;
  });
});

afterEach(() => vi.restoreAllMocks());

describe('what an error leaves behind', () => {
  it('an InputError is told as it stands and exits 2', () => {
    const error = new InputError('case.yaml', [{ where: 'clock.step', found: '2 h', expected: '1 min to 1 h' }]);
    expect(explain(error, false)).toBe(2);
    expect(said).toBe(`${error.message}\n`);
  });

  it('a RunError is told as it stands and exits 1', () => {
    expect(explain(new RunError('the disk is full'), false)).toBe(1);
    expect(said).toBe('the disk is full\n');
  });

  it('what the system refuses is told in its words, without the way to a stack, and exits 1', () => {
    let refusal: unknown;
    try {
      readFileSync(`${'x'.repeat(300)}.csv`);
    } catch (error) {
      refusal = error;
    }
    expect(explain(refusal, false)).toBe(1);
    expect(said).toMatch(/^the system refused: ENAMETOOLONG: .*\n$/);
  });

  it('an unforeseen error gives one line and the way to its stack, and exits 1', () => {
    expect(explain(new TypeError('x is undefined\nsecond line'), false)).toBe(1);
    expect(said).toMatch(/x is undefined\n.*--debug/);
    expect(said).not.toMatch(/second line|failure\.test\.ts/);
  });

  it('under --debug it gives the stack', () => {
    explain(new TypeError('x is undefined'), true);
    expect(said).toContain('failure.test.ts');
  });

  it('something thrown that is no error is told too', () => {
    expect(explain('a bare string', true)).toBe(1);
    expect(said).toContain('a bare string');
  });
});
