// Which format a file or a folder has, and reading it in that one.
import { InputError } from '../../base/index.ts';
import { checkFormat, readAs } from './checked.ts';
import type { NetworkFormat, NetworkRead, ReadAsked } from './format.ts';

/**
 * The format of a file name by its ending, the first one where formats share it; undefined when there is none.
 * @throws InputError when a format lacks a member or has one of the wrong type
 */
export const formatOf = (file: string, formats: readonly NetworkFormat[]): NetworkFormat | undefined =>
  formatsOf(file, formats)[0];

function formatsOf(file: string, formats: readonly NetworkFormat[]): readonly NetworkFormat[] {
  const hasEnding = ({ extensions }: NetworkFormat) => extensions.some((ending) => file.toLowerCase().endsWith(ending));
  return formats.map((format) => checkFormat(format)).filter(hasEnding);
}

/** `.m (MATPOWER)`; formats of folders are not in it. */
export const endingsOf = (formats: readonly NetworkFormat[]): string =>
  formats.flatMap(({ name, extensions }) => extensions.map((extension) => `${extension} (${name})`)).join(', ');

/** `SimBench`: names of the formats of folders. */
export const foldersOf = (formats: readonly NetworkFormat[]): string =>
  formats.flatMap(({ name, folder }) => (folder ? [name] : [])).join(', ');

/** The format of a text by its file name and, where several have that ending, its content; undefined when none claims it. */
export const claimant = (file: string, text: string, formats: readonly NetworkFormat[]): NetworkFormat | undefined =>
  formatsOf(file, formats).find(({ claims }) => claims === undefined || claims(text));

/**
 * The network of a text, in the format that claims it.
 * @param file its name
 * @param source the path, for the head of messages; the name when absent
 * @throws InputError of the format; or when none with that ending claims the text
 */
export function readText(
  file: string,
  text: string,
  formats: readonly NetworkFormat[],
  { source = file, ...asked }: ReadAsked & { readonly source?: string } = {},
): NetworkRead {
  const possible = formatsOf(file, formats);
  const format = claimant(file, text, formats);
  if (format) return readAs(format, text, source, asked);
  const found = `${JSON.stringify(text.trimStart().slice(0, 40))} …`;
  const expected = `a network in the format ${possible.map(({ name }) => name).join(' or ')}`;
  throw new InputError(source, [{ where: file.replace(/^.*[\\/]/, ''), found, expected }]);
}

/** The format of a folder with files of these names; undefined when there is none. */
export const folderFormatOf = (
  names: readonly string[],
  formats: readonly NetworkFormat[],
): NetworkFormat | undefined => formats.map((f) => checkFormat(f)).find(({ folder }) => folder?.claims(names));
