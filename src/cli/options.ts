// Parsers of option values; an invalid value is a usage error (exit code 2).
import { InvalidArgumentError, Option } from '@commander-js/extra-typings';

/** Parser of an option that may be given several times; the values keep their order. */
export const gather =
  <T>(read: (text: string) => T) =>
  (text: string, before: readonly T[] | undefined): readonly T[] => [...(before ?? []), read(text)];

/** `clock.days=2`: a dotted path into case.yaml and its new value. */
export function assignment(text: string): string {
  if (!/^[^=]+=/.test(text)) throw new InvalidArgumentError('Write path=value, as in `--set clock.days=2`.');
  return text;
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
    throw new InvalidArgumentError('Expected a whole number, 0 or more.');
  return value;
}

export function count(text: string): number {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError('Expected a whole number, 1 or more.');
  return value;
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value < Number.POSITIVE_INFINITY)) {
    throw new InvalidArgumentError('Expected a number above 0.');
  }
  return value;
}

/** The modules of a case are code, which is run only with this option. */
export const trustOption = () => new Option('--trust', 'run the modules that the case uses (or FEEDERLAB_TRUST=1)');

/** Results do not depend on it. */
export const workersOption = () =>
  new Option(
    '--workers <number>',
    'make at most so many runs at once, each in a process of its own (default: as many as cores)',
  ).argParser(count);

/** Results do not depend on it. */
export const jobsOption = () =>
  new Option(
    '--jobs <number>',
    'solve at most so many optimisation problems of a run at once (default: as many as cores; or FEEDERLAB_JOBS)',
  ).argParser(count);
