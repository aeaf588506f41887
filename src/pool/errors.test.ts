import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError, RunError } from '../../base/index.ts';
import { DiskError, isOfDisk } from '../disk/write.ts';
import { dataOf, errorOf } from './errors.ts';

const across = (error: unknown): Error => errorOf(structuredClone(dataOf(error)));

const problem = fc.record(
  { where: fc.string(), found: fc.jsonValue(), expected: fc.string(), hint: fc.string(), count: fc.nat() },
  { requiredKeys: ['where', 'found', 'expected'] },
);
const inputError = fc
  .tuple(fc.string(), fc.array(problem))
  .map(([source, problems]) => new InputError(source, problems));
const full = () => Object.assign(new Error('no space left'), { code: 'ENOSPC', syscall: 'write', errno: -28 });
const anyError = fc.oneof(
  inputError,
  fc.string().map((message) => new RunError(message)),
  fc.string().map((file) => new DiskError(file, full())),
  fc.string().map(full),
);

describe('an error that is sent to another process', () => {
  it('keeps its class, its message, its members and its cause', () => {
    fc.assert(
      fc.property(anyError, fc.option(anyError, { nil: undefined }), (error, cause) => {
        // as a constructor does it
        Object.defineProperty(error, 'cause', { value: cause, configurable: true, writable: true });
        const arrived = across(error);
        for (const known of [InputError, RunError, DiskError, Error])
          expect(arrived instanceof known).toBe(error instanceof known);
        expect(arrived).toEqual(error);
        expect(arrived.name).toBe(error.name);
        expect(arrived.stack).toBe(error.stack);
        expect(isOfDisk(arrived)).toBe(isOfDisk(error));
        if (error instanceof InputError) expect((arrived as InputError).problems).toEqual(error.problems);
      }),
    );
  });

  it('keeps the name of a class that is not one of these', () => {
    expect(String(across(new RangeError('too long')))).toBe('RangeError: too long');
  });

  it('may be no error at all, and may name what is no data', () => {
    expect(across('a text').message).toBe('a text');
    const found = [() => 1, { of: Symbol('s') }];
    const error = new InputError('module', [{ where: 'here', found, expected: 'a number' }]);
    const [arrived] = (across(error) as InputError).problems;
    expect(arrived).toMatchObject({ where: 'here', found: ['() => 1', { of: 'Symbol(s)' }] });
    const ring = new RunError('a');
    ring.cause = new RunError('b', { cause: ring });
    expect(across(ring)).toMatchObject({ message: 'a', cause: { message: 'b', cause: { message: 'a' } } });
  });
});
