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

describe('message and exit code of an error', () => {
  it('an InputError prints its message and exits 2', () => {
    const error = new InputError('case.yaml', [{ where: 'clock.step', found: '2 h', expected: '1 min to 1 h' }]);
    expect(explain(error, false)).toBe(2);
    expect(said).toBe(`${error.message}\n`);
  });

  it('a RunError prints its message and exits 1', () => {
    expect(explain(new RunError('the disk is full'), false)).toBe(1);
    expect(said).toBe('the disk is full\n');
  });

  it('a RunError prints the stack of its cause under --debug only', () => {
    const error = new RunError('step 0: x', { cause: new RunError('x', { cause: new TypeError('x') }) });
    explain(error, false);
    expect(said).toBe('step 0: x\n');
    expect(explain(error, true)).toBe(1);
    expect(said).toMatch(/step 0: x\nTypeError: x\n.*failure\.test\.ts/);
  });

  it('an error of the system prints its message, without the hint to --debug, and exits 1', () => {
    let refusal: unknown;
    try {
      readFileSync(`${'x'.repeat(300)}.csv`);
    } catch (error) {
      refusal = error;
    }
    expect(explain(refusal, false)).toBe(1);
    expect(said).toMatch(/^the system refused: ENAMETOOLONG: .*\n$/);
  });

  it('an unexpected error prints one line and the hint to --debug, and exits 1', () => {
    expect(explain(new TypeError('x is undefined\nsecond line'), false)).toBe(1);
    expect(said).toMatch(/x is undefined\n.*--debug/);
    expect(said).not.toMatch(/second line|failure\.test\.ts/);
  });

  it('under --debug it prints the stack', () => {
    explain(new TypeError('x is undefined'), true);
    expect(said).toContain('failure.test.ts');
  });

  it('a thrown value that is not an Error is printed too', () => {
    expect(explain('a bare string', true)).toBe(1);
    expect(said).toContain('a bare string');
  });
});
