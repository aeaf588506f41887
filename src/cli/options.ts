// Parsers of option values; an invalid value is a usage error (exit code 2).
import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { DEFAULT_FORM, type PLOT_FORMS, type PlotForm } from '../results/draw/forms.ts';
import { note } from './output.ts';

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

/** @param forms those that the command has */
export const plotsOption = <const F extends (typeof PLOT_FORMS)[number]>(forms: readonly F[]) =>
  new Option('--plots <form>', FORMS).choices(forms).default(DEFAULT_FORM as F);

/** Instead of `outputs.format` of the case. */
export const formatOption = () =>
  new Option('--format <format>', 'files of the tables: csv, or parquet too').choices(['csv', 'parquet']);

const FORMS = 'none: no plots; svg: as Vega-Lite and SVG; png: as PNG too';

/** Says that nothing was drawn. */
export function noteForm(plots: PlotForm): void {
  if (plots === 'none') note('no plots were drawn; the same command with --plots svg or png draws them');
}

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
